// Transformers: functions of a value, written around a field: toupper(proc.name), len(fd.name).
// One row each: name, sentence, a function that checks the arguments and says what comes out, and
// one that does it. To add one, add a row in transformers.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "fields/value.h"
#include "filter/caret.h"

namespace sonde {

struct Moment;
struct Expression;

struct Transformer {
  std::string_view name;
  std::string_view doc;
  bool right_side_only;
  bool takes_key;  // may be followed by [key]
  // Looks at the resolved arguments and sets the expression's shape; false: the problem is set.
  bool (*check)(Expression& call, Problem& problem);
  Value (*apply)(Expression& call, const Moment& moment);
};

std::span<const Transformer> transformers();
const Transformer* find_transformer(std::string_view name);

// getopt.cpp: the row's two functions.
bool check_getopt(Expression& call, Problem& problem);
Value apply_getopt(Expression& call, const Moment& moment);

// Elements of a list value, or the words of a text; in the moment's scratch.
Value words_of(const Value& value, const Moment& moment);

}  // namespace sonde
