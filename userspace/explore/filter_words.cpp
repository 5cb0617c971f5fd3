// Filters while they are being typed: is it one, and which fields could the word become?
// Part of explorer.h; works without an Explorer.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "explore/explorer.h"
#include "fields/field.h"
#include "filter/checker.h"
#include "filter/parse/parser.h"

namespace sonde {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_'; }

}  // namespace

FilterCheck check_filter(std::string_view text) {
  FilterCheck check;
  if (text.find_first_not_of(" \t\n") == std::string_view::npos) return check;
  Node tree;
  Problem problem;
  if (parse_filter(text, parse_field, nullptr, tree, problem) &&
      check_tree(tree, nullptr, problem)) {
    return check;
  }
  return {false, problem.reason, problem.hint, std::min(problem.at, text.size())};
}

std::vector<Completion> complete_filter(std::string_view text, size_t cursor) {
  cursor = std::min(cursor, text.size());
  size_t start = cursor;
  while (start > 0 && is_word(text[start - 1])) --start;
  const std::string_view word = text.substr(start, cursor - start);
  std::vector<Completion> found;
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) {
      if (field.flags & (kPrintOnly | kHidden | kDeprecated | kNeverHasValue)) continue;
      if (field.name.starts_with(word)) {
        found.push_back({std::string(field.name), std::string(field.doc)});
      }
    }
  }
  return found;
}

}  // namespace sonde
