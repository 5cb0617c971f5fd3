// Screen: where csonde's frames go and where keys come from: a terminal (ncurses_screen.cpp) or a
// text for tests (text_screen.h). Keys are characters or one of the names below.
// Used by app.cpp. Next: frame.h, terminal_input.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sonde {

class Frame;
enum class Theme : uint8_t;  // theme.h

struct Size {
  int width = 0, height = 0;
  bool operator==(const Size&) const = default;
};

struct Rect {
  int x = 0, y = 0, width = 0, height = 0;
  bool contains(int at_x, int at_y) const {
    return at_x >= x && at_x < x + width && at_y >= y && at_y < y + height;
  }
};

// A character (control characters included), or a key that has none.
using Key = uint32_t;
namespace key {
constexpr Key kTab = 9, kEnter = 13, kEsc = 27, kBackspace = 127;
constexpr Key kUp = 0x110000, kDown = 0x110001, kLeft = 0x110002, kRight = 0x110003;
constexpr Key kPageUp = 0x110004, kPageDown = 0x110005, kHome = 0x110006, kEnd = 0x110007;
constexpr Key kInsert = 0x110008, kDelete = 0x110009, kBackTab = 0x11000a;
constexpr Key kShiftUp = 0x110010, kShiftDown = 0x110011;
constexpr Key kShiftLeft = 0x110012, kShiftRight = 0x110013;
constexpr Key kF1 = 0x110020;       // F1 to F12 follow one another
constexpr Key kShiftF1 = 0x110030;  // so do these
constexpr Key ctrl(char letter) { return static_cast<Key>(letter & 0x1f); }
}  // namespace key

// "F5", "Shift+F12", "Ctrl+F", "Up", "PgDn", "Space", "a".
std::optional<Key> key_named(std::string_view name);
std::string key_name(Key key);

struct Input {
  enum class Kind : uint8_t { kKey, kPaste, kPress, kDrag, kRelease, kWheelUp, kWheelDown };
  Kind kind = Kind::kKey;
  Key key = 0;
  int x = 0, y = 0;      // of the mouse
  std::string text;      // pasted
  uint64_t time_ms = 0;  // a clock that only goes forward

  static Input of(Key key) {
    Input input;
    input.key = key;
    return input;
  }
};

class Screen {
 public:
  virtual ~Screen() = default;
  virtual Size size() const = 0;
  virtual void show(const Frame& frame) = 0;
  // Readable when input has come; -1: there is none to wait for.
  virtual int input_fd() const = 0;
  // What has come since. `waited`: nothing came for a while, so an Esc was an Esc.
  virtual std::vector<Input> read(bool waited) = 0;
  // An Esc may be the beginning of a longer key: read() wants to be called soon.
  virtual bool is_amid_key() const = 0;
  // The terminal is gone.
  virtual bool is_closed() const { return false; }
  // For a program that takes over the terminal.
  virtual void suspend() = 0;
  virtual void resume() = 0;
  // Colours of the frames from now on.
  virtual void set_theme(Theme) {}
};

}  // namespace sonde
