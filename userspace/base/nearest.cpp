// Edit distance with transpositions ("opne" is one step from "open"), for short words only.
// See nearest.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.h"

#include <algorithm>
#include <vector>

namespace sonde {
namespace {

constexpr size_t kLongestWord = 64;

size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

Nearest::Nearest(std::string_view mistyped)
    : Nearest(mistyped, std::max<size_t>(mistyped.size() / 3, 1)) {}

Nearest::Nearest(std::string_view mistyped, size_t max_edits)
    : mistyped_(mistyped), distance_(max_edits + 1) {}

void Nearest::offer(std::string_view word) {
  if (mistyped_.size() > kLongestWord || word.size() > kLongestWord) return;
  const size_t longer = std::max(word.size(), mistyped_.size());
  if (longer - std::min(word.size(), mistyped_.size()) >= distance_) return;
  const size_t distance = edit_distance(mistyped_, word);
  if (distance >= distance_) return;
  distance_ = distance;
  best_ = word;
}

std::string Nearest::question() const {
  if (best_.empty()) return {};
  return "did you mean '" + std::string(best_) + "'?";
}

}  // namespace sonde
