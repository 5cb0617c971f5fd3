// Value: what a field yields for a moment: a number, text, bytes, an address, a list, or nothing.
// Text and lists point into the state, the event or the moment's Scratch: valid until the next
// event. "Nothing" (kNone) is different from empty text: every comparison with it is false.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "schema/event_table.h"
#include "schema/snapshot.h"

namespace sonde {

struct Value {
  enum class Kind : uint8_t { kNone, kInt, kUint, kBool, kDouble, kText, kBytes, kAddress, kList };

  Kind kind = Kind::kNone;
  Type type = Type::NONE;      // set only where the field's own type does not say it (rawarg)
  Format format = Format::NA;  // as above
  union {
    int64_t i = 0;
    uint64_t u;
    bool b;
    double d;
    const IpAddress* address;
    const Value* list;
    const char* data;
  };
  size_t size = 0;  // bytes of text, elements of a list

  static Value none() { return {}; }
  static Value integer(int64_t value) {
    Value v;
    v.kind = Kind::kInt;
    v.i = value;
    return v;
  }
  static Value uinteger(uint64_t value) {
    Value v;
    v.kind = Kind::kUint;
    v.u = value;
    return v;
  }
  static Value boolean(bool value) {
    Value v;
    v.kind = Kind::kBool;
    v.u = 0;
    v.b = value;
    return v;
  }
  static Value real(double value) {
    Value v;
    v.kind = Kind::kDouble;
    v.d = value;
    return v;
  }
  static Value text(std::string_view value) {
    Value v;
    v.kind = Kind::kText;
    v.data = value.data();
    v.size = value.size();
    return v;
  }
  static Value bytes(Bytes value) {
    Value v = text(as_text(value));
    v.kind = Kind::kBytes;
    return v;
  }
  // The address must live as long as the value is used.
  static Value ip(const IpAddress* value) {
    Value v;
    v.kind = Kind::kAddress;
    v.address = value;
    return v;
  }
  static Value list_of(std::span<const Value> items) {
    Value v;
    v.kind = Kind::kList;
    v.list = items.data();
    v.size = items.size();
    return v;
  }

  bool exists() const { return kind != Kind::kNone; }
  std::string_view as_view() const { return {data, size}; }      // kText, kBytes
  std::span<const Value> items() const { return {list, size}; }  // kList
};

}  // namespace sonde
