// See sandbox.h. What a script may use is a list of names below; everything else is left out.
// The limits are far above what a table of columns needs: they end mistakes, within a moment.
// SPDX-License-Identifier: Apache-2.0
#include "script/sandbox.h"

#include <lua.hpp>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "base/result.h"

namespace sonde {
namespace {

constexpr int kInstructionLimit = 10'000'000;  // about a tenth of a second
constexpr size_t kMemoryLimit = 32u << 20;
constexpr int kDepthLimit = 8;           // of tables that are copied out
constexpr size_t kValueLimit = 100'000;  // that are copied out

// Names of the libraries that a script sees. string.dump (makes bytecode) and what loads code,
// reads files, or reaches other environments is left out; so is xpcall, whose handler no hook
// stops.
constexpr std::string_view kFunctions[] = {"assert",   "error",    "ipairs", "next",   "pairs",
                                           "pcall",    "rawequal", "rawget", "rawset", "select",
                                           "tonumber", "tostring", "type",   "unpack"};
constexpr std::string_view kStringFunctions[] = {"byte",    "char", "find",  "format", "gmatch",
                                                 "gsub",    "len",  "lower", "match",  "rep",
                                                 "reverse", "sub",  "upper"};

struct Memory {
  size_t used = 0;
  bool limited = false;
};

void* allocate(void* user, void* block, size_t old_size, size_t new_size) {
  Memory& memory = *static_cast<Memory*>(user);
  if (new_size == 0) {
    std::free(block);
    memory.used -= block ? old_size : 0;
    return nullptr;
  }
  const size_t before = block ? old_size : 0;
  const bool grows = new_size > before;
  if (grows && memory.limited && memory.used + (new_size - before) > kMemoryLimit) return nullptr;
  void* moved = std::realloc(block, new_size);
  if (moved) memory.used += new_size - before;
  return moved;
}

void stop_endless_script(lua_State* lua, lua_Debug*) {
  // From now on at every instruction, or a script that catches errors would go on.
  lua_sethook(lua, stop_endless_script, LUA_MASKCOUNT, 1);
  luaL_where(lua, 0);
  lua_pushliteral(lua, "the script runs for too long");
  lua_concat(lua, 2);
  lua_error(lua);
}

int open_libraries(lua_State* lua) {
  for (const lua_CFunction open : {luaopen_base, luaopen_table, luaopen_string, luaopen_math}) {
    lua_pushcfunction(lua, open);
    lua_call(lua, 0, 0);
  }
  return 0;
}

// Replaces string's table by one without what is not allowed. The strings' own metatable has the
// same table, so names are removed from it.
void trim_string_library(lua_State* lua) {
  lua_getglobal(lua, "string");
  std::vector<std::string> removed;
  for (lua_pushnil(lua); lua_next(lua, -2); lua_pop(lua, 1)) {
    const std::string name = lua_tostring(lua, -2);
    const auto end = std::end(kStringFunctions);
    if (std::find(std::begin(kStringFunctions), end, name) == end) removed.push_back(name);
  }
  for (const std::string& name : removed) {
    lua_pushnil(lua);
    lua_setfield(lua, -2, name.c_str());
  }
  lua_pop(lua, 1);
}

// Leaves the table of what a script may use on the stack.
void push_environment(lua_State* lua) {
  trim_string_library(lua);
  lua_newtable(lua);
  for (const std::string_view name : kFunctions) {
    lua_getglobal(lua, std::string(name).c_str());
    lua_setfield(lua, -2, std::string(name).c_str());
  }
  for (const char* library : {"table", "string", "math"}) {
    lua_getglobal(lua, library);
    lua_setfield(lua, -2, library);
  }
  lua_pushvalue(lua, -1);
  lua_setfield(lua, -2, "_G");
}

class Copier {
 public:
  explicit Copier(lua_State* lua) : lua_(lua) {}

  // Of the value on top of the stack, which stays there.
  ScriptValue copy(int depth) {
    ScriptValue value;
    ++values_;
    switch (lua_type(lua_, -1)) {
      case LUA_TNIL:
        break;
      case LUA_TBOOLEAN:
        value.kind = ScriptValue::Kind::kBool;
        value.boolean = lua_toboolean(lua_, -1);
        break;
      case LUA_TNUMBER:
        value.kind = ScriptValue::Kind::kNumber;
        value.number = lua_tonumber(lua_, -1);
        break;
      case LUA_TSTRING:
        value.kind = ScriptValue::Kind::kText;
        value.text = text_on_top();
        break;
      case LUA_TTABLE:
        value.kind = ScriptValue::Kind::kTable;
        if (depth < kDepthLimit) copy_table(value, depth);
        break;
      default:
        value.kind = ScriptValue::Kind::kOther;
    }
    return value;
  }

 private:
  std::string text_on_top() {
    size_t size = 0;
    const char* text = lua_tolstring(lua_, -1, &size);
    return {text, size};
  }

  void copy_table(ScriptValue& value, int depth) {
    const size_t length = lua_objlen(lua_, -1);
    for (size_t i = 1; i <= length && values_ < kValueLimit; ++i) {
      lua_rawgeti(lua_, -1, static_cast<int>(i));
      value.items.push_back(copy(depth + 1));
      lua_pop(lua_, 1);
    }
    for (lua_pushnil(lua_); lua_next(lua_, -2); lua_pop(lua_, 1)) {
      // Keys that are no texts stay as they are: lua_tolstring would change them under lua_next.
      if (lua_type(lua_, -2) != LUA_TSTRING || values_ >= kValueLimit) continue;
      std::string name = lua_tostring(lua_, -2);
      value.members.push_back({std::move(name), copy(depth + 1)});
    }
  }

  lua_State* lua_;
  size_t values_ = 0;
};

// Takes "script:12: reason" apart.
void read_error(std::string_view message, SandboxRun& run) {
  constexpr std::string_view kPrefix = "script:";
  run.failed = true;
  if (message.starts_with(kPrefix)) {
    message.remove_prefix(kPrefix.size());
    const size_t colon = message.find(':');
    run.line = std::atoi(std::string(message.substr(0, colon)).c_str());
    if (colon != std::string_view::npos) message.remove_prefix(colon + 1);
    while (message.starts_with(' ')) message.remove_prefix(1);
  }
  run.reason = message;
}

struct Closer {
  void operator()(lua_State* lua) const { lua_close(lua); }
};

}  // namespace

const ScriptValue& ScriptValue::operator[](std::string_view name) const {
  static const ScriptValue kNothing;
  for (const auto& [own_name, value] : members) {
    if (own_name == name) return value;
  }
  return kNothing;
}

std::string_view kind_name(ScriptValue::Kind kind) {
  switch (kind) {
    case ScriptValue::Kind::kNil:
      return "nothing";
    case ScriptValue::Kind::kBool:
      return "true or false";
    case ScriptValue::Kind::kNumber:
      return "a number";
    case ScriptValue::Kind::kText:
      return "a text";
    case ScriptValue::Kind::kTable:
      return "a table";
    case ScriptValue::Kind::kOther:
      return "a function";
  }
  return "";
}

SandboxRun run_in_sandbox(std::string_view text, std::span<const std::string_view> wanted) {
  Memory memory;
  SandboxRun run;
  std::unique_ptr<lua_State, Closer> state(lua_newstate(allocate, &memory));
  SONDE_CHECK(state);
  lua_State* lua = state.get();
  // Compiled code is not stopped by hooks.
  luaJIT_setmode(lua, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
  lua_cpcall(
      lua, [](lua_State* inner) { return open_libraries(inner); }, nullptr);
  push_environment(lua);

  memory.limited = true;
  const bool loads = luaL_loadbufferx(lua, text.data(), text.size(), "=script", "t") == 0;
  if (loads) {
    lua_pushvalue(lua, -2);
    lua_setfenv(lua, -2);
    lua_sethook(lua, stop_endless_script, LUA_MASKCOUNT, kInstructionLimit);
  }
  const bool runs = loads && lua_pcall(lua, 0, 0, 0) == 0;
  memory.limited = false;
  lua_sethook(lua, nullptr, 0, 0);
  if (!runs) {
    const char* message = lua_tostring(lua, -1);
    read_error(message ? message : "the script ends with an error that is no text", run);
    lua_pop(lua, 1);
  }
  Copier copier(lua);
  for (const std::string_view name : wanted) {
    lua_pushlstring(lua, name.data(), name.size());
    lua_rawget(lua, -2);
    run.globals.push_back(copier.copy(0));
    lua_pop(lua, 1);
  }
  return run;
}

}  // namespace sonde
