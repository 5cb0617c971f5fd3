// TextScreen: a screen that keeps the frame as text, and lines of such a text; for tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tui/screen/frame.h"
#include "tui/screen/screen.h"

namespace sonde {

// Lines [first, end) of a frame's text, each with its line feed.
inline std::string lines_between(std::string_view text, int first, int end) {
  size_t from = 0, at = 0;
  for (int line = 0; line < end && at < text.size(); ++line) {
    if (line == first) from = at;
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  }
  return std::string(text.substr(from, at - from));
}

class TextScreen : public Screen {
 public:
  explicit TextScreen(Size size) : size_(size) {}

  Size size() const override { return size_; }
  void show(const Frame& frame) override { text_ = frame.text(); }
  int input_fd() const override { return -1; }
  std::vector<Input> read(bool) override { return std::exchange(inputs_, {}); }
  bool is_amid_key() const override { return false; }
  void suspend() override { ++suspended_; }
  void resume() override {}

  void resize(Size size) { size_ = size; }
  void type(Input input) { inputs_.push_back(std::move(input)); }
  const std::string& text() const { return text_; }
  int suspended() const { return suspended_; }

 private:
  Size size_;
  std::string text_;
  std::vector<Input> inputs_;
  int suspended_ = 0;
};

}  // namespace sonde
