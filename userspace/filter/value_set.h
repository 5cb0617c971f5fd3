// ValueSet: the right side of `in` and `intersects`: is this value one of those?
// Built once from constants of one domain; looked into without allocating.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "fields/value.h"
#include "filter/literal.h"

namespace sonde {

// A set of texts. A bit per length (modulo 64) refuses most strangers at once.
class TextSet {
 public:
  void add(std::string_view text);  // not copied: must outlive the set
  bool has(std::string_view text) const {
    if (!((lengths_ >> (text.size() & 63)) & 1)) return false;
    return few_.size() <= kFew ? has_among_few(text) : many_.contains(text);
  }

 private:
  static constexpr size_t kFew = 8;
  bool has_among_few(std::string_view text) const;

  uint64_t lengths_ = 0;
  std::vector<std::string_view> few_;  // all of them
  std::unordered_set<std::string_view> many_;
};

class ValueSet {
 public:
  // The constants must outlive the set and stay where they are.
  void build(const std::vector<Constant>& constants);
  bool has(const Value& value) const;
  const TextSet& texts() const { return texts_; }

 private:
  Domain domain_ = Domain::kOpaque;
  TextSet texts_;                        // kText, kBytes
  std::vector<uint64_t> numbers_;        // sorted; integers, kBool
  std::vector<const Constant*> others_;  // kReal, kAddress, kNetwork
};

// Is the address within the constant's network? Families differ: no.
bool network_has(const Constant& network, const IpAddress& address);

}  // namespace sonde
