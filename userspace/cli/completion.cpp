// Answers of `sonde --complete WHAT`: its options here, the words of the filter language in
// command/language_words.h.
// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include "cli/chisel_words.h"
#include "cli/options.h"
#include "command/language_words.h"
#include "command/option_table.h"

namespace sonde {
namespace {

std::string argument_words(std::string_view option) {
  std::string out;
  const OptionRow* row = find_option(option_rows(), option);
  if (!row) return out;
  if (row->name == "chisel" || row->name == "chisel-info") return chisel_names();
  for (std::string_view choice : option_choices(*row)) out += std::string(choice) + '\n';
  return out;
}

}  // namespace

Result<std::string> completion_words(std::string_view what) {
  if (what == "options") return option_words(option_rows());
  if (what.starts_with("arg:")) return argument_words(what.substr(4));
  return language_words(what);
}

}  // namespace sonde
