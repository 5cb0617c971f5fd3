// Filter: an expression such as `proc.name = cat and fd.name startswith /etc`, compiled once and
// then asked about every Moment. This is the door of the folder; the steps behind it are one file
// each: parse/ (text -> tree in ast.h), checker (tree -> conditions), compiler (-> program),
// program (runs). pushdown/ finds what of a filter the kernel module can decide. The language
// itself: docs/filter-language.md. Operators: the rows in operators.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fields/field.h"

namespace sonde {

struct Moment;
struct KernelPlan;  // kernel_plan.h
struct Node;        // ast.h
class Users;        // state/users.h

// How names of fields are found; tests bring their own small tables.
using FieldLookup = Result<FieldUse> (*)(std::string_view text, size_t& used);

// The filter works, but perhaps not as its author thinks.
struct FilterWarning {
  size_t at = 0;     // byte of the filter's text
  std::string text;  // one sentence
};

class Filter {
 public:
  // Errors are of ErrorKind::kUsage: the reason, the expression and a caret below the place, on
  // lines of their own. `warnings` may be nullptr.
  static Result<Filter> compile(std::string_view text, std::vector<FilterWarning>* warnings,
                                FieldLookup lookup = parse_field);

  Filter(Filter&&) noexcept;
  Filter& operator=(Filter&&) noexcept;
  ~Filter();

  // Not const: fields such as evt.deltatime remember. Text composed on the way is in the moment's
  // scratch, which the caller resets before the next event.
  bool matches(const Moment& moment);
  // The tree, which lives as long as the filter. Tests walk it with the simplest code that could be
  // right (tests/support/naive_walk.h) and compare the answers with those of matches().
  Node& tree();

  // What of it the kernel module can decide in a live capture. `more_trace`: switches and page
  // faults (SONDE_TRACE_*) that are wanted although the filter does not ask for them.
  // `users`: those of the machine; nullptr when they are not known yet.
  KernelPlan kernel_plan(uint32_t more_trace = 0, const Users* users = nullptr) const;
  // The tree, the program and the plan as text, as `sonde --explain FILTER` shows them.
  std::string explain(const Users* users = nullptr) const;
  const std::string& text() const;

 private:
  struct Parts;
  explicit Filter(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The warning with its place, for a terminal: sentence, expression, caret.
std::string describe(const FilterWarning& warning, std::string_view filter_text);

}  // namespace sonde
