// VersionRef: an owner of one version of what changes with time, a thread's facts or a descriptor.
// Owners share a version until one of them edits it; then that one has a version of its own. So
// the index keeps every version, and a fork copies pointers.
// Used as ThreadInfoRef (thread.h) and DescriptorRef (descriptor.h).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <utility>

#include "base/counted_ref.h"

namespace sonde {

// Value has an index_mark: the number under which the index knows the version.
template <typename Value>
class VersionRef {
 public:
  VersionRef() = default;
  static VersionRef make(Value value = {}) {
    return VersionRef(Owner::adopt(new Block{std::move(value), 1}));
  }
  // Another owner of a version that has one: `version` must be what get() gave.
  static VersionRef share(const Value* version) {
    return VersionRef(Owner::share(reinterpret_cast<Block*>(const_cast<Value*>(version))));
  }

  const Value* get() const { return owner_.get() ? &owner_.get()->value : nullptr; }
  const Value* operator->() const { return &owner_.get()->value; }
  const Value& operator*() const { return owner_.get()->value; }
  explicit operator bool() const { return owner_.get(); }
  // The value to change: this owner's alone afterwards.
  Value& edit() {
    if (owner_.is_shared()) *this = make(owner_.get()->value);
    owner_.get()->value.index_mark.number = 0;
    return owner_.get()->value;
  }

 private:
  struct Block {
    Value value;  // the first member: share() relies on it
    uint32_t refcount;
    static void destroy(Block* block) { delete block; }
  };
  using Owner = CountedRef<Block>;
  explicit VersionRef(Owner owner) : owner_(std::move(owner)) {}

  Owner owner_;
};

}  // namespace sonde
