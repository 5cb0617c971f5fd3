// Frame: what is on the screen at one moment: cells with a character and a role (what it is, not
// which colour; theme.h has the colours), and the places that a mouse click means something. Panes
// write into it, screens show it, tests compare its text. It is the last gate before the terminal:
// no control byte and nothing that reorders text passes.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/utf8.h"
#include "tui/screen/screen.h"

namespace sonde {

enum class Role : uint8_t {
  kText,
  kDim,         // zeros, what is of less weight
  kStrong,      // large values
  kLabel,       // names of what stands beside
  kTitle,       // first line
  kHeader,      // names of columns
  kHeaderSort,  // of the column that is sorted by
  kSelected,
  kTagged,
  kEnded,     // rows of processes that are gone
  kKeyName,   // key bar: the key
  kKeyLabel,  // key bar: what it does
  kError,
  kWarning,
  kGood,
  kMeter,         // the filled part of a meter
  kRead,          // echo and dig: data that came in
  kWrite,         // data that went out
  kMatch,         // of a search
  kTimeOn,        // time bar: inside of what is looked at
  kTimeOff,       // outside
  kSpectrogram0,  // few calls in a cell; 12 steps to many
  kSpectrogram11 = kSpectrogram0 + 11,
  kCount
};

struct FrameCell {
  char32_t base = U' ';
  char32_t mark = 0;  // a combining character on it
  Role role = Role::kText;
  uint8_t width = 1;  // 2: takes the next cell, too; 0: that next cell

  bool operator==(const FrameCell&) const = default;
};

// What a click means.
struct Spot {
  enum class Kind : uint8_t {
    kRow,       // value: place among the shown rows
    kColumn,    // value: column of the table
    kKey,       // value: an Action
    kCrumb,     // value: level
    kFilter,    //
    kTimeBar,   // value: bucket at the left end
    kPanelRow,  // value: item
    kLine,      // value: line of the pane
    kSpectrogram,
  };
  Rect area;
  Kind kind;
  uint64_t value = 0;
};

class Frame {
 public:
  explicit Frame(Size size);

  Size size() const { return size_; }
  const FrameCell& at(int x, int y) const { return cells_[index(x, y)]; }
  // The cells of a line.
  const FrameCell* row(int y) const { return cells_.data() + index(0, y); }

  // Writes text from column x on, into the cells of [from, to) only; what is outside is cut off.
  // Returns the column after the text, cut or not.
  int put(int x, int y, std::string_view text, Role role, int from, int to);
  int put(int x, int y, std::string_view text, Role role) {
    return put(x, y, text, role, 0, size_.width);
  }
  void fill(const Rect& area, Role role, char32_t character = U' ');
  // Gives a new role to what stands there.
  void paint(const Rect& area, Role role);

  void add_spot(const Rect& area, Spot::Kind kind, uint64_t value = 0) {
    spots_.push_back({area, kind, value});
  }
  // The topmost at that cell, or nullptr.
  const Spot* spot_at(int x, int y) const;

  void set_cursor(int x, int y) { cursor_x_ = x, cursor_y_ = y; }
  int cursor_x() const { return cursor_x_; }  // -1: hidden
  int cursor_y() const { return cursor_y_; }

  // Lines without blanks at their end, each with a line feed.
  std::string text() const;
  std::string line(int y) const;

 private:
  size_t index(int x, int y) const {
    return static_cast<size_t>(y) * static_cast<size_t>(size_.width) + static_cast<size_t>(x);
  }
  // Clears the other half when one half of a wide character is written over.
  void free_cell(int x, int y);

  Size size_;
  std::vector<FrameCell> cells_;
  std::vector<Spot> spots_;
  int cursor_x_ = -1, cursor_y_ = -1;
};

// Cells of a text as put() writes it.
int text_width(std::string_view text);
// The first cells of a text, with "…" at the end when it was cut.
std::string clipped(std::string_view text, int width);
// The last cells, with "…" in front.
std::string clipped_front(std::string_view text, int width);
// Characters; what is no UTF-8, a control or a mark of direction becomes U+FFFD.
std::u32string decode_utf8(std::string_view text);
// The first of them, which is taken off the text; this is what most of a frame is made of.
char32_t take_rare_character(std::string_view& text);
inline char32_t take_character(std::string_view& text) {
  const auto byte = static_cast<uint8_t>(text.front());
  if (byte < 0x20 || byte >= 0x7F) [[unlikely]]
    return take_rare_character(text);
  text.remove_prefix(1);
  return byte;
}
std::string encode_utf8(std::u32string_view characters);

}  // namespace sonde
