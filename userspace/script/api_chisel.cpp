// The library chisel: what a script asks for before events come: fields, its own filter, the form
// of lines, intervals, another chisel in its place.
// SPDX-License-Identifier: Apache-2.0
#include "script/chisel_access.h"

namespace sonde {
namespace {

constexpr size_t kMaxHandles = 1000;
constexpr double kMinIntervalNs = 1e6;
constexpr size_t kMaxExecWords = 100;

// Reason and hint in one line; a caret below an expression stays.
std::string as_message(const Error& error) {
  return error.hint.empty() ? error.what : error.what + "\n" + error.hint;
}

}  // namespace

int ChiselAccess::raise(lua_State* lua, Chisel& chisel) {
  push_script_place(lua);
  lua_pushlstring(lua, chisel.text_.data(), chisel.text_.size());
  lua_concat(lua, 2);
  return lua_error(lua);
}

int ChiselAccess::raise(lua_State* lua, const char* sentence) {
  push_script_place(lua);
  lua_pushstring(lua, sentence);
  lua_concat(lua, 2);
  return lua_error(lua);
}

bool ChiselAccess::needs_host(lua_State* lua, Chisel& chisel) {
  if (chisel.host_) return true;
  raise(lua, "this works in on_init() and later, not while the script is loaded");
  return false;
}

bool ChiselAccess::add_handle(Chisel& chisel, std::string_view name) {
  size_t used = 0;
  Result<Operand> operand = Operand::parse(name, used, true);
  if (!operand) {
    const std::string& what = operand.error().what;
    chisel.text_ = what.substr(0, what.find('\n'));
    if (!operand.error().hint.empty()) chisel.text_ += "; " + operand.error().hint;
    return false;
  }
  if (used != name.size()) {
    const std::string_view nearest = nearest_field(name);
    chisel.text_ = "unknown field '" + std::string(name) + "'";
    if (!nearest.empty()) chisel.text_ += "; did you mean " + std::string(nearest) + "?";
    return false;
  }
  Chisel::Handle handle{operand.take(), false};
  const Field* field = handle.operand.field();
  handle.as_text = field && field->append && field->type == Type::BYTEBUF;
  chisel.handles_.push_back(std::move(handle));
  return true;
}

int ChiselAccess::request_field(lua_State* lua) {
  Chisel& chisel = of(lua);
  if (lua_type(lua, 1) != LUA_TSTRING) {
    return raise(lua, "chisel.request_field() takes the name of a field");
  }
  if (chisel.handles_.size() >= kMaxHandles) {
    return raise(lua, "the script asks for more than 1000 fields");
  }
  size_t size = 0;
  const char* name = lua_tolstring(lua, 1, &size);
  if (!add_handle(chisel, {name, size})) return raise(lua, chisel);
  lua_pushlightuserdata(lua, &chisel.handles_.back());
  return 1;
}

bool ChiselAccess::store_filter(Chisel& chisel, std::string_view text) {
  if (text.find_first_not_of(" \t\n") == std::string_view::npos) {
    chisel.filter_.reset();
    return true;
  }
  Result<Filter> filter = Filter::compile(text, nullptr);
  if (!filter) {
    chisel.text_ = as_message(filter.error());
    return false;
  }
  chisel.filter_ = filter.take();
  return true;
}

int ChiselAccess::set_filter(lua_State* lua) {
  Chisel& chisel = of(lua);
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  if (!store_filter(chisel, {text, size})) return raise(lua, chisel);
  return 0;
}

bool ChiselAccess::store_format(Chisel& chisel, std::string_view text) {
  const bool is_default = text.empty() || text == "default";
  Result<LineFormat> format =
      LineFormat::parse(is_default ? chisel.host_->facts().default_format : text);
  if (!format) {
    chisel.text_ = as_message(format.error());
    return false;
  }
  chisel.format_ = format.take();
  return true;
}

int ChiselAccess::set_event_formatter(lua_State* lua) {
  Chisel& chisel = of(lua);
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  needs_host(lua, chisel);
  if (!store_format(chisel, {text, size})) return raise(lua, chisel);
  return 0;
}

int ChiselAccess::store_interval(lua_State* lua, double ns, bool from_first_event) {
  Chisel& chisel = of(lua);
  if (!(ns >= kMinIntervalNs) || ns > 9e18) {
    return raise(lua, "an interval is at least 1000000 ns, a millisecond");
  }
  if (chisel.phase_ == Chisel::Phase::kEvent) {
    return raise(lua, "intervals are set before the first event, or in on_interval()");
  }
  chisel.interval_ns_ = static_cast<uint64_t>(ns);
  chisel.interval_from_first_event_ = from_first_event;
  return 0;
}

int ChiselAccess::set_interval_s(lua_State* lua) {
  return store_interval(lua, luaL_checknumber(lua, 1) * 1e9, false);
}
int ChiselAccess::set_interval_ns(lua_State* lua) {
  return store_interval(lua, luaL_checknumber(lua, 1), false);
}
int ChiselAccess::set_precise_interval_ns(lua_State* lua) {
  return store_interval(lua, luaL_checknumber(lua, 1), true);
}

int ChiselAccess::exec(lua_State* lua) {
  Chisel& chisel = of(lua);
  if (chisel.phase_ != Chisel::Phase::kInit) {
    return raise(lua, "chisel.exec() may be called from on_init() only");
  }
  const int count = lua_gettop(lua);
  if (count < 1 || static_cast<size_t>(count) > kMaxExecWords) {
    return raise(lua, "chisel.exec() takes the name of a chisel and its arguments");
  }
  for (int i = 1; i <= count; ++i) {
    if (!lua_isstring(lua, i)) {
      lua_pushfstring(lua, "argument %d of chisel.exec() is %s, not a text", i,
                      luaL_typename(lua, i));
      chisel.exec_words_.clear();
      return raise(lua, lua_tostring(lua, -1));
    }
  }
  chisel.exec_words_.clear();
  for (int i = 1; i <= count; ++i) {
    size_t size = 0;
    const char* word = lua_tolstring(lua, i, &size);
    chisel.exec_words_.emplace_back(word, size);
  }
  return 0;
}

}  // namespace sonde
