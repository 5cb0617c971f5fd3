// Lists for people and for Markdown.
// SPDX-License-Identifier: Apache-2.0
#include "command/listing.h"

#include <algorithm>

#include "base/text.h"

namespace sonde {
namespace {

constexpr size_t kDocColumn = 30;
constexpr size_t kColumns = 100;

std::string remarks(const FieldClass& fields, const Field& field) {
  std::string text;
  if (field.flags & kNeverHasValue) {
    text += " Never has a value: " + std::string(reason_for_no_value(fields)) + ".";
  }
  if (field.flags & kFilterOnly) text += " In filters only.";
  if (field.flags & kPrintOnly) text += " In formats only.";
  if (field.flags & kDeprecated) text += " Kept for old command lines.";
  return text;
}

// Then one remark in the head of the class stands for one at each field.
bool never_has_values(const FieldClass& fields) {
  for (const Field& field : fields.fields) {
    if (!(field.flags & kNeverHasValue)) return false;
  }
  return !fields.fields.empty();
}

void append_params(std::string& out, const EventRow& row) {
  out += '(';
  bool first = true;
  for (const ParamRow& param : row.params) {
    if (param.hidden || param.behind >= 0) continue;
    if (!first) out += ", ";
    first = false;
    const ParamRow& value =
        param.memory >= 0 ? row.params[static_cast<size_t>(param.memory)] : param;
    out += type_row(value.type).name;
    out += ' ';
    out += param.name;
  }
  out += ")\n";
}

}  // namespace

bool is_listed(const FieldClass& fields) {
  for (const Field& field : fields.fields) {
    if (!(field.flags & kHidden)) return true;
  }
  return false;
}

std::string_view reason_for_no_value(const FieldClass& fields) {
  if (fields.name == "k8s") return "it would need the API server of Kubernetes";
  if (fields.name == "mesos") return "it would need the API servers of Mesos and Marathon";
  if (fields.name == "span" || fields.name == "evtin") return "tracers are not read";
  return "captures do not hold it";
}

std::string field_spelling(const Field& field) {
  std::string text(field.name);
  switch (field.arg) {
    case ArgRule::kNone:
      break;
    case ArgRule::kIndex:
      text += "[N]";
      break;
    case ArgRule::kIndexNeeded:
      text += "[N]";
      break;
    case ArgRule::kKey:
      text += "[KEY]";
      break;
    case ArgRule::kKeyNeeded:
      text += "[KEY]";
      break;
    case ArgRule::kParam:
      text += ".NAME";
      break;
    case ArgRule::kParamName:
      text += ".NAME";
      break;
    case ArgRule::kEventType:
      text += ".NAME";
      break;
    case ArgRule::kDotWord:
      text += ".NAME";
      break;
    case ArgRule::kSrcDst:
      text += "[.src|.dst]";
      break;
  }
  return text;
}

std::string field_list(bool verbose) {
  std::string out;
  for (const FieldClass& fields : field_classes()) {
    if (!is_listed(fields)) continue;
    out += out.empty() ? "" : "\n";
    out += fields.name;
    out += ": ";
    out += wrapped(fields.doc, fields.name.size() + 2, kColumns);
    out += '\n';
    const bool never = never_has_values(fields);
    if (never) {
      out += "(no field of this class ever has a value: ";
      out += reason_for_no_value(fields);
      out += ")\n";
    }
    for (const Field& field : fields.fields) {
      if (field.flags & kHidden) continue;
      std::string line(field.name);
      if (line.size() >= kDocColumn) {
        out += line + '\n';
        line.clear();
      }
      line.resize(kDocColumn, ' ');
      std::string doc;
      if (verbose) doc = "(" + std::string(type_row(field.type).name) + ") ";
      doc += field.doc;
      if (!never) doc += remarks(fields, field);
      if (verbose && field.arg != ArgRule::kNone) doc += " Written " + field_spelling(field) + ".";
      out += line + wrapped(doc, kDocColumn, kColumns) + '\n';
    }
  }
  return out;
}

std::string field_list_markdown() {
  std::string out;
  for (const FieldClass& fields : field_classes()) {
    if (!is_listed(fields)) continue;
    out += out.empty() ? "" : "\n";
    out +=
        "## Field Class: " + std::string(fields.name) + "\n\n" + std::string(fields.doc) + "\n\n";
    out += "Name | Type | Description\n:----|:-----|:-----------\n";
    for (const Field& field : fields.fields) {
      if (field.flags & kHidden) continue;
      std::string doc(field.doc);
      doc += remarks(fields, field);
      for (size_t bar = doc.find('|'); bar != std::string::npos; bar = doc.find('|', bar + 2)) {
        doc.insert(bar, "\\");
      }
      out += "`" + std::string(field.name) + "` | " + std::string(type_row(field.type).name) +
             " | " + doc + "\n";
    }
  }
  return out;
}

std::string event_list(bool verbose) {
  std::string out;
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kCurrent) continue;
    out += row.exit ? "< " : "> ";
    out += row.name;
    append_params(out, row);
    if (!verbose) continue;
    if (!row.doc.empty()) out += "    " + wrapped(row.doc, 4, kColumns) + '\n';
    for (const ParamRow& param : row.params) {
      if (param.doc.empty() || param.hidden) continue;
      std::string line = "      " + std::string(param.name);
      line.resize(std::max<size_t>(22, line.size() + 1), ' ');
      out += line + wrapped(param.doc, 22, kColumns) + '\n';
    }
  }
  return out;
}

}  // namespace sonde
