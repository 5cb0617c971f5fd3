// Which values of a record's subjects let a condition hold, or fail; see subjects.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/pushdown/subjects.h"

#include <algorithm>
#include <limits>
#include <set>

#include "driver/uapi/ioctl.h"

namespace sonde {
namespace {

// A name that is the same to the kernel and to a reader of /proc, where some bytes are
// escaped; and that the kernel can hold.
bool is_ordinary_name(std::string_view name) {
  return !name.empty() && name.size() < SONDE_COMM_BYTES && name != "<NA>" &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return c >= ' ' && c < 127 && c != '\\'; });
}

// The sets of a comparison with constants: where it holds, and where it does not.
template <typename T>
struct Sides {
  SetExpr<T> holds, fails;
};

template <typename T>
Sides<T> sides_of(const Condition& condition, std::set<T> values, bool some_are_special) {
  Sides<T> sides{SetExpr<T>::only(values), SetExpr<T>::but(values)};
  if (some_are_special) sides.holds = SetExpr<T>::all();
  if (condition.op->shortcut == Shortcut::kNotEqual) std::swap(sides.holds, sides.fails);
  return sides;
}

// Ids beyond those that exist never compare equal, neither here nor there.
Sides<uint64_t> sides_of_id(const Condition& condition) {
  std::set<uint64_t> ids;
  for (const Constant& constant : condition.rights[0]->constants) {
    if (constant.bits <= std::numeric_limits<int32_t>::max()) ids.insert(constant.bits);
  }
  return sides_of(condition, std::move(ids), false);
}

// Numbers of users have 32 bits; the last one is nobody's, and stands for what is not known.
Sides<uint64_t> sides_of_user(const Condition& condition) {
  std::set<uint64_t> ids;
  bool some_are_special = false;
  for (const Constant& constant : condition.rights[0]->constants) {
    if (constant.bits < kNoId)
      ids.insert(constant.bits);
    else
      some_are_special = true;
  }
  return sides_of(condition, std::move(ids), some_are_special);
}

// By the table that state looks names up in: a user may have several numbers, or none. A number
// without a name satisfies no comparison.
Sides<uint64_t> sides_of_user_name(const Condition& condition, const Users& users) {
  Sides<uint64_t> sides;
  std::set<std::string_view> names;
  for (const Constant& constant : condition.rights[0]->constants) names.insert(constant.text);
  std::set<uint64_t> ids;
  bool of_containers = false;
  users.for_each_user([&](const UserInfo& user) {
    of_containers |= !user.container_id.empty();
    if (names.contains(user.name)) ids.insert(user.uid);
  });
  // The same number has several names then; which of them holds depends on the thread.
  if (of_containers) return sides;
  const bool zero_is_root = !users.excluded() && !users.find_user("", 0);
  if (zero_is_root && names.contains("root")) ids.insert(0);
  if (condition.op->shortcut == Shortcut::kNotEqual) {
    sides.holds = SetExpr<uint64_t>::but(std::move(ids));
  } else {
    sides.holds = SetExpr<uint64_t>::only(ids);
    sides.fails = SetExpr<uint64_t>::but(std::move(ids));
  }
  return sides;
}

Sides<std::string> sides_of_name(const Condition& condition, bool is_switch) {
  std::set<std::string> names;
  bool some_are_special = false;
  for (const Constant& constant : condition.rights[0]->constants) {
    // What /proc adds to the name of a kernel thread, its work, follows on one of these.
    const bool may_be_longer = is_switch && constant.text.find_first_of("+-") != std::string::npos;
    if (!is_ordinary_name(constant.text) || may_be_longer)
      some_are_special = true;
    else
      names.insert(constant.text);
  }
  Sides<std::string> sides = sides_of(condition, std::move(names), some_are_special);
  // The kernel cuts long names of its threads; another one may look the same there.
  if (is_switch && sides.holds.all_but) sides.holds = SetExpr<std::string>::all();
  return sides;
}

// Where a condition on the result holds or fails: for calls that failed (1), for all others (0).
class ResultSides {
 public:
  explicit ResultSides(const Condition& condition) : condition_(condition) {}

  // False when the condition is about something else, or is not understood.
  bool find(const RecordKind& kind) {
    FieldUse* use = use_of(condition_);
    if (!use || condition_.right) return false;
    const std::string_view name = use->field->name;
    if (name == "evt.failed") {
      offer(0, Value::boolean(false));
      offer(1, Value::boolean(true));
      if (!kind.row) offer_to_all(Value::boolean(false));
    } else if (name == "evt.count.error") {
      offer(0, Value::none());
      offer(1, Value::uinteger(1));
      if (!kind.row) offer_to_all(Value::none());
    } else if (name == "evt.rawres") {
      offer_numbers(Type::NONE);
      if (!kind.row) offer_to_all(Value::none());
    } else if (name == "evt.rawarg" && use->arg == "res") {
      // Without a row the call may not have it, or in another type.
      const int index = kind.row ? kind.row->param_index("res") : -1;
      if (index < 0 || kind.row->params[index].type != Type::ERRNO) return false;
      offer_numbers(Type::ERRNO);
    } else if (name == "evt.res") {
      offer(0, Value::text("SUCCESS"));
      offer_error_names();
      if (!kind.row) offer_to_all(Value::none());
    } else {
      return false;
    }
    return true;
  }
  Sides<uint64_t> sides() const {
    return {SetExpr<uint64_t>::only(holds_), SetExpr<uint64_t>::only(fails_)};
  }

  static FieldUse* use_of(const Condition& condition) {
    return const_cast<Condition&>(condition).left.use();
  }

 private:
  void offer(uint64_t failed, const Value& value) {
    (holds_for(condition_, value) ? holds_ : fails_).insert(failed);
  }
  // A call without a row may be reported without its result.
  void offer_to_all(const Value& value) {
    offer(0, value);
    offer(1, value);
  }
  void offer_number(int64_t number, Type type) {
    Value value = Value::integer(number);
    value.type = type;
    offer(number < 0, value);
  }
  // Between two neighbouring constants all numbers are alike, so one of each span is enough.
  void offer_numbers(Type type) {
    constexpr int64_t kSmallest = std::numeric_limits<int64_t>::min();
    constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();
    for (const int64_t number : {kSmallest, int64_t{-1}, int64_t{0}, kLargest}) {
      offer_number(number, type);
    }
    for (const auto& right : condition_.rights) {
      for (const Constant& constant : right->constants) {
        const int64_t number = static_cast<int64_t>(constant.bits);
        offer_number(number, type);
        if (number > kSmallest) offer_number(number - 1, type);
        if (number < kLargest) offer_number(number + 1, type);
      }
    }
  }
  // Names of errors are never SUCCESS. Other comparisons than for equality may go either way.
  void offer_error_names() {
    if (condition_.op->shortcut == Shortcut::kExists) {
      holds_.insert(1);
      return;
    }
    if (!is_equality_with_constants(condition_)) {
      holds_.insert(1);
      fails_.insert(1);
      return;
    }
    offer(1, Value::text("no error is called so"));
    for (const Constant& constant : condition_.rights[0]->constants) {
      if (constant.text != "SUCCESS") offer(1, constant.view());
    }
  }

  const Condition& condition_;
  std::set<uint64_t> holds_, fails_;
};

}  // namespace

bool is_equality_with_constants(const Condition& condition) {
  const Shortcut kind = condition.op->shortcut;
  return (kind == Shortcut::kEqual || kind == Shortcut::kNotEqual || kind == Shortcut::kIn) &&
         !condition.right && !condition.around && condition.modifier == Modifier::kNone &&
         !condition.is_dynamic && !condition.rights.empty();
}

AllowedSubjects allowed_subjects(const Condition& condition, const RecordKind& kind,
                                 const Users* users) {
  AllowedSubjects out;
  ResultSides result(condition);
  if (result.find(kind)) {
    if (kind.number >= 0) {
      out.if_holds.failed = result.sides().holds;
      out.if_fails.failed = result.sides().fails;
    }
    return out;
  }
  FieldUse* use = ResultSides::use_of(condition);
  if (!use || !is_equality_with_constants(condition)) return out;
  const std::string_view name = use->field->name;
  // A missing value makes a condition fail, whatever the kernel knows of that thread.
  const bool may_be_missing = kind.may_lack_thread();
  if (name == "thread.tid") {
    const Sides<uint64_t> sides = sides_of_id(condition);
    out.if_holds.tid = sides.holds;
    out.if_fails.tid = sides.fails;
  } else if (name == "proc.pid") {
    const Sides<uint64_t> sides = sides_of_id(condition);
    out.if_holds.tgid = sides.holds;
    if (!may_be_missing) out.if_fails.tgid = sides.fails;
  } else if (name == "proc.name") {
    const Sides<std::string> sides = sides_of_name(condition, may_be_missing);
    out.if_holds.comm = sides.holds;
    if (!may_be_missing) out.if_fails.comm = sides.fails;
  } else if (!may_be_missing && (name == "user.uid" || (name == "user.name" && users))) {
    const Sides<uint64_t> sides =
        name == "user.uid" ? sides_of_user(condition) : sides_of_user_name(condition, *users);
    out.if_holds.uid = sides.holds;
    out.if_fails.uid = sides.fails;
  }
  return out;
}

}  // namespace sonde
