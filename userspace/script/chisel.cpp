// See chisel.h. The functions that scripts see are in the api_*.cpp files and lua_libraries.cpp.
// SPDX-License-Identifier: Apache-2.0
#include "script/chisel.h"

#include <filesystem>

#include "script/chisel_access.h"

namespace sonde {
namespace {

constexpr size_t kMaxArgs = 100;
constexpr uint64_t kSecondNs = 1'000'000'000;

// The text of a global variable or member on top of the stack, which is popped.
std::string take_text(lua_State* lua) {
  size_t size = 0;
  const char* text = lua_type(lua, -1) == LUA_TSTRING ? lua_tolstring(lua, -1, &size) : nullptr;
  std::string taken = text ? std::string(text, size) : std::string();
  lua_pop(lua, 1);
  return taken;
}

void push_raw_member(lua_State* lua, const char* name) {
  lua_pushstring(lua, name);
  lua_rawget(lua, -2);
}

void push_raw_global(lua_State* lua, const char* name) {
  lua_pushstring(lua, name);
  lua_rawget(lua, LUA_GLOBALSINDEX);
}

}  // namespace

Chisel::Chisel(std::string path, std::vector<std::string> folders, bool trusted)
    : folders_(std::move(folders)), trusted_(trusted), guard_(!trusted) {
  info_.path = std::move(path);
  info_.name = std::filesystem::path(info_.path).stem().string();
}

Chisel::~Chisel() {
  for (std::FILE* file : files_) std::fclose(file);
}

Result<std::unique_ptr<Chisel>> Chisel::load(const std::string& path,
                                             const std::vector<std::string>& folders,
                                             bool trusted) {
  std::unique_ptr<Chisel> chisel(new Chisel(path, folders, trusted));
  if (!chisel->guard_.usable()) {
    return Error{ErrorKind::kSystem, "no memory for the chisel " + path, {}};
  }
  if (Result<void> done = chisel->run_text(); !done) return done.error();
  if (Result<void> done = chisel->read_info(); !done) return done.error();
  return chisel;
}

Result<void> Chisel::run_text() {
  const bool good =
      ChiselAccess::open_libraries(*this) && ChiselAccess::load_text(*this, info_.path);
  if (!good) return Error{ErrorKind::kInput, "chisel " + info_.path + ": " + text_, {}};
  if (!guard_.call(0, 0)) {
    return Error{ErrorKind::kInput, "chisel " + info_.path + ": " + guard_.failure(), {}};
  }
  return {};
}

// Of the table `args` on top of the stack. False: `problem` says what is wrong.
bool Chisel::read_args(std::string& problem) {
  lua_State* lua = guard_.lua();
  const size_t count = lua_objlen(lua, -1);
  if (count > kMaxArgs) {
    problem = "more than " + std::to_string(kMaxArgs) + " arguments";
    return false;
  }
  for (size_t i = 1; i <= count; ++i) {
    lua_rawgeti(lua, -1, static_cast<int>(i));
    if (!lua_istable(lua, -1)) {
      problem = "args[" + std::to_string(i) + "] is no table";
      return false;
    }
    ChiselArg arg;
    push_raw_member(lua, "name");
    arg.name = take_text(lua);
    push_raw_member(lua, "description");
    arg.description = take_text(lua);
    push_raw_member(lua, "argtype");
    arg.type = take_text(lua);
    push_raw_member(lua, "optional");
    arg.optional = lua_toboolean(lua, -1);
    lua_pop(lua, 2);
    if (arg.name.empty()) {
      problem = "args[" + std::to_string(i) + "] has no name";
      return false;
    }
    info_.args.push_back(std::move(arg));
  }
  return true;
}

Result<void> Chisel::read_info() {
  lua_State* lua = guard_.lua();
  const auto text = [&](const char* name) {
    push_raw_global(lua, name);
    return take_text(lua);
  };
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorKind::kInput, "chisel " + info_.path + ": " + why, {}};
  };
  info_.description = text("description");
  info_.short_description = text("short_description");
  info_.category = text("category");
  info_.folder = text("output_folder");
  push_raw_global(lua, "hidden");
  info_.hidden = lua_toboolean(lua, -1);
  lua_pop(lua, 1);
  if (info_.description.empty()) {
    Error error = refuse("it is no chisel: it does not set the global text description");
    error.kind = ErrorKind::kUsage;
    return error;
  }
  if (!info_.folder.empty() &&
      (info_.folder.starts_with('/') || info_.folder.find("..") != std::string::npos)) {
    return refuse("output_folder must be a folder below the current one");
  }
  push_raw_global(lua, "args");
  std::string problem;
  if (lua_istable(lua, -1) && !read_args(problem)) return refuse(problem);
  lua_settop(lua, 1);
  return {};
}

bool Chisel::fail(std::string what, std::string hint) {
  error_ =
      Error{ErrorKind::kInput, "chisel " + info_.name + ": " + std::move(what), std::move(hint)};
  return false;
}

void Chisel::leave(const char* callback) {
  if (exited()) {
    fail("it called os.exit()");
    return;
  }
  fail(guard_.failure() + ", in " + callback + "()");
}

// The function lies below its arguments on the stack; its one result is left there.
bool Chisel::call(const char* callback, int arguments) {
  const bool good = guard_.call(arguments, 1);
  // It may have asked for the end inside of a pcall().
  if (good && !exited()) return true;
  leave(callback);
  return false;
}

bool Chisel::call_for_true(const char* callback, int arguments) {
  if (!call(callback, arguments)) return false;
  lua_State* lua = guard_.lua();
  const bool is_boolean = lua_isboolean(lua, -1);
  const bool yes = lua_toboolean(lua, -1);
  lua_pop(lua, 1);
  if (yes) return true;
  return fail(std::string(callback) + "() " +
              (is_boolean ? "returned false" : "did not return true or false"));
}

bool Chisel::has_global(const char* name) {
  push_raw_global(guard_.lua(), name);
  if (lua_isfunction(guard_.lua(), -1)) return true;
  lua_pop(guard_.lua(), 1);
  return false;
}

bool Chisel::begin(ChiselHost& host, const std::vector<std::string>& values) {
  host_ = &host;
  values_ = values;
  phase_ = Phase::kInit;
  lua_State* lua = guard_.lua();
  for (size_t i = 0; i < values.size() && i < info_.args.size(); ++i) {
    if (!has_global("on_set_arg")) return fail("it takes arguments, but has no on_set_arg()");
    lua_pushlstring(lua, info_.args[i].name.data(), info_.args[i].name.size());
    lua_pushlstring(lua, values[i].data(), values[i].size());
    if (!call_for_true("on_set_arg", 2)) {
      if (!exited()) error_->what += ": argument " + info_.args[i].name + " = '" + values[i] + "'";
      return false;
    }
  }
  if (has_global("on_init")) {
    const bool good = call_for_true("on_init", 0);
    if (wants_exec() && guard_.usable()) {
      error_.reset();
      return true;
    }
    if (!good) return false;
  }
  has_on_event_ = has_global("on_event");
  if (has_on_event_) on_event_ref_ = luaL_ref(lua, LUA_REGISTRYINDEX);
  return true;
}

bool Chisel::capture_start() {
  phase_ = Phase::kStart;
  if (has_global("on_capture_start") && !call_for_true("on_capture_start", 0)) return false;
  phase_ = Phase::kEvent;
  return true;
}

bool Chisel::call_on_event(const Moment& moment) {
  moment_ = &moment;
  ts_ns_ = moment.event->ts_ns;
  if (!first_ts_ns_) first_ts_ns_ = ts_ns_;
  lua_State* lua = guard_.lua();
  lua_rawgeti(lua, LUA_REGISTRYINDEX, on_event_ref_);
  const bool good = guard_.call(0, 1) && !exited();
  moment_ = nullptr;
  if (!good) [[unlikely]] {
    leave("on_event");
    return false;
  }
  const bool wants_line = format_ && lua_toboolean(lua, -1);
  lua_pop(lua, 1);
  return !wants_line || print(moment);
}

bool Chisel::print(const Moment& moment) {
  std::string& out = host_->output();
  const bool shown =
      host_->facts().json ? format_->append_json(out, moment) : format_->append_line(out, moment);
  if (shown && !host_->end_piece()) host_->end_capture();
  return true;
}

bool Chisel::interval(const Moment& moment, uint64_t ts_ns, uint64_t delta_ns) {
  if (!has_global("on_interval")) {
    interval_ns_ = 0;
    return true;
  }
  moment_ = &moment;
  ts_ns_ = ts_ns;
  phase_ = Phase::kInterval;
  lua_State* lua = guard_.lua();
  lua_pushnumber(lua, static_cast<double>(ts_ns / kSecondNs));
  lua_pushnumber(lua, static_cast<double>(ts_ns % kSecondNs));
  lua_pushnumber(lua, static_cast<double>(delta_ns));
  const bool good = call("on_interval", 3);
  moment_ = nullptr;
  phase_ = Phase::kEvent;
  if (!good) return false;
  const bool goes_on = lua_toboolean(lua, -1);
  lua_pop(lua, 1);
  return goes_on || fail("execution terminated by the chisel: on_interval() did not return true");
}

bool Chisel::capture_end(const Moment* moment, uint64_t ts_ns, uint64_t delta_ns) {
  phase_ = Phase::kEnd;
  if (!has_global("on_capture_end")) return true;
  moment_ = moment;
  ts_ns_ = ts_ns;
  lua_State* lua = guard_.lua();
  lua_pushnumber(lua, static_cast<double>(ts_ns / kSecondNs));
  lua_pushnumber(lua, static_cast<double>(ts_ns % kSecondNs));
  lua_pushnumber(lua, static_cast<double>(delta_ns));
  const bool good = call("on_capture_end", 3);
  moment_ = nullptr;
  if (good) lua_pop(lua, 1);
  return good;
}

}  // namespace sonde
