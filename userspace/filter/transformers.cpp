// The rows of the transformers. See transformers.h. What they compose is in the moment's scratch.
// SPDX-License-Identifier: Apache-2.0
#include "filter/transformers.h"

#include <algorithm>
#include <cctype>
#include <new>

#include "filter/ast.h"
#include "state/moment.h"

namespace sonde {
namespace {

using Kind = Value::Kind;

bool is_text_type(Type type) {
  return type == Type::CHARBUF || type == Type::FSPATH || type == Type::FSRELPATH;
}

bool is_text(const Value& value) { return value.kind == Kind::kText || value.kind == Kind::kBytes; }

bool refuse(Problem& problem, const Expression& where, std::string reason) {
  problem = Problem{where.at, std::move(reason), {}};
  return false;
}

bool needs_arguments(Expression& call, size_t least, size_t most, Problem& problem) {
  const size_t given = call.arguments.size();
  if (given >= least && given <= most) return true;
  std::string count = std::to_string(least);
  if (most > least) count += " or more";
  return refuse(problem, call,
                std::string(call.transformer->name) + "() takes " + count +
                    (most == 1 ? " argument" : " arguments") + ", not " + std::to_string(given));
}

// The only argument, which must be a field or a call of a type that `accepts`.
bool takes_one(Expression& call, Problem& problem, bool (*accepts)(const Expression&),
               std::string_view wanted) {
  if (!needs_arguments(call, 1, 1, problem)) return false;
  Expression& inner = *call.arguments[0];
  if (inner.kind == Expression::Kind::kLiteral || inner.kind == Expression::Kind::kLiteralList) {
    return refuse(problem, inner, std::string(call.transformer->name) + "() takes a field");
  }
  if (!accepts(inner)) {
    return refuse(problem, inner,
                  std::string(call.transformer->name) + "() takes " + std::string(wanted) + "; '" +
                      inner.text + "' is " +
                      std::string(describe(domain_of(inner.shape.type).domain)));
  }
  call.shape = inner.shape;
  call.shape.get = nullptr;
  call.shape.append = nullptr;
  call.shape.name = call.text;
  return true;
}

bool accepts_text(const Expression& inner) { return is_text_type(inner.shape.type); }
bool accepts_text_or_bytes(const Expression& inner) {
  return is_text_type(inner.shape.type) || inner.shape.type == Type::BYTEBUF;
}
bool accepts_lists_too(const Expression& inner) {
  return inner.is_list() || accepts_text_or_bytes(inner);
}
bool accepts_all(const Expression&) { return true; }

bool check_text(Expression& call, Problem& problem) {
  return takes_one(call, problem, accepts_text, "text");
}
bool check_b64(Expression& call, Problem& problem) {
  return takes_one(call, problem, accepts_text_or_bytes, "text or a buffer");
}
bool check_len(Expression& call, Problem& problem) {
  if (!takes_one(call, problem, accepts_lists_too, "text, a buffer or a list")) return false;
  call.shape.type = Type::UINT64;
  call.shape.format = Format::DEC;
  call.shape.flags = 0;
  return true;
}
bool check_val(Expression& call, Problem& problem) {
  return takes_one(call, problem, accepts_all, "a field");
}

void set_text_shape(Expression& call, uint16_t flags = 0) {
  call.shape = Field{call.text, Type::CHARBUF, Format::NA, ArgRule::kNone, flags, {}, nullptr};
}

// Numbers, times, addresses and truth values have a text, too: the one that they are printed as.
bool has_one_text(const Expression& part, Problem& problem) {
  if (part.kind == Expression::Kind::kLiteral) return true;
  if (part.kind != Expression::Kind::kLiteralList && !part.is_list() &&
      domain_of(part.shape.type).domain != Domain::kOpaque) {
    return true;
  }
  return refuse(problem, part, "'" + part.text + "' is not a single value");
}

bool check_concat(Expression& call, Problem& problem) {
  if (!needs_arguments(call, 2, SIZE_MAX, problem)) return false;
  for (const auto& part : call.arguments) {
    if (!has_one_text(*part, problem)) return false;
  }
  set_text_shape(call);
  return true;
}

bool check_join(Expression& call, Problem& problem) {
  if (!needs_arguments(call, 2, 2, problem)) return false;
  if (!has_one_text(*call.arguments[0], problem)) return false;
  const Expression& list = *call.arguments[1];
  if (list.kind == Expression::Kind::kLiteralList) {
    for (const auto& part : list.arguments) {
      if (!has_one_text(*part, problem)) return false;
    }
  } else if (!list.is_list() || !is_text_type(list.shape.type)) {
    return refuse(problem, list, "join() joins a list: '" + list.text + "' is none");
  }
  set_text_shape(call);
  return true;
}

// Applies `change` to a value, or to each element of a list.
template <typename Change>
Value each(const Value& value, const Moment& moment, Change change) {
  if (value.kind != Kind::kList) return change(value);
  Value* changed = moment.scratch->array<Value>(value.size);
  size_t count = 0;
  for (const Value& item : value.items()) {
    const Value result = change(item);
    if (result.exists()) new (&changed[count++]) Value(result);
  }
  return Value::list_of({changed, count});
}

template <typename Change>
Value change_bytes(Expression& call, const Moment& moment, Change change) {
  const Value value = evaluate(*call.arguments[0], moment);
  return each(value, moment, [&](const Value& item) {
    if (!is_text(item)) return Value::none();
    char* changed = moment.scratch->allocate(item.size);
    for (size_t i = 0; i < item.size; ++i) changed[i] = change(item.data[i]);
    return Value::text({changed, item.size});
  });
}

Value apply_tolower(Expression& call, const Moment& moment) {
  return change_bytes(call, moment,
                      [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
}
Value apply_toupper(Expression& call, const Moment& moment) {
  return change_bytes(call, moment,
                      [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
}

int sextet(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+') return 62;
  return c == '/' ? 63 : -1;
}

// Padding may be left out, but not be wrong.
Value decode_base64(const Value& value, const Moment& moment) {
  if (!is_text(value)) return Value::none();
  std::string_view text = value.as_view();
  if (text.size() % 4 == 0) {
    for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
  }
  if (text.size() % 4 == 1) return Value::none();
  char* decoded = moment.scratch->allocate(text.size());
  size_t bytes = 0;
  uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    const int six = sextet(c);
    if (six < 0) return Value::none();
    bits = bits << 6 | static_cast<uint32_t>(six);
    have += 6;
    if (have >= 8) {
      have -= 8;
      decoded[bytes++] = static_cast<char>(bits >> have & 0xFF);
    }
  }
  Value result = Value::text({decoded, bytes});
  if (value.kind == Kind::kText) result.size = std::min(bytes, result.as_view().find('\0'));
  result.kind = value.kind;
  return result;
}

Value apply_b64(Expression& call, const Moment& moment) {
  return each(evaluate(*call.arguments[0], moment), moment,
              [&](const Value& item) { return decode_base64(item, moment); });
}

Value apply_basename(Expression& call, const Moment& moment) {
  return each(evaluate(*call.arguments[0], moment), moment, [](const Value& item) {
    if (!is_text(item)) return Value::none();
    const std::string_view path = item.as_view();
    return Value::text(path.substr(path.rfind('/') + 1));  // npos + 1 == 0: no slash
  });
}

Value apply_len(Expression& call, const Moment& moment) {
  const Value value = evaluate(*call.arguments[0], moment);
  if (!is_text(value) && value.kind != Kind::kList) return Value::none();
  return Value::uinteger(value.size);
}

Value apply_val(Expression& call, const Moment& moment) {
  return evaluate(*call.arguments[0], moment);
}

// Writes the texts one after the other with `separator` between them.
Value glue(const Value* parts, size_t count, std::string_view separator, const Moment& moment) {
  size_t bytes = count > 1 ? separator.size() * (count - 1) : 0;
  for (size_t i = 0; i < count; ++i) bytes += parts[i].size;
  char* const glued = moment.scratch->allocate(bytes);
  char* to = glued;
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) to = std::copy(separator.begin(), separator.end(), to);
    const std::string_view part = parts[i].as_view();
    to = std::copy(part.begin(), part.end(), to);
  }
  return Value::text({glued, bytes});
}

// The value as it is printed, in scratch unless it is text already.
Value text_of(const Value& value, const Field& shape, const Moment& moment) {
  if (is_text(value) || !value.exists()) return value;
  std::string printed;
  if (!append_value(printed, value, shape, moment)) return Value::none();
  char* kept = moment.scratch->allocate(printed.size());
  std::copy(printed.begin(), printed.end(), kept);
  return Value::text({kept, printed.size()});
}

// The texts of several expressions in scratch; nullptr when one of them is missing.
Value* texts_of(const std::vector<std::unique_ptr<Expression>>& parts, const Moment& moment) {
  Value* texts = moment.scratch->array<Value>(parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    new (&texts[i]) Value(text_of(evaluate(*parts[i], moment), parts[i]->shape, moment));
    if (!texts[i].exists()) return nullptr;
  }
  return texts;
}

Value apply_concat(Expression& call, const Moment& moment) {
  const Value* texts = texts_of(call.arguments, moment);
  return texts ? glue(texts, call.arguments.size(), {}, moment) : Value::none();
}

Value apply_join(Expression& call, const Moment& moment) {
  Expression& first = *call.arguments[0];
  const Value separator = text_of(evaluate(first, moment), first.shape, moment);
  if (!separator.exists()) return Value::none();
  Expression& list = *call.arguments[1];
  if (list.kind == Expression::Kind::kLiteralList) {
    const Value* texts = texts_of(list.arguments, moment);
    return texts ? glue(texts, list.arguments.size(), separator.as_view(), moment) : Value::none();
  }
  const Value items = evaluate(list, moment);
  if (items.kind != Kind::kList) return Value::none();
  for (const Value& item : items.items()) {
    if (!is_text(item)) return Value::none();
  }
  return glue(items.list, items.size, separator.as_view(), moment);
}

constexpr Transformer kTransformers[] = {
    {"tolower", "the text with A-Z as a-z", false, false, check_text, apply_tolower},
    {"toupper", "the text with a-z as A-Z", false, false, check_text, apply_toupper},
    {"b64", "base64 decoded; nothing when it is not base64", false, false, check_b64, apply_b64},
    {"basename", "what follows the last slash", false, false, check_text, apply_basename},
    {"len", "bytes of a text or buffer, elements of a list", false, false, check_len, apply_len},
    {"val", "a field on the right side of an operator", true, false, check_val, apply_val},
    {"concat", "two or more texts one after the other", false, false, check_concat, apply_concat},
    {"join", "join(separator, list): the elements with the separator between them", false, false,
     check_join, apply_join},
    {"getopt", "getopt(arguments, letters): the options of a command line, or one: [letter]", false,
     true, check_getopt, apply_getopt},
};

}  // namespace

std::span<const Transformer> transformers() { return kTransformers; }

const Transformer* find_transformer(std::string_view name) {
  for (const Transformer& row : kTransformers) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

Value words_of(const Value& value, const Moment& moment) {
  if (value.kind == Kind::kList) return value;
  if (!is_text(value)) return Value::none();
  std::string_view rest = value.as_view();
  Value* words = moment.scratch->array<Value>(rest.size() / 2 + 1);
  size_t count = 0;
  while (true) {
    rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
    if (rest.empty()) return Value::list_of({words, count});
    const std::string_view word = rest.substr(0, rest.find(' '));
    new (&words[count++]) Value(Value::text(word));
    rest.remove_prefix(word.size());
  }
}

Value evaluate(Expression& expression, const Moment& moment) {
  switch (expression.kind) {
    case Expression::Kind::kField:
      return expression.use.field->get(moment, expression.use);
    case Expression::Kind::kCall:
      return expression.transformer->apply(expression, moment);
    case Expression::Kind::kLiteral:
      return Value::text(expression.literal);
    case Expression::Kind::kLiteralList: {
      Value* items = moment.scratch->array<Value>(expression.arguments.size());
      size_t count = 0;
      for (const auto& argument : expression.arguments) {
        new (&items[count++]) Value(evaluate(*argument, moment));
      }
      return Value::list_of({items, count});
    }
  }
  return Value::none();
}

bool resolve(Expression& expression, Problem& problem) {
  if (expression.kind == Expression::Kind::kField) {
    expression.shape = *expression.use.field;
    return true;
  }
  if (expression.kind == Expression::Kind::kLiteral) {
    set_text_shape(expression);
    return true;
  }
  for (const auto& argument : expression.arguments) {
    if (!resolve(*argument, problem)) return false;
  }
  if (expression.kind == Expression::Kind::kLiteralList) {
    set_text_shape(expression, kList);
    return true;
  }
  const uint16_t refused = expression.transformer->right_side_only ? kNoRightSide : kNoTransformer;
  for (const auto& argument : expression.arguments) {
    if (argument->kind != Expression::Kind::kField || !(argument->shape.flags & refused)) continue;
    return refuse(problem, *argument,
                  "field '" + argument->text + "' cannot be used in " +
                      std::string(expression.transformer->name) + "()");
  }
  return expression.transformer->check(expression, problem);
}

}  // namespace sonde
