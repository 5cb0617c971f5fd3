// See path.h. Quoting follows docs/filter-language.md; tests/unit/view compiles what is made here
// with the real Filter and compares bytes.
// SPDX-License-Identifier: Apache-2.0
#include "view/path.h"

#include <algorithm>

#include "base/text.h"

namespace sonde {
namespace {

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// Bytes that neither a filter nor a shell gives a meaning to.
bool may_stand_bare(std::string_view value) {
  if (value.empty() || !(is_letter_or_digit(value[0]) || value[0] == '/')) return false;
  // It may look like a field, which the filter language warns of.
  const bool begins_with_digit = value[0] >= '0' && value[0] <= '9';
  if (value[0] != '/' && !begins_with_digit && value.find('.') != std::string_view::npos) {
    return false;
  }
  return std::all_of(value.begin(), value.end(), [](char c) {
    return is_letter_or_digit(c) || std::string_view("/._-+:@%").find(c) != std::string_view::npos;
  });
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\b' || c == '\n' || c == '\r'; }

// Where a quote that opens a value may stand behind.
bool may_precede_quote(char c) {
  return is_blank(c) || std::string_view("=<>(,[").find(c) != std::string_view::npos;
}

// The byte behind the quoted value that begins at `at`; npos when it does not end.
size_t end_of_quoted(std::string_view text, size_t at) {
  for (size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == text[at]) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

bool begins_or(std::string_view text, size_t at) {
  return text.substr(at).starts_with("or") && at > 0 &&
         (is_blank(text[at - 1]) || text[at - 1] == ')');
}

// Is there an `or` outside of brackets? When it is uncertain, yes: brackets too many do no harm.
bool has_open_or(std::string_view text) {
  int depth = 0;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'') {
      const size_t end = end_of_quoted(text, at);
      if (at == 0 || !may_precede_quote(text[at - 1]) || end == std::string_view::npos) return true;
      at = end;
      continue;
    }
    if (c == '(') ++depth;
    if (c == ')') --depth;
    if (depth < 0 || (depth == 0 && begins_or(text, at))) return true;
    ++at;
  }
  return false;
}

std::string as_part(std::string_view filter) {
  return has_open_or(filter) ? "(" + std::string(filter) + ")" : std::string(filter);
}

const ColumnSpec* key_column(const ViewSpec& view, std::string_view field) {
  const ColumnSpec* key = nullptr;
  for (const ColumnSpec& column : view.columns) {
    if (!column.is_key && !column.is_group_key) continue;
    if (column.field == field || column.filter_field == field) return &column;
    if (!key || column.is_group_key) key = &column;
  }
  return key;
}

std::string condition(const PathStep& step) { return step.field + "=" + step.value; }

}  // namespace

PathStep drill_step(const Table& table, size_t row) {
  PathStep step;
  step.field = table.key_field;
  step.value = table.rows[row].key;
  if (!table.view) return step;
  if (table.view->propagate_filter) step.view_filter = table.view->filter;
  if (const ColumnSpec* key = key_column(*table.view, table.key_field)) {
    step.child_only = key->filter_in_child_only;
  }
  return step;
}

std::string path_filter(const std::vector<PathStep>& path) {
  std::string filter;
  for (const PathStep& step : path) {
    filter = both_filters(filter, step.view_filter);
    const bool counts = !step.child_only || &step == &path.back();
    if (!step.field.empty() && counts) filter = both_filters(filter, condition(step));
  }
  return filter;
}

std::string path_text(const std::vector<PathStep>& path) {
  std::string text;
  for (const PathStep& step : path) {
    const std::string words = step.field.empty() ? step.view_filter : condition(step);
    if (!text.empty() && !words.empty()) text += " and ";
    text += words;
  }
  return text.empty() ? "whole machine" : text;
}

std::string both_filters(std::string_view a, std::string_view b) {
  if (a.empty()) return std::string(b);
  if (b.empty()) return std::string(a);
  return as_part(a) + " and " + as_part(b);
}

std::string filter_literal(std::string_view value) {
  if (may_stand_bare(value)) return std::string(value);
  const bool keeps_high_bytes = is_plain(value);
  std::string literal = "\"";
  for (const char c : value) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      literal += '\\';
      literal += c;
    } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !keeps_high_bytes)) {
      literal += byte < 16 ? "\\x0" : "\\x";
      append_hex(literal, byte);
    } else {
      literal += c;
    }
  }
  return literal + '"';
}

}  // namespace sonde
