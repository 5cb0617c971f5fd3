// LineFormat: a format such as `*%evt.num %20proc.name %fd.name`, parsed once, then asked to turn
// Moments into lines of text or into JSON objects. Used by cli/ and explore/.
// The language is told in sonde(1), the JSON in docs/json-output.md. Next: json_text.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "filter/operand.h"

namespace sonde {

struct Moment;

class LineFormat {
 public:
  // `text` as the user typed it. Errors are of kUsage: reason, format and caret, on lines of
  // their own. `lookup` is for tests that bring a small table of fields.
  static Result<LineFormat> parse(std::string_view text, FieldLookup lookup = parse_field);

  // Appends the line and its end. A missing value is written <NA> when the format begins with '*';
  // otherwise the whole line is left out: false, and nothing appended.
  bool append_line(std::string& out, const Moment& moment);
  // The same as a JSON object with one key per field, in the order of the keys; missing values are
  // null, or leave the object out. A format without fields gives null.
  bool append_json(std::string& out, const Moment& moment);

  // True when the text around the fields has escape sequences for a terminal in it.
  bool has_terminal_codes() const { return has_terminal_codes_; }

 private:
  struct Piece {
    explicit Piece(Operand parsed) : operand(std::move(parsed)) {}
    Operand operand;
    std::string before;      // literal text in front of it
    uint32_t width = 0;      // exactly this many bytes; 0 = as long as it is
    std::string key;         // ,"proc.name": with the comma; empty = repeats an earlier key
    bool time_text = false;  // in JSON an integer, nanoseconds since the epoch
  };
  class Parser;

  bool append_piece(std::string& out, Piece& piece, const Moment& moment);
  bool append_json_value(std::string& out, Piece& piece, const Moment& moment);

  std::vector<Piece> pieces_;
  std::vector<size_t> json_order_;  // indices of pieces, sorted by key, each key once
  std::string after_;               // literal text behind the last field
  bool keeps_missing_ = false;      // leading '*'
  bool has_terminal_codes_ = false;
};

}  // namespace sonde
