// From bytes to keys; see terminal_input.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/terminal/terminal_input.h"

#include <algorithm>
#include <array>

#include "base/utf8.h"
#include "tui/screen/frame.h"

namespace sonde {

namespace {

constexpr char kEscByte = '\x1b';
constexpr size_t kLongestSequence = 64, kOldMouseBytes = 6;
constexpr std::string_view kPasteEnd = "\x1b[201~";

// ESC [ n ~
Key tilde_key(int number) {
  switch (number) {
    case 1:
    case 7:
      return key::kHome;
    case 2:
      return key::kInsert;
    case 3:
      return key::kDelete;
    case 4:
    case 8:
      return key::kEnd;
    case 5:
      return key::kPageUp;
    case 6:
      return key::kPageDown;
    default:
      break;
  }
  if (number >= 11 && number <= 15) return key::kF1 + static_cast<Key>(number - 11);
  if (number >= 17 && number <= 21) return key::kF1 + static_cast<Key>(number - 17 + 5);
  if (number >= 23 && number <= 24) return key::kF1 + static_cast<Key>(number - 23 + 10);
  // rxvt: shifted F1 to F12 come as 23 to 38; only those without another meaning.
  if (number >= 25 && number <= 26) return key::kShiftF1 + static_cast<Key>(number - 25 + 2);
  if (number >= 28 && number <= 29) return key::kShiftF1 + static_cast<Key>(number - 28 + 4);
  if (number >= 31 && number <= 34) return key::kShiftF1 + static_cast<Key>(number - 31 + 6);
  return 0;
}

// ESC [ letter and ESC O letter
Key letter_key(char letter) {
  switch (letter) {
    case 'A':
      return key::kUp;
    case 'B':
      return key::kDown;
    case 'C':
      return key::kRight;
    case 'D':
      return key::kLeft;
    case 'H':
      return key::kHome;
    case 'F':
      return key::kEnd;
    case 'P':
    case 'Q':
    case 'R':
    case 'S':
      return key::kF1 + static_cast<Key>(letter - 'P');
    case 'Z':
      return key::kBackTab;
    case 'a':
      return key::kShiftUp;
    case 'b':
      return key::kShiftDown;
    case 'c':
      return key::kShiftRight;
    case 'd':
      return key::kShiftLeft;
    case 'M':
      return key::kEnter;
    default:
      return 0;
  }
}

Key with_shift(Key plain) {
  if (plain >= key::kUp && plain <= key::kRight) return plain - key::kUp + key::kShiftUp;
  if (plain >= key::kF1 && plain < key::kF1 + 12) return plain - key::kF1 + key::kShiftF1;
  return plain;
}

bool is_shift(int modifier) { return modifier > 1 && ((modifier - 1) & 1); }

std::array<int, 4> numbers_of(std::string_view parameters, size_t& count) {
  std::array<int, 4> numbers = {};
  count = 0;
  bool digits = false;
  for (char c : parameters) {
    if (c >= '0' && c <= '9') {
      if (count < numbers.size()) numbers[count] = std::min(numbers[count] * 10 + (c - '0'), 9999);
      digits = true;
    } else if (c == ';' || c == ':') {
      ++count;
      digits = false;
    }
  }
  if (digits || count > 0) ++count;
  count = std::min(count, numbers.size());
  return numbers;
}

// x and y count from 0.
void append_mouse(int button, int x, int y, bool is_release, std::vector<Input>& out) {
  if (x < 0 || y < 0) return;
  Input input;
  input.x = x;
  input.y = y;
  if (button & 64) {
    if ((button & 3) > 1) return;  // sideways
    input.kind = button & 1 ? Input::Kind::kWheelDown : Input::Kind::kWheelUp;
  } else if (is_release) {
    input.kind = Input::Kind::kRelease;
  } else if ((button & 3) != 0) {
    return;  // only the left button means something
  } else {
    input.kind = button & 32 ? Input::Kind::kDrag : Input::Kind::kPress;
  }
  out.push_back(input);
}

// SGR: ESC [ < button ; x ; y M (or m when let go)
void append_sgr_mouse(std::string_view parameters, char last, std::vector<Input>& out) {
  size_t count = 0;
  const auto numbers = numbers_of(parameters, count);
  const bool is_release = last == 'm';
  if (count < 3 || (is_release && (numbers[0] & 3) != 0)) return;
  append_mouse(numbers[0], numbers[1] - 1, numbers[2] - 1, is_release, out);
}

// What terminals send that do not know SGR: ESC [ M, and three bytes that are 32 larger than they
// mean. Read as keys they would press Enter and type letters.
void append_old_mouse(std::string_view bytes, std::vector<Input>& out) {
  const auto number = [&](size_t at) { return static_cast<uint8_t>(bytes[at]) - 32; };
  // Which button was let go is unknown.
  const bool is_release = (number(0) & 3) == 3;
  append_mouse(number(0), number(1) - 1, number(2) - 1, is_release, out);
}

}  // namespace

size_t TerminalInput::take_csi(std::vector<Input>& out) {
  // ESC [ [ letter: F1 to F5 of the Linux console.
  if (pending_.size() > 2 && pending_[2] == '[') {
    if (pending_.size() < 4) return 0;
    const char letter = pending_[3];
    if (letter >= 'A' && letter <= 'E') {
      out.push_back(Input::of(key::kF1 + static_cast<Key>(letter - 'A')));
    }
    return 4;
  }
  if (pending_[2] == 'M') {
    if (pending_.size() < kOldMouseBytes) return 0;
    append_old_mouse(std::string_view(pending_).substr(3, 3), out);
    return kOldMouseBytes;
  }
  const size_t most = std::min(pending_.size(), kLongestSequence);
  size_t end = 2;
  while (end < most && (pending_[end] < 0x40 || pending_[end] > 0x7e) && pending_[end] != '$') {
    if (static_cast<uint8_t>(pending_[end]) < 0x20) return end;
    ++end;
  }
  if (end == most) return most == kLongestSequence ? end : 0;
  const std::string_view parameters(pending_.data() + 2, end - 2);
  const char last = pending_[end];
  if (parameters.starts_with('<')) {
    append_sgr_mouse(parameters.substr(1), last, out);
    return end + 1;
  }
  size_t count = 0;
  const auto numbers = numbers_of(parameters, count);
  if (last == '~' && count > 0 && numbers[0] == 200) {
    is_pasting_ = true;
    pasted_.clear();
    return end + 1;
  }
  Key found = last == '~' || last == '$' ? (count ? tilde_key(numbers[0]) : 0) : letter_key(last);
  if ((count > 1 && is_shift(numbers[1])) || last == '$') found = with_shift(found);
  if (found) out.push_back(Input::of(found));
  return end + 1;
}

size_t TerminalInput::take_escape(std::vector<Input>& out) {
  if (pending_.size() < 2) return 0;
  const char second = pending_[1];
  if (second == '[') return pending_.size() < 3 ? 0 : take_csi(out);
  if (second == 'O') {
    if (pending_.size() < 3) return 0;
    if (const Key found = letter_key(pending_[2])) out.push_back(Input::of(found));
    return 3;
  }
  // Esc, and then something else, typed fast; or a letter with Alt, which means nothing here.
  out.push_back(Input::of(key::kEsc));
  return 1;
}

size_t TerminalInput::take_one(std::vector<Input>& out) {
  const uint8_t lead = static_cast<uint8_t>(pending_[0]);
  if (pending_[0] == kEscByte) return take_escape(out);
  if (lead < 0x80) {
    Key found = lead;
    if (lead == 8) found = key::kBackspace;
    if (lead == '\n') found = key::kEnter;
    out.push_back(Input::of(found));
    return 1;
  }
  const size_t wanted = character_bytes(pending_[0]);
  // Half of a character, and then another key: that one must not wait.
  for (size_t at = 1; at < std::min(wanted, pending_.size()); ++at) {
    if (!continues_character(pending_[at])) return at;
  }
  if (pending_.size() < wanted) return 0;
  const std::u32string characters = decode_utf8(std::string_view(pending_).substr(0, wanted));
  if (characters.size() != 1) return 1;
  if (characters[0] != kReplacementCharacter)
    out.push_back(Input::of(static_cast<Key>(characters[0])));
  return wanted;
}

void TerminalInput::feed(std::string_view bytes, std::vector<Input>& out) {
  pending_ += bytes;
  while (!pending_.empty()) {
    if (is_pasting_) {
      const size_t end = pending_.find(kPasteEnd);
      if (end == std::string::npos) {
        // The end may have come in part.
        const size_t safe = pending_.size() - std::min(pending_.size(), kPasteEnd.size() - 1);
        pasted_.append(pending_, 0, safe);
        pending_.erase(0, safe);
        return;
      }
      pasted_.append(pending_, 0, end);
      pending_.erase(0, end + kPasteEnd.size());
      is_pasting_ = false;
      Input input;
      input.kind = Input::Kind::kPaste;
      input.text = std::move(pasted_);
      out.push_back(std::move(input));
      continue;
    }
    const size_t taken = take_one(out);
    if (taken == 0) return;
    pending_.erase(0, taken);
  }
}

void TerminalInput::flush(std::vector<Input>& out) {
  if (is_pasting_ || pending_.empty()) return;
  if (pending_[0] == kEscByte) out.push_back(Input::of(key::kEsc));
  // ESC [ that was never finished: Alt and a bracket; what follows Esc means nothing.
  pending_.clear();
}

}  // namespace sonde
