// --help: the rows of the options by group, wrapped for 80 columns.
// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "cli/options.h"

namespace sonde {
namespace {

constexpr size_t kTextColumn = 27;
constexpr size_t kColumns = 80;

// "-r, --read FILE"
std::string spelling(const OptionRow& row) {
  std::string text = row.letter ? std::string("-") + row.letter : "  ";
  if (!row.name.empty()) {
    text += row.letter ? ", --" : "  --";
    text += row.name;
  }
  if (!row.argument.empty()) {
    text += row.glued_only ? "[=" : " ";
    text += row.argument;
    if (row.glued_only) text += ']';
  }
  return text;
}

void append_row(std::string& out, const OptionRow& row) {
  std::string line = " " + spelling(row);
  if (line.size() + 1 >= kTextColumn) {
    out += line + '\n';
    line.clear();
  }
  line.resize(kTextColumn, ' ');
  out += line + wrapped(row.doc, kTextColumn, kColumns) + '\n';
}

}  // namespace

std::string wrapped(std::string_view text, size_t indent, size_t columns) {
  std::string out;
  size_t column = indent;
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (column > indent && column + 1 + word.size() > columns) {
      out += '\n';
      out.append(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
  }
  return out;
}

std::string help_text() {
  std::string out =
      "sonde reads captures of system calls and shows what the machine did.\n\n"
      "Usage: sonde -r FILE [options] [filter]\n"
      "\n"
      "  sonde -r a.scap                           every event, one line each\n"
      "  sonde -r a.scap proc.name=cat             those of cat\n"
      "  sonde -r a.scap -p '%proc.name %fd.name' evt.type=connect\n"
      "  sonde -r a.scap -w b.scap.zst fd.port=80  a smaller capture of them\n"
      "  sonde -l, sonde -L                        fields and events to ask for\n";
  for (OptionGroup group : {OptionGroup::kInput, OptionGroup::kShow, OptionGroup::kRecord,
                            OptionGroup::kLists, OptionGroup::kGeneral}) {
    out += '\n';
    out += group_title(group);
    out += ":\n";
    for (const OptionRow& row : option_rows()) {
      if (row.group == group) append_row(out, row);
    }
  }
  std::string refused;
  for (const OptionRow& row : option_rows()) {
    if (row.group != OptionGroup::kRefused) continue;
    if (!refused.empty()) refused += ", ";
    refused += row.letter ? std::string("-") + row.letter : "--" + std::string(row.name);
  }
  out += "\nNot built yet, and refused: " + wrapped(refused, 29, kColumns) + ".\n";
  out +=
      "\nExit status: 0 done, 1 failed, 2 wrong option, filter or format,\n"
      "3 events were lost (with --fail-on-loss), 4 damaged input partly read.\n"
      "\nMore: sonde(1), sonde-filter(7), sonde-fields(7).\n";
  return out;
}

std::string version_text() {
  return "sonde " SONDE_VERSION
         "\n"
         "reads and writes .scap capture files, plain, gzip and zstd\n"
         "live capture: not built yet\n"
         "licence: Apache-2.0\n";
}

}  // namespace sonde
