// Counting the entries of a list, which are in the order of their rows, that are at or before a
// row. Whoever goes through rows asks for nearly the same again and again, so a guess is tried
// first. Used by index.cpp and fd_histories.cpp. SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <ranges>

namespace sonde {

// `row_of(i)`: of the entry with this number.
template <typename RowOf>
size_t count_up_to(size_t size, uint64_t row, size_t guess, RowOf row_of) {
  const bool begins = guess == 0 || (guess <= size && row_of(guess - 1) <= row);
  if (begins && guess <= size && (guess == size || row_of(guess) > row)) return guess;
  const auto numbers = std::views::iota(size_t{0}, size);
  const auto is_up_to = [&](size_t i) { return row_of(i) <= row; };
  return static_cast<size_t>(std::ranges::partition_point(numbers, is_up_to) - numbers.begin());
}

}  // namespace sonde
