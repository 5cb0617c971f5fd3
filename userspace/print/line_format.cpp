// Formats as text. The parser turns `%10proc.name[...]` into pieces: literal text, an operand, a
// width; printing is one pass over the pieces that appends to the output's buffer.
// SPDX-License-Identifier: Apache-2.0
#include "print/line_format.h"

#include <algorithm>

#include "base/json_text.h"
#include "filter/caret.h"

namespace sonde {

// Reads a format once from left to right.
class LineFormat::Parser {
 public:
  Parser(std::string_view text, FieldLookup lookup) : text_(text), lookup_(lookup) {}

  Result<LineFormat> parse() {
    if (text_.empty()) return fail(0, "the format is empty");
    if (text_[0] == '*') {
      format_.keeps_missing_ = true;
      ++at_;
    }
    while (at_ < text_.size()) {
      Result<void> done;
      if (text_[at_] == '%')
        done = take_token();
      else if (text_[at_] == '\\')
        done = take_escape();
      else
        literal_ += text_[at_++];
      if (!done) return done.error();
    }
    format_.after_ = std::move(literal_);
    order_keys();
    return std::move(format_);
  }

 private:
  static constexpr uint32_t kMaxWidth = 4096;

  Error fail(size_t at, std::string reason, std::string hint = {}) const {
    return located_error({at, std::move(reason), std::move(hint)}, text_);
  }

  Result<void> take_escape() {
    if (at_ + 1 == text_.size()) return fail(at_, "a format cannot end with a backslash");
    const char next = text_[at_ + 1];
    constexpr std::string_view kLetters = "nte\\", kBytes = "\n\t\x1b\\";
    if (size_t letter = kLetters.find(next); letter != std::string_view::npos) {
      literal_ += kBytes[letter];
      if (next == 'e') format_.has_terminal_codes_ = true;
      at_ += 2;
      return {};
    }
    if (int byte = next == 'x' ? hex_byte(at_ + 2) : -1; byte >= 0) {
      literal_ += static_cast<char>(byte);
      if (byte == 0x1b) format_.has_terminal_codes_ = true;
      at_ += 4;
      return {};
    }
    literal_ += '\\';
    ++at_;
    return {};
  }

  int hex_byte(size_t at) const {
    int value = 0;
    for (size_t i = at; i < at + 2; ++i) {
      if (i >= text_.size()) return -1;
      const char digit = text_[i];
      int nibble = -1;
      if (digit >= '0' && digit <= '9')
        nibble = digit - '0';
      else if (digit >= 'a' && digit <= 'f')
        nibble = digit - 'a' + 10;
      else if (digit >= 'A' && digit <= 'F')
        nibble = digit - 'A' + 10;
      if (nibble < 0) return -1;
      value = value * 16 + nibble;
    }
    return value;
  }

  Result<void> take_token() {
    const size_t start = at_++;
    if (at_ == text_.size()) return fail(start, "a format cannot end with %; %% is a percent sign");
    if (text_[at_] == '%') {
      literal_ += '%';
      ++at_;
      return {};
    }
    uint32_t width = 0;
    bool has_width = false;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      width = std::min<uint32_t>(width * 10 + static_cast<uint32_t>(text_[at_] - '0'), 1'000'000);
      has_width = true;
    }
    if (at_ == text_.size()) return fail(start, "a format cannot end with a number after %");
    if (has_width && (width == 0 || width > kMaxWidth)) {
      return fail(start + 1, "a width is between 1 and 4096");
    }
    size_t used = 0;
    Result<Operand> operand = Operand::parse(text_.substr(at_), used, true, lookup_);
    if (!operand) {
      // Its own caret shows only the rest of the format; the reason is the first line.
      const std::string& what = operand.error().what;
      return fail(at_, what.substr(0, what.find('\n')), operand.error().hint);
    }
    Piece piece(operand.take());
    piece.before = std::move(literal_);
    literal_.clear();
    piece.width = width;
    piece.time_text = is_time_text(piece.operand);
    piece.key = piece.operand.text();
    format_.pieces_.push_back(std::move(piece));
    at_ += used;
    return {};
  }

  static bool is_time_text(Operand& operand) {
    const Field* field = operand.field();
    if (!field) return false;
    constexpr std::string_view kNames[] = {"evt.time",     "evt.time.s",     "evt.time.iso8601",
                                           "evt.datetime", "evt.datetime.s", "evt.outputtime"};
    return std::find(std::begin(kNames), std::end(kNames), field->name) != std::end(kNames);
  }

  // The same order of keys as every JSON library with ordered objects has: by bytes.
  void order_keys() {
    std::vector<Piece>& pieces = format_.pieces_;
    std::vector<size_t>& order = format_.json_order_;
    for (size_t i = 0; i < pieces.size(); ++i) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](size_t a, size_t b) { return pieces[a].key < pieces[b].key; });
    // Of equal keys the last one stays, as when an object's member is set twice.
    std::vector<size_t> kept;
    for (size_t i = 0; i < order.size(); ++i) {
      if (i + 1 == order.size() || pieces[order[i]].key != pieces[order[i + 1]].key) {
        kept.push_back(order[i]);
      }
    }
    order = std::move(kept);
    for (size_t i = 0; i < order.size(); ++i) {
      std::string quoted(1, i == 0 ? '{' : ',');
      append_json_text(quoted, pieces[order[i]].key);
      pieces[order[i]].key = quoted + ':';
    }
  }

  std::string_view text_;
  FieldLookup lookup_;
  size_t at_ = 0;
  std::string literal_;
  LineFormat format_;
};

Result<LineFormat> LineFormat::parse(std::string_view text, FieldLookup lookup) {
  return Parser(text, lookup).parse();
}

bool LineFormat::append_piece(std::string& out, Piece& piece, const Moment& moment) {
  out += piece.before;
  const size_t start = out.size();
  if (!piece.operand.append(out, moment)) {
    if (!keeps_missing_) return false;
    out += "<NA>";
  }
  if (piece.width) out.resize(start + piece.width, ' ');
  return true;
}

bool LineFormat::append_line(std::string& out, const Moment& moment) {
  const size_t start = out.size();
  for (Piece& piece : pieces_) {
    if (!append_piece(out, piece, moment)) {
      out.resize(start);
      return false;
    }
  }
  out += after_;
  out += '\n';
  return true;
}

}  // namespace sonde
