// What of Lua a chisel may use: the language, string, table, math, bit, coroutine, and functions
// of our own in place of print, io, os, require and loadstring. With --trust-scripts all of Lua is
// there as well. A script writes files only into the folder that it names as `output_folder`.
// SPDX-License-Identifier: Apache-2.0
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>

#include "script/chisel_access.h"
#include "script/chisel_folders.h"

namespace sonde {
namespace {

// Of Lua's own global functions those that load code, run finalizers, or call a handler that no
// hook stops.
constexpr const char* kRemoved[] = {"dofile",         "loadfile", "load",    "xpcall",  "newproxy",
                                    "collectgarbage", "module",   "getfenv", "setfenv", "gcinfo",
                                    "package",        "jit",      "ffi"};
constexpr size_t kMaxFiles = 500;
constexpr size_t kMaxDepthOfRequires = 20;
constexpr char kLoaded[] = "sonde.loaded";
constexpr char kLuaRequire[] = "sonde.require";

// Helpers that are simpler in Lua. `check` raises an error when the processor's stack is nearly
// used up: what calls back into Lua from C asks it.
constexpr char kPrelude[] = R"lua(
local check, halves, ffi = ...
local gsub, sort = string.gsub, table.sort
local resume, create = coroutine.resume, coroutine.create
string.gsub = function(...) check() return gsub(...) end
table.sort = function(...) check() return sort(...) end
coroutine.resume = function(...) check() return resume(...) end
local function pass_on(good, ...)
  if not good then error((...), 0) end
  return ...
end
coroutine.wrap = function(body)
  local thread = create(body)
  return function(...) check() return pass_on(resume(thread, ...)) end
end
local signed, unsigned = ffi.typeof("int64_t"), ffi.typeof("uint64_t")
evt.field64 = function(handle)
  local high, low, is_unsigned = halves(handle)
  if not high then return nil end
  local whole = unsigned(high) * 4294967296ULL + unsigned(low)
  if is_unsigned then return whole end
  return signed(whole)
end
)lua";

int needs_trust(lua_State* lua) {
  lua_pushfstring(lua, "%s() needs --trust-scripts", lua_tostring(lua, lua_upvalueindex(1)));
  return ChiselAccess::raise(lua, lua_tostring(lua, -1));
}

void refuse(lua_State* lua, const char* library, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    lua_pushfstring(lua, "%s.%s", library, name);
    lua_pushcclosure(lua, needs_trust, 1);
    lua_setfield(lua, -2, name);
  }
}

void set_own(lua_State* lua, Chisel& chisel, const char* name, lua_CFunction function) {
  lua_pushlightuserdata(lua, &chisel);
  lua_pushcclosure(lua, function, 1);
  lua_setfield(lua, -2, name);
}

// Keeps a function of the library below the top of the stack.
void copy_function(lua_State* lua, const char* library, const char* name) {
  lua_getglobal(lua, library);
  lua_getfield(lua, -1, name);
  lua_remove(lua, -2);
  lua_setfield(lua, -2, name);
}

void remove_the_rest(lua_State* lua) {
  for (const char* name : kRemoved) {
    lua_pushnil(lua);
    lua_setglobal(lua, name);
  }
  lua_getglobal(lua, "string");
  lua_pushnil(lua);
  lua_setfield(lua, -2, "dump");  // makes bytecode
  lua_pop(lua, 1);
}

bool is_plain_name(std::string_view name) {
  const auto is_good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !name.empty() && name.size() < 100 && name[0] != '.' &&
         std::all_of(name.begin(), name.end(), is_good);
}

// The file's name below the folder: any but those that lead elsewhere.
bool is_name_of_file(std::string_view name) {
  return !name.empty() && name.size() < 200 && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos && name != "." && name != "..";
}

std::string_view without_dot_slash(std::string_view path) {
  while (path.starts_with("./")) path.remove_prefix(2);
  return path;
}

}  // namespace

// Appends what print() and io.write() got.
int ChiselAccess::append_output(lua_State* lua, Chisel& chisel, int first, int last) {
  for (int i = first; i <= last; ++i) {
    size_t size = 0;
    const char* text = lua_tolstring(lua, i, &size);
    if (!text) return i;
    chisel.host_->output().append(text, size);
  }
  if (!chisel.host_->end_piece()) chisel.host_->end_capture();
  return 0;
}

int ChiselAccess::print(lua_State* lua) {
  Chisel& chisel = of(lua);
  needs_host(lua, chisel);
  const int count = lua_gettop(lua);
  for (int i = 1; i <= count; ++i) {
    if (lua_isstring(lua, i)) continue;
    lua_getglobal(lua, "tostring");
    lua_pushvalue(lua, i);
    lua_call(lua, 1, 1);
    if (!lua_isstring(lua, -1)) return raise(lua, "tostring() gave print() no text");
    lua_replace(lua, i);
  }
  std::string& out = chisel.host_->output();
  for (int i = 1; i <= count; ++i) {
    size_t size = 0;
    const char* text = lua_tolstring(lua, i, &size);
    if (i > 1) out += '\t';
    out.append(text, size);
  }
  out += '\n';
  if (!chisel.host_->end_piece()) chisel.host_->end_capture();
  return 0;
}

// io.write(...) and io.stdout:write(...)
int ChiselAccess::write(lua_State* lua) {
  Chisel& chisel = of(lua);
  needs_host(lua, chisel);
  const int first = lua_istable(lua, 1) ? 2 : 1;
  const int wrong = append_output(lua, chisel, first, lua_gettop(lua));
  if (wrong) return luaL_typerror(lua, wrong, "text or number");
  lua_settop(lua, first - 1);
  lua_pushboolean(lua, true);
  return 1;
}

int ChiselAccess::write_error(lua_State* lua) {
  for (int i = lua_istable(lua, 1) ? 2 : 1; i <= lua_gettop(lua); ++i) {
    size_t size = 0;
    const char* text = luaL_checklstring(lua, i, &size);
    std::fwrite(text, 1, size, stderr);
  }
  lua_pushboolean(lua, true);
  return 1;
}

int ChiselAccess::flush(lua_State* lua) {
  Chisel& chisel = of(lua);
  needs_host(lua, chisel);
  if (!chisel.host_->flush()) chisel.host_->end_capture();
  return 0;
}

bool ChiselAccess::open_output_file(Chisel& chisel, std::string_view path, std::string_view mode) {
  const std::string folder(without_dot_slash(chisel.info_.folder));
  std::string_view name = without_dot_slash(path);
  const bool inside = !folder.empty() && name.starts_with(folder + "/");
  if (inside) name.remove_prefix(folder.size() + 1);
  if (!inside || !is_name_of_file(name) || (mode != "w" && mode != "a")) {
    chisel.text_ = folder.empty()
                       ? "io.open() needs --trust-scripts, or an output_folder in the script"
                       : "io.open() may write files in " + folder + "/ only";
    return false;
  }
  if (chisel.files_.size() >= kMaxFiles) {
    chisel.text_ = "more than " + std::to_string(kMaxFiles) + " files are open";
    return false;
  }
  if (mkdir(folder.c_str(), 0777) != 0 && errno != EEXIST) {
    chisel.text_ = "cannot make the folder " + folder + ": " + std::strerror(errno);
    return false;
  }
  const std::string full = folder + "/" + std::string(name);
  std::FILE* file = std::fopen(full.c_str(), mode == "w" ? "we" : "ae");
  if (!file) {
    chisel.text_ = "cannot write " + full + ": " + std::strerror(errno);
    return false;
  }
  chisel.files_.push_back(file);
  return true;
}

// A table with write, flush and close; the file itself is its value 1.
int ChiselAccess::open_file(lua_State* lua) {
  Chisel& chisel = of(lua);
  size_t size = 0, mode_size = 0;
  const char* path = luaL_checklstring(lua, 1, &size);
  const char* mode = luaL_optlstring(lua, 2, "r", &mode_size);
  if (!open_output_file(chisel, {path, size}, {mode, mode_size})) return raise(lua, chisel);
  lua_createtable(lua, 1, 3);
  lua_pushlightuserdata(lua, chisel.files_.back());
  lua_rawseti(lua, -2, 1);
  set_own(lua, chisel, "write", write_file);
  set_own(lua, chisel, "flush", write_file);  // of nothing: files are written when the run ends
  set_own(lua, chisel, "close", write_file);
  return 1;
}

int ChiselAccess::write_file(lua_State* lua) {
  Chisel& chisel = of(lua);
  luaL_checktype(lua, 1, LUA_TTABLE);
  lua_rawgeti(lua, 1, 1);
  auto* file = static_cast<std::FILE*>(lua_touserdata(lua, -1));
  const auto end = chisel.files_.end();
  if (!file || std::find(chisel.files_.begin(), end, file) == end) {
    return raise(lua, "write() of something that is no file");
  }
  lua_pop(lua, 1);
  for (int i = 2; i <= lua_gettop(lua); ++i) {
    size_t size = 0;
    const char* text = luaL_checklstring(lua, i, &size);
    if (std::fwrite(text, 1, size, file) != size) return raise(lua, std::strerror(errno));
  }
  lua_pushboolean(lua, true);
  return 1;
}

int ChiselAccess::exit(lua_State* lua) {
  Chisel& chisel = of(lua);
  const lua_Number status = luaL_optnumber(lua, 1, 0);
  chisel.exit_status_ = status >= 0 && status < 256 ? static_cast<int>(status) : 1;
  return raise(lua, "os.exit()");
}

int ChiselAccess::load_string(lua_State* lua) {
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  const char* name = luaL_optstring(lua, 2, "=loadstring");
  if (luaL_loadbufferx(lua, text, size, name, "t") == 0) return 1;
  lua_pushnil(lua);
  lua_insert(lua, -2);
  return 2;
}

// Leaves the function that is the file's text on the stack; false: the message is in text_.
bool ChiselAccess::load_text(Chisel& chisel, const std::string& path) {
  lua_State* lua = chisel.guard_.lua();
  const Result<std::string> text = read_script(path);
  if (!text) {
    chisel.text_ = text.error().what;
    return false;
  }
  const std::string chunk = "=" + std::filesystem::path(path).filename().string();
  std::string_view code = text.value();
  if (code.starts_with('#')) code.remove_prefix(std::min(code.find('\n'), code.size()));
  if (luaL_loadbufferx(lua, code.data(), code.size(), chunk.c_str(), "t") == 0) return true;
  const char* message = lua_tostring(lua, -1);
  chisel.text_ = message ? message : "not enough memory";
  lua_pop(lua, 1);
  return false;
}

// As load_text(), by the name that require() got.
bool ChiselAccess::find_module(Chisel& chisel, std::string_view name) {
  if (!is_plain_name(name)) {
    chisel.text_ = "require() takes the name of a library without its folder";
    return false;
  }
  std::vector<std::string> folders = {
      std::filesystem::path(chisel.info_.path).parent_path().string()};
  if (folders[0].empty()) folders[0] = ".";
  folders.insert(folders.end(), chisel.folders_.begin(), chisel.folders_.end());
  for (const std::string& folder : folders) {
    const std::string path = folder + "/" + std::string(name) + ".lua";
    std::error_code code;
    if (std::filesystem::is_regular_file(path, code)) return load_text(chisel, path);
  }
  chisel.text_ = "there is no library '" + std::string(name) + "' in the folders of chisels";
  return false;
}

int ChiselAccess::require(lua_State* lua) {
  Chisel& chisel = of(lua);
  size_t size = 0;
  const char* name = luaL_checklstring(lua, 1, &size);
  lua_settop(lua, 1);
  lua_getfield(lua, LUA_REGISTRYINDEX, kLoaded);
  lua_getfield(lua, 2, name);
  if (!lua_isnil(lua, -1)) return 1;
  lua_pop(lua, 1);
  lua_Debug deep;
  if (lua_getstack(lua, static_cast<int>(kMaxDepthOfRequires * 2), &deep)) {
    return raise(lua, "libraries that require each other without end");
  }
  // find_module() works on the state of the chisel, which is another one in a coroutine.
  if (lua != chisel.guard_.lua()) return raise(lua, "require() does not work in a coroutine");
  if (!find_module(chisel, {name, size})) {
    if (!chisel.trusted_) return raise(lua, chisel);
    lua_getfield(lua, LUA_REGISTRYINDEX, kLuaRequire);
  }
  lua_pushvalue(lua, 1);
  lua_call(lua, 1, 1);
  if (lua_isnil(lua, -1)) {
    lua_pop(lua, 1);
    lua_pushboolean(lua, true);
  }
  lua_pushvalue(lua, -1);
  lua_setfield(lua, 2, name);
  return 1;
}

// io, os and the global functions that are our own.
void ChiselAccess::open_own_functions(lua_State* lua, Chisel& chisel) {
  const auto set_global = [&](const char* name, lua_CFunction function) {
    lua_pushlightuserdata(lua, &chisel);
    lua_pushcclosure(lua, function, 1);
    lua_setglobal(lua, name);
  };
  set_global("print", print);
  if (chisel.trusted_) {
    lua_getglobal(lua, "io");
    set_own(lua, chisel, "write", write);
    lua_pop(lua, 1);
    lua_getglobal(lua, "os");
    set_own(lua, chisel, "exit", exit);
    lua_pop(lua, 1);
  } else {
    set_global("loadstring", load_string);
    lua_newtable(lua);
    set_own(lua, chisel, "write", write);
    set_own(lua, chisel, "flush", flush);
    set_own(lua, chisel, "open", open_file);
    refuse(lua, "io", {"read", "lines", "popen", "input", "output", "tmpfile", "close", "type"});
    lua_newtable(lua);
    set_own(lua, chisel, "write", write_error);
    set_own(lua, chisel, "flush", flush);
    lua_setfield(lua, -2, "stderr");
    lua_setglobal(lua, "io");
    lua_newtable(lua);
    for (const char* name : {"time", "date", "clock", "difftime"}) copy_function(lua, "os", name);
    set_own(lua, chisel, "exit", exit);
    refuse(lua, "os", {"execute", "remove", "rename", "tmpname", "getenv", "setlocale"});
    lua_setglobal(lua, "os");
    lua_newtable(lua);
    copy_function(lua, "debug", "traceback");
    lua_setglobal(lua, "debug");
  }
  set_global("require", require);
  // Lines of the script and of the program go the same way, so that their order stays.
  lua_getglobal(lua, "io");
  lua_newtable(lua);
  set_own(lua, chisel, "write", write);
  set_own(lua, chisel, "flush", flush);
  set_own(lua, chisel, "setvbuf", set_fatfile_dump_mode);
  lua_setfield(lua, -2, "stdout");
  lua_pop(lua, 1);
}

void ChiselAccess::open_rows(lua_State* lua, Chisel& chisel) {
  for (const ApiRow& row : api_rows()) {
    if (!row.function) continue;  // made by the prelude
    lua_getglobal(lua, row.library);
    if (lua_isnil(lua, -1)) {
      lua_pop(lua, 1);
      lua_newtable(lua);
      lua_pushvalue(lua, -1);
      lua_setglobal(lua, row.library);
    }
    set_own(lua, chisel, row.name, row.function);
    lua_pop(lua, 1);
  }
}

bool ChiselAccess::open_libraries(Chisel& chisel) {
  lua_State* lua = chisel.guard_.lua();
  lua_pushlightuserdata(lua, &chisel);
  lua_pushcclosure(
      lua,
      [](lua_State* state) {
        Chisel& owner = of(state);
        luaL_openlibs(state);
        // Compiled code is not stopped by hooks. Opening the library jit switches it on.
        if (!owner.trusted_) luaJIT_setmode(state, 0, LUAJIT_MODE_ENGINE | LUAJIT_MODE_OFF);
        lua_getglobal(state, "require");
        lua_setfield(state, LUA_REGISTRYINDEX, kLuaRequire);
        open_own_functions(state, owner);
        lua_newtable(state);  // what require() gives at once
        for (const char* name : {"io", "os", "debug", "string", "table", "math", "bit"}) {
          lua_getglobal(state, name);
          lua_setfield(state, -2, name);
        }
        lua_setfield(state, LUA_REGISTRYINDEX, kLoaded);
        open_rows(state, owner);
        if (luaL_loadbufferx(state, kPrelude, sizeof kPrelude - 1, "=sonde", "t") != 0) {
          return lua_error(state);
        }
        lua_pushcfunction(state, LuaGuard::check_stack);
        lua_pushlightuserdata(state, &owner);
        lua_pushcclosure(state, field_halves, 1);
        lua_pushcfunction(state, luaopen_ffi);
        lua_pushliteral(state, "ffi");
        lua_call(state, 1, 1);
        lua_call(state, 3, 0);
        if (!owner.trusted_) remove_the_rest(state);
        return 0;
      },
      1);
  if (chisel.guard_.call(0, 0)) return true;
  chisel.text_ = chisel.guard_.failure();
  return false;
}

}  // namespace sonde
