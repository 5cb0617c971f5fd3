// The lists are made of the rows of fields, events and operators.
// SPDX-License-Identifier: Apache-2.0
#include "command/language_words.h"

#include <set>

#include "fields/field.h"
#include "filter/operators.h"
#include "schema/event_table.h"

namespace sonde {
namespace {

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

Result<std::string> language_words(std::string_view what) {
  if (what == "fields") return field_words();
  if (what == "events") return event_words();
  if (what == "operators") return operator_words();
  return Error{ErrorKind::kUsage, "--complete knows no '" + std::string(what) + "'", {}};
}

}  // namespace sonde
