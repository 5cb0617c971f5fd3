// Answers of `sonde --complete WHAT`.
// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <set>

#include "cli/option_table.h"
#include "cli/options.h"
#include "fields/field.h"
#include "filter/operators.h"

namespace sonde {
namespace {

std::string argument_words(std::string_view option) {
  std::string out;
  const OptionRow* row = find_option(option_rows(), option);
  if (!row) return out;
  for (std::string_view choice : option_choices(*row)) out += std::string(choice) + '\n';
  return out;
}

std::string field_words() {
  std::string out;
  std::set<std::string_view> seen;
  for (const FieldClass& one_class : field_classes()) {
    for (const Field& field : one_class.fields) {
      if ((field.flags & (kHidden | kNeverHasValue)) || !seen.insert(field.name).second) continue;
      out += std::string(field.name) + '\t' + std::string(field.doc) + '\n';
    }
  }
  return out;
}

std::string event_words() {
  std::set<std::string_view> names;
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kUnused && !row.name.empty()) names.insert(row.name);
  }
  std::string out;
  for (std::string_view name : names) out += std::string(name) + '\n';
  return out;
}

std::string operator_words() {
  std::string out;
  for (const Operator& row : operators()) out += std::string(row.name) + '\n';
  return out;
}

}  // namespace

Result<std::string> completion_words(std::string_view what) {
  if (what == "options") return option_words(option_rows());
  if (what == "fields") return field_words();
  if (what == "events") return event_words();
  if (what == "operators") return operator_words();
  if (what.starts_with("arg:")) return argument_words(what.substr(4));
  return Error{ErrorKind::kUsage, "--complete knows no '" + std::string(what) + "'", {}};
}

}  // namespace sonde
