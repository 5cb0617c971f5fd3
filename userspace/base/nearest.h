// Nearest: for "did you mean": which known word a mistyped one is closest to.
// Used for options, operators, transformers, events, words in views, and nearest_field().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sonde {

// Keeps the closest of the words it is offered, as long as it is close enough to be meant.
class Nearest {
 public:
  explicit Nearest(std::string_view mistyped);  // a third of its letters may be wrong
  Nearest(std::string_view mistyped, size_t max_edits);
  void offer(std::string_view word);
  std::string_view best() const { return best_; }  // empty when nothing was close
  // "did you mean 'x'?", or empty.
  std::string question() const;

 private:
  std::string_view mistyped_;
  std::string_view best_;
  size_t distance_;  // best one must be below this
};

}  // namespace sonde
