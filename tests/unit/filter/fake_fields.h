// A field table for tests of the filter language: one field for every type, some that are lists,
// and values that a test sets by hand. Names are "a.<type>", for instance a.CHARBUF.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

#include "filter/filter.h"
#include "filter/operand.h"
#include "naive_walk.h"

namespace sonde::fake {

inline constexpr int kSlots = 80;
inline std::array<Value, kSlots> values;  // what field number i yields
inline std::array<int, kSlots> asked;     // how often it was asked

template <int slot>
Value get(const Moment&, FieldUse&) {
  ++asked[slot];
  return values[slot];
}

template <int... slots>
constexpr auto getters(std::integer_sequence<int, slots...>) {
  return std::array<Value (*)(const Moment&, FieldUse&), sizeof...(slots)>{get<slots>...};
}

inline constexpr auto kGetters = getters(std::make_integer_sequence<int, kSlots>());

inline int slot_count = 0;
struct Row {
  std::string name;
  Field field;
};

inline const std::vector<Row>& rows() {
  static const std::vector<Row>* made = [] {
    auto* rows = new std::vector<Row>;
    rows->reserve(kSlots);
    auto add = [&](std::string name, Type type, uint16_t flags, ArgRule arg = ArgRule::kNone) {
      Row& row = rows->emplace_back(Row{std::move(name), {}});
      row.field =
          Field{row.name, type, Format::DEC, arg, flags, "A field.", kGetters[rows->size() - 1]};
    };
    for (int type = 0; type <= static_cast<int>(Type::PID32); ++type) {
      const Type one = static_cast<Type>(type);
      if (one != Type::DYN) add("a." + std::string(type_row(one).name), one, 0);
    }
    add("b.CHARBUF", Type::CHARBUF, 0);
    add("b.UINT64", Type::UINT64, 0);
    add("list.text", Type::CHARBUF, kList);
    add("list.other", Type::CHARBUF, kList);
    add("list.number", Type::UINT64, kList);
    add("any.text", Type::CHARBUF, kAnyOf);
    add("any.number", Type::INT64, kAnyOf);
    add("either.port", Type::PORT, kEither);
    add("either.ip", Type::IPADDR, kEither);
    add("either.net", Type::IPNET, kEither);
    add("only.filter", Type::CHARBUF, kFilterOnly);
    add("only.print", Type::CHARBUF, kPrintOnly);
    add("no.right", Type::CHARBUF, kNoRightSide);
    add("no.transformer", Type::CHARBUF, kNoTransformer);
    add("key.text", Type::CHARBUF, 0, ArgRule::kKey);
    return rows;
  }();
  return *made;
}

inline int slot_of(std::string_view name) {
  for (size_t i = 0; i < rows().size(); ++i) {
    if (rows()[i].name == name) return static_cast<int>(i);
  }
  ADD_FAILURE() << "the test names no field " << name;
  return 0;
}

inline void set(std::string_view name, Value value) { values[slot_of(name)] = value; }
inline void forget_all() {
  values.fill(Value::none());
  asked.fill(0);
}

// As parse_field(): the longest name that the text begins with, and [key] if it takes one.
inline Result<FieldUse> lookup(std::string_view text, size_t& used) {
  const Row* longest = nullptr;
  for (const Row& row : rows()) {
    if (text.starts_with(row.name) && (!longest || row.name.size() > longest->name.size())) {
      longest = &row;
    }
  }
  if (!longest) {
    return Error{ErrorKind::kUsage, "unknown field '" + std::string(text) + "'", ""};
  }
  FieldUse use;
  use.field = &longest->field;
  used = longest->name.size();
  if (longest->field.arg == ArgRule::kKey && used < text.size() && text[used] == '[') {
    const size_t close = text.find(']', used);
    use.arg = text.substr(used + 1, close - used - 1);
    use.has_arg = true;
    used = close + 1;
  }
  use.text = text.substr(0, used);
  return use;
}

// A moment without an event; enough for fake fields.
struct FakeMoment {
  Scratch scratch;
  Moment moment;
  FakeMoment() { moment.scratch = &scratch; }
};

// Compiles with the fake fields and decides both ways; the two must agree.
inline bool matches(std::string_view text) {
  Result<Filter> filter = Filter::compile(text, nullptr, lookup);
  if (!filter) {
    ADD_FAILURE() << filter.error().what;
    return false;
  }
  FakeMoment fake;
  const bool answer = filter.value().matches(fake.moment);
  EXPECT_EQ(matches_naively(filter.value(), fake.moment), answer) << text;
  return answer;
}

inline std::string error_of(std::string_view text) {
  Result<Filter> filter = Filter::compile(text, nullptr, lookup);
  return filter ? std::string() : filter.error().what;
}

inline std::vector<std::string> warnings_of(std::string_view text) {
  std::vector<FilterWarning> warnings;
  Result<Filter> filter = Filter::compile(text, &warnings, lookup);
  if (!filter) ADD_FAILURE() << filter.error().what;
  std::vector<std::string> texts;
  for (const FilterWarning& warning : warnings) texts.push_back(warning.text);
  return texts;
}

}  // namespace sonde::fake
