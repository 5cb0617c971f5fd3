// Text and numbers as JSON. Always valid JSON in ASCII, whatever bytes the text has: characters
// beyond ASCII become \uXXXX, bytes that are no UTF-8 become \ufffd.
// Used by print/line_format.cpp, tui/raw_output.cpp and tui/table_text.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace sonde {

// Appends the text between quotes.
void append_json_text(std::string& out, std::string_view text);
// Makes what stands in `out` from `start` on, and has no quotes yet, into a JSON text. Cheap when
// nothing has to be escaped; start must be at least 1 and the byte before it the opening quote.
void finish_json_text(std::string& out, size_t start);
// Shortest text that reads back as the same number, always with a point or an exponent; null for
// what JSON has no number for.
void append_json_double(std::string& out, double value);

// Writes {"key":value,...}: each member begins with its key.
class JsonObject {
 public:
  explicit JsonObject(std::string& out) : out_(out) { out_ += '{'; }
  ~JsonObject() { out_ += '}'; }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  std::string& member(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    append_json_text(out_, key);
    out_ += ':';
    return out_;
  }
  void text(std::string_view key, std::string_view value) { append_json_text(member(key), value); }
  void flag(std::string_view key, bool value) { member(key) += value ? "true" : "false"; }
  void number(std::string_view key, int64_t value) { append_signed(member(key), value); }
  void texts(std::string_view key, const std::vector<std::string>& values) {
    member(key) += '[';
    for (size_t i = 0; i < values.size(); ++i) {
      if (i) out_ += ',';
      append_json_text(out_, values[i]);
    }
    out_ += ']';
  }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace sonde
