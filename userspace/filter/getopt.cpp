// The transformer getopt(arguments, letters): reads a command line's options as getopt(3) does.
// "ab:" knows -a and -b with an argument; the arguments are a list, or a text cut at blanks (such
// as proc.args). The result is the list of option letters and their arguments as met; with [letter]
// it is the last argument of that option, or the letter itself when it takes none.
// SPDX-License-Identifier: Apache-2.0
#include <new>

#include "filter/ast.h"
#include "filter/transformers.h"
#include "state/moment.h"

namespace sonde {
namespace {

bool is_option_letter(char c) { return c != ':' && c != '-' && c > ' '; }

// Position in `letters` of the option, or npos.
size_t find_option(std::string_view letters, char option) {
  return is_option_letter(option) ? letters.find(option) : std::string_view::npos;
}

bool takes_argument(std::string_view letters, size_t at) {
  return at + 1 < letters.size() && letters[at + 1] == ':';
}

// Visits (letter as text, known, argument or nullptr) in the order of the command line.
template <typename Visitor>
void for_each_option(std::span<const Value> words, std::string_view letters, Visitor visit) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view word = words[i].as_view();
    if (word.size() < 2 || word[0] != '-' || word == "--") return;
    if (word[1] == '-') continue;  // --long
    for (size_t at = 1; at < word.size(); ++at) {
      const size_t option = find_option(letters, word[at]);
      if (option == std::string_view::npos || !takes_argument(letters, option)) {
        visit(word.substr(at, 1), option != std::string_view::npos, nullptr);
        continue;
      }
      std::string_view argument = word.substr(at + 1);
      if (argument.empty() && i + 1 < words.size()) argument = words[++i].as_view();
      visit(word.substr(at, 1), true, &argument);
      break;
    }
  }
}

}  // namespace

bool check_getopt(Expression& call, Problem& problem) {
  if (call.arguments.size() != 2) {
    problem = Problem{call.at, "getopt() takes 2 arguments: a command line and option letters", {}};
    return false;
  }
  const Expression& line = *call.arguments[0];
  const Domain domain = domain_of(line.shape.type).domain;
  if (line.kind == Expression::Kind::kLiteral || domain != Domain::kText) {
    problem = Problem{line.at, "getopt() takes a field with arguments, such as proc.args", {}};
    return false;
  }
  const Expression& letters = *call.arguments[1];
  if (letters.kind != Expression::Kind::kLiteral) {
    problem = Problem{letters.at, "the option letters of getopt() are a text, such as \"ab:\"", {}};
    return false;
  }
  if (call.has_key && (call.key.size() != 1 ||
                       find_option(letters.literal, call.key[0]) == std::string_view::npos)) {
    problem =
        Problem{call.at,
                "[" + call.key + "] is not one of the option letters '" + letters.literal + "'",
                {}};
    return false;
  }
  call.shape = Field{call.text,
                     Type::CHARBUF,
                     Format::NA,
                     ArgRule::kNone,
                     static_cast<uint16_t>(call.has_key ? 0 : kList),
                     {},
                     nullptr};
  return true;
}

Value apply_getopt(Expression& call, const Moment& moment) {
  const Value words = words_of(evaluate(*call.arguments[0], moment), moment);
  if (!words.exists()) return Value::none();
  for (const Value& word : words.items()) {
    if (word.kind != Value::Kind::kText && word.kind != Value::Kind::kBytes) return Value::none();
  }
  const std::string_view letters = call.arguments[1]->literal;
  if (call.has_key) {
    Value last = Value::none();
    for_each_option(words.items(), letters,
                    [&](std::string_view letter, bool known, const std::string_view* argument) {
                      if (known && letter == call.key)
                        last = Value::text(argument ? *argument : letter);
                    });
    return last;
  }
  size_t most = 0;
  for (const Value& word : words.items()) most += word.size + 1;
  Value* found = moment.scratch->array<Value>(most);
  size_t count = 0;
  for_each_option(words.items(), letters,
                  [&](std::string_view letter, bool known, const std::string_view* argument) {
                    new (&found[count++]) Value(Value::text(known ? letter : "?"));
                    if (argument) new (&found[count++]) Value(Value::text(*argument));
                  });
  return Value::list_of({found, count});
}

}  // namespace sonde
