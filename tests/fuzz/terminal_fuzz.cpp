// Fuzz target: the bytes of a terminal as keys, mouse events and pasted text. csonde decodes them
// itself (ncurses only draws). What comes out must not depend on how the bytes were cut into reads,
// nothing may wait for ever, and a key is a character or one of the keys of screen.h.
// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tui/screen/frame.h"
#include "tui/terminal/terminal_input.h"

namespace {

using namespace sonde;

constexpr size_t kMaxPending = 80;  // bytes; a sequence that is longer is given up

void check(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "terminal_fuzz: %s\n", what);
  std::abort();
}

bool is_same(const Input& a, const Input& b) {
  return a.kind == b.kind && a.key == b.key && a.x == b.x && a.y == b.y && a.text == b.text;
}

void check_input(const Input& input) {
  if (input.kind == Input::Kind::kPaste) {
    check(input.text.find("\x1b[201~") == std::string::npos, "the end of a paste inside of it");
    return;
  }
  if (input.kind != Input::Kind::kKey) {
    check(input.x >= 0 && input.y >= 0 && input.x < 10'000 && input.y < 10'000, "a far click");
    return;
  }
  const Key key = input.key;
  const bool is_ascii = key < 0x80;
  const bool is_character = key >= 0xA0 && key < 0x110000 && (key < 0xD800 || key > 0xDFFF);
  const bool is_named = key >= 0x110000 && key_named(key_name(key)) == key;
  check(is_ascii || is_character || is_named, "a key that is none");
}

std::vector<Input> read_in_pieces(std::string_view bytes, size_t most) {
  TerminalInput terminal;
  std::vector<Input> inputs;
  for (size_t at = 0; at < bytes.size(); at += most) {
    terminal.feed(bytes.substr(at, most), inputs);
  }
  // After a silence nothing may be left of what came, except in a paste, which has an end.
  terminal.flush(inputs);
  check(!terminal.is_amid_key(), "a silence does not end a key");
  return inputs;
}

// Whatever came before: after a paste has ended and some letters were typed, letters are letters.
void check_recovery(std::string_view bytes) {
  TerminalInput terminal;
  std::vector<Input> inputs;
  terminal.feed(bytes, inputs);
  terminal.feed("\x1b[201~", inputs);
  for (size_t at = 0; at < kMaxPending; ++at) terminal.feed("x", inputs);
  check(!terminal.is_amid_key(), "a sequence without an end");
  check(!inputs.empty() && inputs.back().key == 'x', "a letter that is none");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::vector<Input> whole = read_in_pieces(bytes, bytes.size() + 1);
  for (size_t most : {size_t{1}, size_t{1} + data[0] % 16}) {
    const std::vector<Input> pieces = read_in_pieces(bytes, most);
    check(pieces.size() == whole.size(), "another number of keys");
    for (size_t at = 0; at < whole.size(); ++at) {
      check(is_same(whole[at], pieces[at]), "another key");
    }
  }
  for (const Input& input : whole) check_input(input);
  check_recovery(bytes);
  return 0;
}
