// See statistics.h. Percentiles come from buckets that are less than 0.8 % wide.
// SPDX-License-Identifier: Apache-2.0
#include "print/statistics.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "fields/integer_types.h"
#include "filter/caret.h"
#include "print/statistics_buckets.h"

namespace sonde {
namespace {

// A number that can be added up; those of users and groups are names.
bool is_number(Type type) {
  switch (type) {
    case Type::UID:
    case Type::GID:
      return false;
    case Type::FD32:
    case Type::PID32:
    case Type::RELTIME:
    case Type::ABSTIME:
    case Type::PORT:
    case Type::DOUBLE:
    case Type::BOOL:
    case Type::DYN:
      return true;
    default:
      return is_integer(type);
  }
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.'; }

}  // namespace

class Statistics::Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Statistics> parse() {
    do {
      if (Result<void> done = column(); !done) return done.error();
    } while (take(','));
    skip();
    if (rest().starts_with("by ")) {
      at_ += 3;
      do {
        if (Result<void> done = field(made_.keys_, "by"); !done) return done.error();
      } while (take(','));
    }
    skip();
    if (at_ < text_.size()) return fail(at_, "here the text should end, or go on with 'by FIELD'");
    return std::move(made_);
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  bool take(char wanted) {
    skip();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }
  Error fail(size_t at, std::string reason, std::string hint = {}) const {
    return located_error({at, std::move(reason), std::move(hint)}, text_);
  }

  Result<void> field(std::vector<Operand>& to, std::string_view where) {
    skip();
    if (at_ == text_.size())
      return fail(at_, "a field is missing after '" + std::string(where) + "'");
    size_t used = 0;
    Result<Operand> operand = Operand::parse(rest(), used, true);
    if (!operand) {
      const std::string& what = operand.error().what;
      return fail(at_, what.substr(0, what.find('\n')), operand.error().hint);
    }
    if (at_ + used < text_.size() && is_letter(text_[at_ + used])) {
      return fail(at_, "unknown field", "sonde -l lists all fields");
    }
    at_ += used;
    to.push_back(operand.take());
    return {};
  }

  Result<void> column() {
    struct Name {
      std::string_view name;
      StatKind kind;
    };
    static constexpr Name kNames[] = {
        {"count", StatKind::kCount},    {"sum", StatKind::kSum},
        {"min", StatKind::kMin},        {"max", StatKind::kMax},
        {"mean", StatKind::kMean},      {"avg", StatKind::kMean},
        {"first", StatKind::kFirst},    {"last", StatKind::kLast},
        {"hist", StatKind::kHistogram}, {"distinct", StatKind::kDistinct},
    };
    skip();
    const size_t begin = at_;
    while (at_ < text_.size() && is_letter(text_[at_])) ++at_;
    const std::string_view name = text_.substr(begin, at_ - begin);
    StatColumn made;
    const auto found = std::find_if(std::begin(kNames), std::end(kNames),
                                    [&](const Name& known) { return known.name == name; });
    if (found != std::end(kNames)) {
      made.kind = found->kind;
    } else if (!read_percent(name, made)) {
      return fail(begin, "unknown function '" + std::string(name) + "'",
                  "count, sum, min, max, mean, p50 and other percentiles, distinct, first, last, "
                  "hist");
    }
    if (!take('(')) return fail(at_, "a '(' is missing after " + std::string(name));
    skip();
    const size_t field_at = at_;
    if (!rest().starts_with(')')) {
      if (Result<void> done = field(made_.operands_, "("); !done) return done;
      made.operand = static_cast<int>(made_.operands_.size()) - 1;
    } else if (made.kind != StatKind::kCount) {
      return fail(at_, std::string(name) + " needs a field");
    }
    if (!take(')')) return fail(at_, "a ')' is missing");
    const bool any = made.kind == StatKind::kCount || made.kind == StatKind::kDistinct ||
                     made.kind == StatKind::kFirst || made.kind == StatKind::kLast;
    if (!any && !is_number(made_.operands_.back().type())) {
      return fail(field_at, std::string(name) + " needs a number, and " +
                                made_.operands_.back().text() + " is none");
    }
    made.title = text_.substr(begin, at_ - begin);
    made_.columns_.push_back(std::move(made));
    return {};
  }

  static bool read_percent(std::string_view name, StatColumn& column) {
    if (!name.starts_with('p') || name.size() < 2) return false;
    const auto [end, error] =
        std::from_chars(name.data() + 1, name.data() + name.size(), column.percent);
    column.kind = StatKind::kPercentile;
    return error == std::errc() && end == name.data() + name.size() && column.percent > 0 &&
           column.percent <= 100;
  }

  std::string_view text_;
  size_t at_ = 0;
  Statistics made_;
};

Result<Statistics> Statistics::parse(std::string_view text) { return Parser(text).parse(); }

bool Statistics::append_text(Operand& operand, const Moment& moment, std::string& out) {
  return operand.append(out, moment);
}

Statistics::Group* Statistics::find_group(const Moment& moment) {
  key_.clear();
  for (Operand& key : keys_) {
    key_ += append_text(key, moment, key_) ? '\1' : '\2';
    key_ += '\0';
  }
  const auto found = groups_.find(key_);
  if (found != groups_.end()) return &found->second;
  if (groups_.size() >= kMaxGroups) {
    error_ = {ErrorKind::kUsage, "--stat: more than " + std::to_string(kMaxGroups) + " groups",
              "group by a field with fewer values, or give a filter"};
    return nullptr;
  }
  Group& group = groups_[key_];
  for (Operand& key : keys_) {
    std::string text;
    group.has_key.push_back(append_text(key, moment, text));
    group.keys.push_back(std::move(text));
  }
  group.cells.resize(columns_.size());
  return &group;
}

void Statistics::count(Cell& cell, StatColumn& column, const Value& value) {
  const bool real = value.kind == Value::Kind::kDouble;
  const int64_t whole = real ? 0 : value.kind == Value::Kind::kBool ? value.b : value.i;
  const double number = real                               ? value.d
                        : value.kind == Value::Kind::kUint ? static_cast<double>(value.u)
                                                           : static_cast<double>(whole);
  const bool first = cell.count++ == 0;
  cell.is_real |= real;
  switch (column.kind) {
    case StatKind::kSum:
    case StatKind::kMean:
      cell.real += number;
      if (__builtin_add_overflow(cell.whole, whole, &cell.whole)) cell.is_real = true;
      return;
    case StatKind::kMin:
    case StatKind::kMax:
      if (first || (column.kind == StatKind::kMin ? number < cell.real : number > cell.real)) {
        cell.real = number;
        cell.whole = whole;
      }
      return;
    case StatKind::kPercentile:
      ++cell.bucketed[bucket_of(number)];
      return;
    case StatKind::kHistogram:
      ++cell.bucketed[number < 1 ? 0 : static_cast<int32_t>(std::floor(std::log2(number))) + 1];
      return;
    default:
      return;
  }
}

void Statistics::count_text(Cell& cell, StatColumn& column, const Moment& moment) {
  text_.clear();
  if (!append_text(operands_[static_cast<size_t>(column.operand)], moment, text_)) return;
  ++cell.count;
  if (column.kind == StatKind::kDistinct) {
    if (cell.distinct.insert(SeededHash()(std::string_view(text_))).second) ++values_;
  } else if (column.kind == StatKind::kLast || cell.count == 1) {
    cell.text = text_;
  }
}

bool Statistics::add(const Moment& moment) {
  Group* group = find_group(moment);
  if (!group) return false;
  for (size_t i = 0; i < columns_.size(); ++i) {
    StatColumn& column = columns_[i];
    Cell& cell = group->cells[i];
    if (column.operand < 0) {
      ++cell.count;
    } else if (column.kind == StatKind::kDistinct || column.kind == StatKind::kFirst ||
               column.kind == StatKind::kLast) {
      count_text(cell, column, moment);
    } else {
      const Value value = operands_[static_cast<size_t>(column.operand)].get(moment);
      if (value.exists()) count(cell, column, value);
    }
  }
  if (values_ <= kMaxValues) return true;
  error_ = {ErrorKind::kUsage,
            "--stat: distinct() of more than " + std::to_string(kMaxValues) + " values",
            "give a filter"};
  return false;
}

}  // namespace sonde
