// See lua_arena.h. Classes: each multiple of 16 up to 1024 bytes, then four for each doubling.
// SPDX-License-Identifier: Apache-2.0
#include "script/lua_arena.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace sonde {
namespace {

constexpr size_t kFineStep = 16, kFineClasses = 65;  // 0 .. 1024 bytes
constexpr size_t kFineBytes = kFineStep * (kFineClasses - 1);

}  // namespace

LuaArena::LuaArena() {
  void* memory = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory != MAP_FAILED) base_ = static_cast<uint8_t*>(memory);
}

LuaArena::~LuaArena() {
  if (base_) munmap(base_, kBytes);
}

size_t LuaArena::class_of(size_t bytes) {
  if (bytes <= kFineBytes) return (bytes + kFineStep - 1) / kFineStep;
  const size_t power = static_cast<size_t>(std::bit_width(bytes - 1)) - 1;  // 2^power < bytes
  const size_t quarter = size_t{1} << (power - 2);
  const size_t step = (bytes - (size_t{1} << power) + quarter - 1) / quarter;  // 1 .. 4
  return kFineClasses + (power - 10) * 4 + step - 1;
}

size_t LuaArena::bytes_of(size_t size_class) {
  if (size_class < kFineClasses) return size_class * kFineStep;
  const size_t at = size_class - kFineClasses;
  const size_t power = at / 4 + 10;
  return (size_t{1} << power) + (at % 4 + 1) * (size_t{1} << (power - 2));
}

void* LuaArena::take(size_t size_class) {
  if (size_class >= kClasses) return nullptr;
  if (Free* block = free_[size_class]) {
    free_[size_class] = block->next;
    return block;
  }
  const size_t bytes = bytes_of(size_class);
  if (bytes > kBytes - used_) return nullptr;
  void* block = base_ + used_;
  used_ += bytes;
  return block;
}

void LuaArena::give(void* block, size_t size_class) {
  Free* freed = static_cast<Free*>(block);
  freed->next = free_[size_class];
  free_[size_class] = freed;
}

void* LuaArena::resize(void* block, size_t old_bytes, size_t new_bytes) {
  if (new_bytes == 0) {
    if (block) give(block, class_of(old_bytes));
    return nullptr;
  }
  const size_t wanted = class_of(new_bytes);
  if (block && class_of(old_bytes) == wanted) return block;
  void* moved = take(wanted);
  if (!moved) {
    if (block && new_bytes <= old_bytes) return block;  // a block that shrinks must stay
    refused_ = true;
    return nullptr;
  }
  if (block) {
    std::memcpy(moved, block, std::min(old_bytes, new_bytes));
    give(block, class_of(old_bytes));
  }
  return moved;
}

}  // namespace sonde
