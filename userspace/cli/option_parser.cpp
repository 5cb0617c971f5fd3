// Cuts a command line into options and filter words by the rows of option_rows.cpp.
// Own code instead of getopt_long: its long names come from the rows, an unknown option names its
// nearest neighbour, and words after the filter are still options. Called by main.cpp and tests.
// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"
#include "filter/nearest.h"

namespace sonde {
namespace {

// sysdig's real long names of -r and -w, which its users shorten to --read and --write.
struct OtherName {
  std::string_view other, name;
};
constexpr OtherName kOtherNames[] = {{"readfile", "read"}, {"writefile", "write"}};

Error unknown_option(std::string_view word, std::string_view name) {
  Nearest nearest(name);
  for (const OptionRow& row : option_rows()) {
    if (row.group != OptionGroup::kHidden && name.size() > 1) nearest.offer(row.name);
  }
  Error error{ErrorKind::kUsage, "unknown option " + std::string(word), {}};
  error.hint = nearest.best().empty()
                   ? "sonde --help lists the options; quote a filter that begins with a dash"
                   : "did you mean --" + std::string(nearest.best()) + "?";
  return error;
}

class Parser {
 public:
  explicit Parser(std::span<const char* const> words) : words_(words) {}

  Result<Options> parse() {
    bool only_filter = false;
    while (at_ < words_.size()) {
      std::string_view word = words_[at_++];
      Result<void> done;
      if (only_filter || word.size() < 2 || word[0] != '-')
        add_filter_word(word);
      else if (word == "--")
        only_filter = true;
      else if (word[1] == '-')
        done = long_option(word);
      else
        done = letters(word);
      if (!done) return done.error();
    }
    return std::move(options_);
  }

 private:
  void add_filter_word(std::string_view word) {
    if (!options_.filter.empty()) options_.filter += ' ';
    options_.filter += word;
  }

  // The next word as the argument of `option`.
  Result<std::string_view> next_word(std::string_view option, const OptionRow& row) {
    if (at_ == words_.size()) {
      return Error{ErrorKind::kUsage,
                   std::string(option) + " needs an argument: " + std::string(row.argument),
                   {}};
    }
    return std::string_view(words_[at_++]);
  }

  Result<void> letters(std::string_view word) {
    for (size_t i = 1; i < word.size(); ++i) {
      const OptionRow* row = find_letter(word[i]);
      const std::string option = {'-', word[i]};
      if (!row) return unknown_option(option, option.substr(1));
      if (row->argument.empty()) {
        if (Result<void> done = row->apply(options_, {}); !done) return done;
        continue;
      }
      std::string_view value = word.substr(i + 1);
      if (value.empty() && !row->glued_only) {
        Result<std::string_view> next = next_word(option, *row);
        if (!next) return next.error();
        value = next.value();
      }
      return row->apply(options_, value);
    }
    return {};
  }

  Result<void> long_option(std::string_view word) {
    const size_t equals = word.find('=');
    const std::string_view option = word.substr(0, equals);
    Result<const OptionRow*> found = find_name(option);
    if (!found) return found.error();
    const OptionRow& row = *found.value();
    if (row.argument.empty()) {
      if (equals != std::string_view::npos) {
        return Error{ErrorKind::kUsage, "--" + std::string(row.name) + " takes no argument", {}};
      }
      return row.apply(options_, {});
    }
    if (equals != std::string_view::npos) return row.apply(options_, word.substr(equals + 1));
    if (row.glued_only) return row.apply(options_, {});
    Result<std::string_view> value = next_word("--" + std::string(row.name), row);
    if (!value) return value.error();
    return row.apply(options_, value.value());
  }

  static const OptionRow* find_letter(char letter) {
    for (const OptionRow& row : option_rows()) {
      if (row.letter == letter) return &row;
    }
    return nullptr;
  }

  static Result<const OptionRow*> find_name(std::string_view option) {
    std::string_view name = option.substr(2);
    for (const OtherName& other : kOtherNames) {
      if (name == other.other) name = other.name;
    }
    const OptionRow* found = nullptr;
    std::string several;
    for (const OptionRow& row : option_rows()) {
      if (row.name == name && !name.empty()) return &row;
      if (row.group == OptionGroup::kHidden || name.empty() || !row.name.starts_with(name))
        continue;
      several += " --" + std::string(row.name);
      found = found ? nullptr : &row;
    }
    if (found && several.find(' ', 1) == std::string::npos) return found;
    if (several.empty()) return unknown_option(option, name);
    return Error{
        ErrorKind::kUsage, std::string(option) + " may mean several options:" + several, {}};
  }

  std::span<const char* const> words_;
  size_t at_ = 0;
  Options options_;
};

}  // namespace

Result<Options> parse_options(std::span<const char* const> words) { return Parser(words).parse(); }

}  // namespace sonde
