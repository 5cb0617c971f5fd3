// LuaArena: the memory of one Lua state. It has a fixed size, so that a script cannot take the
// machine's, and it goes as a whole, so that a state that was stopped in the middle of something
// needs no lua_close(). Blocks are kept by classes of size; a freed one serves the next request of
// its class.
// Used by lua_guard.h. Not for several threads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace sonde {

class LuaArena {
 public:
  static constexpr size_t kBytes = size_t{256} << 20;

  LuaArena();
  ~LuaArena();
  LuaArena(const LuaArena&) = delete;
  LuaArena& operator=(const LuaArena&) = delete;

  // False when the machine has no room for it.
  bool valid() const { return base_ != nullptr; }
  // As lua_Alloc wants it: nullptr when the arena is full.
  void* resize(void* block, size_t old_bytes, size_t new_bytes);
  bool refused() const { return refused_; }  // a request since the last call of forget_refusal()
  void forget_refusal() { refused_ = false; }

 private:
  static constexpr size_t kClasses = 160;
  struct Free {
    Free* next;
  };
  static size_t class_of(size_t bytes);
  static size_t bytes_of(size_t size_class);
  void* take(size_t size_class);
  void give(void* block, size_t size_class);

  uint8_t* base_ = nullptr;
  size_t used_ = 0;
  bool refused_ = false;
  Free* free_[kClasses] = {};
};

}  // namespace sonde
