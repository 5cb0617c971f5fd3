// The library evt: what an event holds. evt.field() is called for every event and every field that
// a script asks for; numbers go to Lua without memory being taken.
// SPDX-License-Identifier: Apache-2.0
#include "schema/event_table.h"
#include "schema/socket_address.h"
#include "script/chisel_access.h"

namespace sonde {

int ChiselAccess::push_value(lua_State* lua, Chisel& chisel, const Value& value) {
  switch (value.kind) {
    case Value::Kind::kNone:
      lua_pushnil(lua);
      break;
    case Value::Kind::kInt:
      lua_pushnumber(lua, static_cast<double>(value.i));
      break;
    case Value::Kind::kUint:
      lua_pushnumber(lua, static_cast<double>(value.u));
      break;
    case Value::Kind::kBool:
      lua_pushboolean(lua, value.b);
      break;
    case Value::Kind::kDouble:
      lua_pushnumber(lua, value.d);
      break;
    case Value::Kind::kText:
    case Value::Kind::kBytes:
      lua_pushlstring(lua, value.data, value.size);
      break;
    case Value::Kind::kAddress:
      chisel.text_.clear();
      append_ip(chisel.text_, *value.address);
      lua_pushlstring(lua, chisel.text_.data(), chisel.text_.size());
      break;
    case Value::Kind::kList:
      if (value.size == 0) {
        lua_pushnil(lua);
      } else {
        return push_value(lua, chisel, value.list[0]);
      }
      break;
  }
  return 1;
}

int ChiselAccess::field(lua_State* lua) {
  Chisel& chisel = of(lua);
  if (lua_type(lua, 1) != LUA_TLIGHTUSERDATA) [[unlikely]] {
    // Scripts of sysdig use 0 for a field that is not there.
    if (!lua_isnoneornil(lua, 1) && !(lua_isnumber(lua, 1) && lua_tonumber(lua, 1) == 0)) {
      return raise(lua, "evt.field() takes what chisel.request_field() gave");
    }
    lua_pushnil(lua);
    return 1;
  }
  if (!chisel.moment_) [[unlikely]] {
    lua_pushnil(lua);
    return 1;
  }
  auto& handle = *static_cast<Chisel::Handle*>(lua_touserdata(lua, 1));
  if (handle.as_text) [[unlikely]] {
    chisel.text_.clear();
    if (handle.operand.append(chisel.text_, *chisel.moment_)) {
      lua_pushlstring(lua, chisel.text_.data(), chisel.text_.size());
    } else {
      lua_pushnil(lua);
    }
    return 1;
  }
  return push_value(lua, chisel, handle.operand.get(*chisel.moment_));
}

// Upper and lower half of a whole number, and whether it is one without a sign; nothing for other
// values. lua_libraries.cpp makes evt.field64() of it.
int ChiselAccess::field_halves(lua_State* lua) {
  Chisel& chisel = of(lua);
  if (lua_type(lua, 1) != LUA_TLIGHTUSERDATA || !chisel.moment_) return 0;
  auto& handle = *static_cast<Chisel::Handle*>(lua_touserdata(lua, 1));
  const Value value = handle.operand.get(*chisel.moment_);
  if (value.kind != Value::Kind::kInt && value.kind != Value::Kind::kUint) return 0;
  lua_pushnumber(lua, static_cast<double>(value.u >> 32));
  lua_pushnumber(lua, static_cast<double>(value.u & 0xFFFFFFFF));
  lua_pushboolean(lua, value.kind == Value::Kind::kUint);
  return 3;
}

int ChiselAccess::get_num(lua_State* lua) {
  const Moment* moment = of(lua).moment_;
  if (!moment) return 0;
  lua_pushnumber(lua, static_cast<double>(moment->event->num));
  return 1;
}

int ChiselAccess::get_ts(lua_State* lua) {
  const uint64_t ts_ns = of(lua).ts_ns_;
  lua_pushnumber(lua, static_cast<double>(ts_ns / 1'000'000'000));
  lua_pushnumber(lua, static_cast<double>(ts_ns % 1'000'000'000));
  return 2;
}

int ChiselAccess::get_type(lua_State* lua) {
  const Moment* moment = of(lua).moment_;
  if (!moment) return 0;
  const std::string_view name = moment->row().name;
  lua_pushlstring(lua, name.data(), name.size());
  return 1;
}

int ChiselAccess::get_cpuid(lua_State* lua) {
  const Moment* moment = of(lua).moment_;
  if (!moment) return 0;
  lua_pushnumber(lua, moment->event->cpu);
  return 1;
}

}  // namespace sonde
