// What a table of options is good for besides being listed: cutting a command line, and the same
// options as help, as a manual page's list and as words for completion. Written once for the tables
// of sonde (option_rows.cpp) and csonde (tui/csonde_options.cpp). A Row has letter, name, argument,
// group, doc and apply(); its group type has kHidden and kRefused.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/nearest.h"
#include "base/result.h"
#include "base/text.h"
#include "command/roff.h"

namespace sonde {

// An argument that is optional and never the next word: --color[=WHEN].
template <typename Row>
bool is_glued_only(const Row& row) {
  if constexpr (requires { row.glued_only; }) return row.glued_only;
  return false;
}
template <typename Row>
bool is_hidden(const Row& row) {
  return row.group == decltype(row.group)::kHidden;
}
template <typename Row>
bool is_refused(const Row& row) {
  return row.group == decltype(row.group)::kRefused;
}

// Own code instead of getopt_long: its long names come from the rows, an unknown option names its
// nearest neighbour, and words after the filter are still options.
template <typename Row, typename Options>
class OptionCutter {
 public:
  OptionCutter(std::span<const Row> rows, std::string_view program,
               std::span<const char* const> words)
      : words(words), rows_(rows), program_(program) {}

  // An option word with all its letters, or a long one; takes what follows as its argument. Errors
  // are of kUsage.
  Result<void> take(std::string_view word, Options& options) {
    return word[1] == '-' ? take_long(word, options) : take_letters(word, options);
  }

  std::span<const char* const> words;
  size_t at = 0;  // of the next word

 private:
  static Error usage(std::string what) { return {ErrorKind::kUsage, std::move(what), {}}; }

  Error unknown(std::string_view word, std::string_view name) const {
    Nearest nearest(name);
    for (const Row& row : rows_) {
      if (!is_hidden(row) && name.size() > 1) nearest.offer(row.name);
    }
    Error error = usage("unknown option " + std::string(word));
    error.hint = nearest.best().empty()
                     ? std::string(program_) +
                           " --help lists the options; quote a filter that begins with a dash"
                     : "did you mean --" + std::string(nearest.best()) + "?";
    return error;
  }

  // `glued`: what stands in the same word, if anything does.
  Result<void> apply(const Row& row, const std::string& option, std::string_view glued,
                     bool has_glued, Options& options) {
    if (row.argument.empty()) return row.apply(options, {});
    if (has_glued || is_glued_only(row)) return row.apply(options, glued);
    if (at == words.size()) {
      return usage(option + " needs an argument: " + std::string(row.argument));
    }
    return row.apply(options, words[at++]);
  }

  Result<void> take_letters(std::string_view word, Options& options) {
    for (size_t i = 1; i < word.size(); ++i) {
      const std::string option = {'-', word[i]};
      const Row* found = nullptr;
      for (const Row& row : rows_) {
        if (row.letter == word[i]) found = &row;
      }
      if (!found) return unknown(option, option.substr(1));
      const std::string_view rest = word.substr(i + 1);
      Result<void> done = apply(*found, option, rest, !rest.empty(), options);
      if (!done || !found->argument.empty()) return done;
    }
    return {};
  }

  Result<void> take_long(std::string_view word, Options& options) {
    const size_t equals = word.find('=');
    const std::string_view option = word.substr(0, equals);
    const std::string_view name = option.substr(2);
    const Row* found = nullptr;
    std::string several;
    for (const Row& row : rows_) {
      if (name.empty() || !row.name.starts_with(name)) continue;
      if (row.name == name) {
        found = &row;
        several.clear();
        break;
      }
      if (is_hidden(row)) continue;
      found = &row;
      several += " --" + std::string(row.name);
    }
    if (!found) return unknown(option, name);
    if (several.find(' ', 1) != std::string::npos) {
      return usage(std::string(option) + " may mean several options:" + several);
    }
    const bool has_value = equals != std::string_view::npos;
    if (has_value && found->argument.empty()) {
      return usage("--" + std::string(found->name) + " takes no argument");
    }
    return apply(*found, "--" + std::string(found->name),
                 has_value ? word.substr(equals + 1) : std::string_view(), has_value, options);
  }

  std::span<const Row> rows_;
  std::string_view program_;
};

// "-r, --read FILE", and its sentences, wrapped for 80 columns.
template <typename Row>
void append_option_help(std::string& out, const Row& row) {
  constexpr size_t kTextColumn = 27, kColumns = 80;
  std::string line = row.letter ? std::string(" -") + row.letter : "   ";
  if (!row.name.empty()) {
    line += row.letter ? ", --" : "  --";
    line += row.name;
  }
  if (!row.argument.empty()) {
    line += is_glued_only(row) ? "[=" : " ";
    line += row.argument;
    if (is_glued_only(row)) line += ']';
  }
  if (line.size() + 1 >= kTextColumn) {
    out += line + '\n';
    line.clear();
  }
  line.resize(kTextColumn, ' ');
  out += line + wrapped(row.doc, kTextColumn, kColumns) + '\n';
}

// An item of a manual page's list.
template <typename Row>
void append_option_roff(std::string& out, const Row& row) {
  const std::string argument = row.argument.empty() ? "" : " Ar " + roff(row.argument);
  out += ".It";
  if (row.letter) out += std::string(" Fl ") + row.letter + argument;
  if (row.letter && !row.name.empty()) out += " ,";
  if (!row.name.empty()) out += " Fl \\-" + roff(row.name) + argument;
  out += '\n' + roff_sentences(row.doc);
}

// "-k, --logfile": what is known of other programs and refused.
template <typename Row>
std::string refused_options(std::span<const Row> rows) {
  std::string list;
  for (const Row& row : rows) {
    if (!is_refused(row)) continue;
    if (!list.empty()) list += ", ";
    list += row.letter ? std::string("-") + row.letter : "--" + std::string(row.name);
  }
  return list;
}

// "-r<tab>FILE<tab>sentence" for completion: the middle is empty for options without an argument.
template <typename Row>
std::string option_words(std::span<const Row> rows) {
  std::string out;
  for (const Row& row : rows) {
    if (is_hidden(row) || is_refused(row)) continue;
    const std::string rest = '\t' + std::string(row.argument) + '\t' + std::string(row.doc) + '\n';
    if (row.letter) out += std::string("-") + row.letter + rest;
    if (!row.name.empty()) out += "--" + std::string(row.name) + rest;
  }
  return out;
}

// The row of an option as it is written; nullptr when there is none.
template <typename Row>
const Row* find_option(std::span<const Row> rows, std::string_view option) {
  for (const Row& row : rows) {
    const bool named = (!row.name.empty() && option == "--" + std::string(row.name)) ||
                       (row.letter && option == std::string("-") + row.letter);
    if (named) return &row;
  }
  return nullptr;
}

}  // namespace sonde
