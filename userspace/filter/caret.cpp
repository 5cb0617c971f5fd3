// How an expression and a caret below one of its bytes are laid out for a terminal.
// See caret.h for the contract; docs/filter-language.md shows the result.
// SPDX-License-Identifier: Apache-2.0
#include "filter/caret.h"

#include <algorithm>

#include "base/utf8.h"

namespace sonde {
namespace {

constexpr size_t kBefore = 60;  // bytes of a long line that are shown before the place
constexpr size_t kAfter = 40;   // and after it
constexpr std::string_view kMargin = "  ";

bool is_control(char c) {
  const unsigned char byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

}  // namespace

std::string point_at(std::string_view text, size_t at) {
  at = std::min(at, text.size());
  size_t begin = 0;
  if (at > 0) {
    const size_t newline = text.rfind('\n', at - 1);
    if (newline != std::string_view::npos) begin = newline + 1;
  }
  size_t end = std::min(text.find('\n', at), text.size());
  bool cut_before = false, cut_after = false;
  if (at - begin > kBefore) {
    begin = at - kBefore;
    while (begin < at && continues_character(text[begin])) ++begin;
    cut_before = true;
  }
  if (end - at > kAfter) {
    end = at + kAfter;
    while (end > at && continues_character(text[end])) --end;
    cut_after = true;
  }
  std::string shown(kMargin), caret(kMargin);
  if (cut_before) {
    shown += "...";
    caret += "   ";
  }
  for (size_t i = begin; i < end; ++i) {
    const char c = text[i] == '\t' ? ' ' : text[i];
    shown += is_control(c) ? '?' : c;
    if (i < at && !continues_character(c)) caret += ' ';
  }
  if (cut_after) shown += "...";
  return shown + '\n' + caret + '^';
}

Error located_error(const Problem& problem, std::string_view text) {
  return Error{ErrorKind::kUsage, problem.reason + '\n' + point_at(text, problem.at), problem.hint};
}

}  // namespace sonde
