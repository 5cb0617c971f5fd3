// Counting the entries of a list, which are in the order of their rows, that are at or before a
// row. A caller that goes through rows asks for nearly the same again and again, so a guess is
// tried first. Used by index.cpp and fd_histories.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

namespace sonde {

// `row_of(i)`: of the entry with this number.
template <typename RowOf>
size_t count_up_to(size_t size, uint64_t row, size_t guess, RowOf row_of) {
  const bool begins = guess == 0 || (guess <= size && row_of(guess - 1) <= row);
  if (begins && guess <= size && (guess == size || row_of(guess) > row)) return guess;
  size_t low = 0, high = size;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (row_of(middle) <= row) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace sonde
