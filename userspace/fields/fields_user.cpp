// Fields of the user and group on whose behalf an event's thread acts.
// Names come from the tables of the thread's container; a number that they do not hold has none.
// SPDX-License-Identifier: Apache-2.0
#include "fields/classes.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

const UserInfo* user_of(const Moment& moment) {
  if (!moment.thread) return nullptr;
  const ThreadInfo& info = *moment.thread->info;
  if (info.uid == kNoId) return nullptr;
  return moment.state->users().find_user_or_hosts(info.container_id, info.uid);
}

// The name of number 0 where no table has one.
Value name_of_zero(const Moment& moment, uint32_t id, std::string_view name = "root") {
  if (id != 0 || moment.state->users().excluded()) return Value::none();
  return Value::text(name);
}

Value get_uid(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::uinteger(moment.thread->info->uid) : Value::none();
}

// User 0 has a name and a home on every machine.
Value get_user_name(const Moment& moment, FieldUse&) {
  if (const UserInfo* user = user_of(moment)) return Value::text(user->name);
  return moment.thread ? name_of_zero(moment, moment.thread->info->uid) : Value::none();
}

Value get_home(const Moment& moment, FieldUse&) {
  if (const UserInfo* user = user_of(moment)) return Value::text(user->home);
  return moment.thread ? name_of_zero(moment, moment.thread->info->uid, "/root") : Value::none();
}

Value get_shell(const Moment& moment, FieldUse&) {
  const UserInfo* user = user_of(moment);
  return user ? Value::text(user->shell) : Value::none();
}

Value get_login_uid(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  return Value::integer(static_cast<int32_t>(moment.thread->info->loginuid));
}

Value get_login_name(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const ThreadInfo& info = *moment.thread->info;
  if (info.loginuid == kNoId) return Value::none();
  const UserInfo* user = moment.state->users().find_user_or_hosts(info.container_id, info.loginuid);
  if (user) return Value::text(user->name);
  return name_of_zero(moment, info.loginuid);
}

Value get_gid(const Moment& moment, FieldUse&) {
  return moment.thread ? Value::uinteger(moment.thread->info->gid) : Value::none();
}

Value get_group_name(const Moment& moment, FieldUse&) {
  if (!moment.thread) return Value::none();
  const ThreadInfo& info = *moment.thread->info;
  if (info.gid == kNoId) return Value::none();
  const GroupInfo* group = moment.state->users().find_group_or_hosts(info.container_id, info.gid);
  if (group) return Value::text(group->name);
  return name_of_zero(moment, info.gid);
}

constexpr Field kUserRows[] = {
    {"user.uid", Type::UINT32, Format::ID, ArgRule::kNone, 0,
     "Number of the user on whose behalf the thread acts (its effective user).", get_uid,
     kOnThread},
    {"user.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Name of that user.", get_user_name,
     kOnThread},
    {"user.homedir", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Home directory of that user.",
     get_home, kOnThread},
    {"user.shell", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Login shell of that user.",
     get_shell, kOnThread},
    {"user.loginuid", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Number of the user who logged in, which su and sudo do not change; -1 when nobody did.",
     get_login_uid, kOnThread},
    {"user.loginname", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Name of the user who logged in.", get_login_name, kOnThread},
};

constexpr Field kGroupRows[] = {
    {"group.gid", Type::UINT32, Format::ID, ArgRule::kNone, 0,
     "Number of the group on whose behalf the thread acts.", get_gid, kOnThread},
    {"group.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Name of that group.",
     get_group_name, kOnThread},
};

}  // namespace

const std::span<const Field> kUserFields = kUserRows;
const std::span<const Field> kGroupFields = kGroupRows;

}  // namespace sonde
