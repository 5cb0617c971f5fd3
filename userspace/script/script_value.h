// ScriptValue: what a script left in a global variable, copied out of Lua: nil, a boolean, a
// number, a text, or a table of such values. Reading it needs no lua.h and cannot fail.
// Made by sandbox.cpp, read by view_loader.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sonde {

struct ScriptMember;

struct ScriptValue {
  enum class Kind : uint8_t { kNil, kBool, kNumber, kText, kTable, kOther };

  Kind kind = Kind::kNil;
  bool boolean = false;
  double number = 0;
  std::string text;
  std::vector<ScriptValue> items;     // [1], [2], ...
  std::vector<ScriptMember> members;  // by name; in no order

  ScriptValue();
  ScriptValue(const ScriptValue& other);
  ScriptValue(ScriptValue&& other) noexcept;
  ScriptValue& operator=(ScriptValue other) noexcept;
  ~ScriptValue();

  // The member of this name; kNil when there is none or this is no table.
  const ScriptValue& operator[](std::string_view name) const;
  bool is(Kind wanted) const { return kind == wanted; }
};

struct ScriptMember {
  std::string first;
  ScriptValue second;
};

inline ScriptValue::ScriptValue() = default;
inline ScriptValue::ScriptValue(const ScriptValue& other) = default;
inline ScriptValue::ScriptValue(ScriptValue&& other) noexcept = default;
inline ScriptValue::~ScriptValue() = default;
inline ScriptValue& ScriptValue::operator=(ScriptValue other) noexcept {
  std::swap(kind, other.kind);
  std::swap(boolean, other.boolean);
  std::swap(number, other.number);
  text.swap(other.text);
  items.swap(other.items);
  members.swap(other.members);
  return *this;
}

// "a number", "a list or table": for sentences.
std::string_view kind_name(ScriptValue::Kind kind);

}  // namespace sonde
