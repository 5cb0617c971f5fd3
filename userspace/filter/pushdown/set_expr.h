// SetExpr: a set of values, or all values but those of a set. What a filter says of one subject
// (a process id, a name) is such a set; `and` makes it smaller, `or` larger. Made by
// kernel_plan.cpp, which turns the result into a term of driver/uapi/ioctl.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

namespace sonde {

template <typename T>
struct SetExpr {
  bool all_but = true;  // of the values below; false: only these
  std::set<T> values;

  static SetExpr all() { return {}; }
  static SetExpr none() { return only({}); }
  static SetExpr only(std::set<T> values) { return {false, std::move(values)}; }
  static SetExpr but(std::set<T> values) { return {true, std::move(values)}; }

  bool is_all() const { return all_but && values.empty(); }
  bool is_none() const { return !all_but && values.empty(); }
  bool has(const T& value) const { return values.contains(value) != all_but; }
};

template <typename T>
std::set<T> without(const std::set<T>& from, const std::set<T>& what) {
  std::set<T> left;
  std::set_difference(from.begin(), from.end(), what.begin(), what.end(),
                      std::inserter(left, left.end()));
  return left;
}

template <typename T>
std::set<T> in_both(const std::set<T>& a, const std::set<T>& b) {
  std::set<T> both;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(both, both.end()));
  return both;
}

template <typename T>
std::set<T> in_either(std::set<T> a, const std::set<T>& b) {
  a.insert(b.begin(), b.end());
  return a;
}

// What is in both.
template <typename T>
SetExpr<T> operator&(const SetExpr<T>& a, const SetExpr<T>& b) {
  if (a.all_but && b.all_but) return SetExpr<T>::but(in_either(a.values, b.values));
  if (a.all_but) return SetExpr<T>::only(without(b.values, a.values));
  if (b.all_but) return SetExpr<T>::only(without(a.values, b.values));
  return SetExpr<T>::only(in_both(a.values, b.values));
}

// What is in either.
template <typename T>
SetExpr<T> operator|(const SetExpr<T>& a, const SetExpr<T>& b) {
  if (a.all_but && b.all_but) return SetExpr<T>::but(in_both(a.values, b.values));
  if (a.all_but) return SetExpr<T>::but(without(a.values, b.values));
  if (b.all_but) return SetExpr<T>::but(without(b.values, a.values));
  return SetExpr<T>::only(in_either(a.values, b.values));
}

}  // namespace sonde
