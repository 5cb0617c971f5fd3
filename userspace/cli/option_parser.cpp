// Cuts a command line into options and filter words by the rows of option_rows.cpp; the cutting
// itself is option_table.h. Called by main.cpp and tests.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/chisel_words.h"
#include "cli/options.h"
#include "command/option_table.h"

namespace sonde {
namespace {

// sysdig's real long names of -r and -w, which its users shorten to --read and --write.
struct OtherName {
  std::string_view other, name;
};
constexpr OtherName kOtherNames[] = {{"--readfile", "--read"}, {"--writefile", "--write"}};

std::string own_name(std::string_view word) {
  const size_t end = std::min(word.find('='), word.size());
  for (const OtherName& other : kOtherNames) {
    if (word.substr(0, end) == other.other) {
      return std::string(other.name) + std::string(word.substr(end));
    }
  }
  return std::string(word);
}

class Parser {
 public:
  explicit Parser(std::span<const char* const> words) : cutter_(option_rows(), "sonde", words) {}

  Result<Options> parse() {
    bool only_filter = false;
    if (!cutter_.words.empty() && cutter_.words[0] == std::string_view("run")) begin_run();
    while (cutter_.at < cutter_.words.size()) {
      std::string_view word = cutter_.words[cutter_.at++];
      Result<void> done;
      if (only_filter || word.size() < 2 || word[0] != '-') {
        if (options_.runs && !has_separator_) {
          --cutter_.at;
          break;
        }
        add_filter_word(word);
      } else if (word == "--") {
        if (options_.runs) break;
        only_filter = true;
      } else {
        done = cutter_.take(own_name(word), options_);
        if (done && options_.chisel_names.size() > options_.chisels.size()) done = take_chisel();
      }
      if (!done) return done.error();
    }
    if (options_.runs) {
      if (Result<void> done = take_command(); !done) return done.error();
    }
    return std::move(options_);
  }

 private:
  void begin_run() {
    options_.runs = true;
    ++cutter_.at;
    for (const std::string_view word : cutter_.words) has_separator_ |= word == "--";
  }

  // Its arguments are known from the chisel only.
  Result<void> take_chisel() {
    const auto is_trust = [](std::string_view word) { return word == "--trust-scripts"; };
    const bool trusted = std::any_of(cutter_.words.begin(), cutter_.words.end(), is_trust);
    size_t used = 0;
    auto chisel = read_chisel_words(options_.chisel_names.back(), cutter_.words.subspan(cutter_.at),
                                    trusted, used);
    if (!chisel) return chisel.error();
    cutter_.at += used;
    options_.chisels.push_back(chisel.take());
    return {};
  }

  Result<void> take_command() {
    const bool asks = options_.verb != Verb::kRun;  // --help and the like
    for (; cutter_.at < cutter_.words.size(); ++cutter_.at)
      options_.command.emplace_back(cutter_.words[cutter_.at]);
    if (options_.command.empty() && !asks) {
      return Error{ErrorKind::kUsage, "run needs a program to run", "sonde run -- ls -l"};
    }
    if (!options_.inputs.empty()) {
      return Error{ErrorKind::kUsage, "run and -r contradict each other",
                   "run looks at a program that it starts, -r at a capture"};
    }
    return {};
  }

  void add_filter_word(std::string_view word) {
    if (!options_.filter.empty()) options_.filter += ' ';
    options_.filter += word;
  }

  OptionCutter<OptionRow, Options> cutter_;
  bool has_separator_ = false;  // there is a "--"
  Options options_;
};

}  // namespace

Result<Options> parse_options(std::span<const char* const> words) { return Parser(words).parse(); }

}  // namespace sonde
