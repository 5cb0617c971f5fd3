// Escapes of roff and the head of a page; see roff.h.
// SPDX-License-Identifier: Apache-2.0
#include "command/roff.h"

#include <cctype>

#include "base/text.h"

namespace sonde {
namespace {

// The day of the last change of the texts below; pages must not change from build to build.
constexpr std::string_view kDate = "November 23, 2026";
constexpr size_t kSourceColumns = 76;

}  // namespace

std::string roff(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool line_start = i == 0 || text[i - 1] == '\n';
    if (line_start && (text[i] == '.' || text[i] == '\'')) out += "\\&";
    if (text[i] == '\\')
      out += "\\e";
    else if (text[i] == '-')
      out += "\\-";
    else if (text[i] == '^')
      out += "\\(ha";
    else if (text[i] == '~')
      out += "\\(ti";
    else
      out += text[i];
  }
  return out;
}

std::string roff_argument(std::string_view text) {
  std::string out = "\"";
  for (char c : roff(text)) {
    out += c;
    if (c == '"') out += '"';
  }
  return out + '"';
}

std::string roff_sentences(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t end = 0;
    do {
      end = text.find(". ", end);
      if (end != std::string_view::npos) ++end;
    } while (end != std::string_view::npos && end + 1 < text.size() &&
             std::islower(static_cast<unsigned char>(text[end + 1])));
    const std::string_view sentence = text.substr(0, end);
    out += wrapped(sentence, 0, kSourceColumns) + '\n';
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return roff(out);
}

std::string roff_heading(std::string_view program, std::string_view title,
                         std::string_view section) {
  return "."
         "\\\" Made from the rows of the program by " +
         std::string(program) + " --print-manual; do not edit.\n.Dd " + std::string(kDate) +
         "\n.Dt " + std::string(title) + " " + std::string(section) + "\n.Os\n.Sh NAME\n";
}

}  // namespace sonde
