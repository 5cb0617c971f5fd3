// The tables of the library sysdig: threads with their descriptors, containers, the machine, as
// they are at the event that is looked at.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "fields/fd_text.h"
#include "schema/event_ids.h"
#include "schema/socket_address.h"
#include "script/chisel_access.h"
#include "state/state.h"

namespace sonde {
namespace {

void set_text(lua_State* lua, const char* key, std::string_view value) {
  lua_pushlstring(lua, value.data(), value.size());
  lua_setfield(lua, -2, key);
}
void set_number(lua_State* lua, const char* key, double value) {
  lua_pushnumber(lua, value);
  lua_setfield(lua, -2, key);
}

// A list whose elements end with NUL, as a Lua array.
void set_list(lua_State* lua, const char* key, std::string_view list) {
  lua_newtable(lua);
  for (int i = 1; !list.empty(); ++i) {
    const std::string_view item = list.substr(0, list.find('\0'));
    lua_pushlstring(lua, item.data(), item.size());
    lua_rawseti(lua, -2, i);
    list.remove_prefix(std::min(list.size(), item.size() + 1));
  }
  lua_setfield(lua, -2, key);
}

void set_address(lua_State* lua, const char* key, const IpAddress& address, std::string& text) {
  text.clear();
  append_ip(text, address);
  set_text(lua, key, text);
}

void push_descriptor(lua_State* lua, const Descriptor& fd, std::string& text) {
  lua_createtable(lua, 0, 8);
  set_text(lua, "name", fd.name);
  set_text(lua, "type", fd_type_name(fd.type));
  if (!fd.is_ip()) return;
  set_text(lua, "l4proto", l4_name(fd.l4));
  lua_pushboolean(lua, fd.is_listener() || fd.flags & Descriptor::kServer);
  lua_setfield(lua, -2, "is_server");
  if (fd.is_listener()) {
    set_address(lua, "sip", fd.source, text);
    set_number(lua, "sport", fd.source_port);
    return;
  }
  set_address(lua, "sip", fd.dest, text);
  set_number(lua, "sport", fd.dest_port);
  set_address(lua, "cip", fd.source, text);
  set_number(lua, "cport", fd.source_port);
}

// A user of a container of whose users nothing is known is one of the host's.
std::string_view user_name(const State& state, const ThreadInfo& info) {
  const UserInfo* user = state.users().find_user_or_hosts(info.container_id, info.uid);
  return user ? std::string_view(user->name) : std::string_view("<NA>");
}

void set_thread(lua_State* lua, const State& state, const Thread& thread, std::string& text) {
  const ThreadInfo& info = *thread.info;
  const Thread& leader = state.leader_of(thread);
  set_number(lua, "ptid", static_cast<double>(info.ptid));
  set_text(lua, "comm", info.comm);
  set_text(lua, "exe", info.exe);
  set_text(lua, "cwd", state.cwd_of(thread));
  set_text(lua, "container_id", info.container_id);
  set_number(lua, "flags", info.flags);
  set_number(lua, "fdlimit", static_cast<double>(leader.info->fdlimit));
  set_number(lua, "uid", info.uid);
  set_number(lua, "gid", info.gid);
  set_number(lua, "nchilds", thread.nchilds);
  set_number(lua, "vmsize_kb", thread.vmsize_kb);
  set_number(lua, "vmrss_kb", thread.vmrss_kb);
  set_number(lua, "vmswap_kb", thread.vmswap_kb);
  set_number(lua, "pfmajor", static_cast<double>(thread.pfmajor));
  set_number(lua, "pfminor", static_cast<double>(thread.pfminor));
  text = std::to_string(info.clone_ts_ns);
  set_text(lua, "clone_ts", text);
  set_text(lua, "username", user_name(state, info));
  set_list(lua, "args", info.args);
  set_list(lua, "env", info.env);
}

// What push_threads() works with. The filter and the texts belong to the chisel, for an error of
// Lua leaves without running destructors.
struct Listing {
  lua_State* lua;
  const State& state;
  Filter* filter;  // nullptr = all
  std::string& text;
  Moment moment;
  bool descriptors, barebone;

  bool wants(const Thread& thread, int64_t number, const Descriptor& fd) {
    if (!filter) return true;
    moment.thread = &thread;
    moment.fd = &fd;
    moment.fd_num = number;
    return filter->matches(moment);
  }

  bool wants_any(const Thread& thread) {
    if (!filter) return true;
    bool any = false;
    state.fds_of(thread).for_each(
        [&](int64_t number, const Descriptor& fd) { any = any || wants(thread, number, fd); });
    return any;
  }

  void push(const Thread& thread) {
    if (!thread.info->valid || !wants_any(thread)) return;
    luaL_checkstack(lua, 10, "too many tables");
    lua_createtable(lua, 0, barebone ? 4 : 24);
    set_number(lua, "tid", static_cast<double>(thread.info->tid));
    set_number(lua, "pid", static_cast<double>(thread.info->pid));
    if (!barebone) set_thread(lua, state, thread, text);
    if (descriptors) {
      lua_newtable(lua);
      state.fds_of(thread).for_each([&](int64_t number, const Descriptor& fd) {
        if (!wants(thread, number, fd)) return;
        push_descriptor(lua, fd, text);
        lua_rawseti(lua, -2, static_cast<int>(number));
      });
      lua_setfield(lua, -2, "fdtable");
    }
    lua_rawseti(lua, -2, static_cast<int>(thread.info->tid));
  }
};

}  // namespace

bool ChiselAccess::compile_list_filter(Chisel& chisel, std::string_view text) {
  chisel.list_filter_.reset();
  if (text.find_first_not_of(' ') == std::string_view::npos) return true;
  Result<Filter> filter = Filter::compile(text, nullptr);
  if (filter) {
    chisel.list_filter_ = filter.take();
    return true;
  }
  chisel.text_ = filter.error().what;
  if (!filter.error().hint.empty()) chisel.text_ += "\n" + filter.error().hint;
  return false;
}

int ChiselAccess::push_threads(lua_State* lua, bool descriptors, bool barebone) {
  Chisel& chisel = of(lua);
  if (!chisel.host_ || chisel.phase_ < Chisel::Phase::kStart) {
    return raise(lua, "threads are known from on_capture_start() on");
  }
  size_t size = 0;
  const char* text = luaL_optlstring(lua, 1, "", &size);
  if (!compile_list_filter(chisel, {text, size})) return raise(lua, chisel);
  const State& state = chisel.host_->state();
  // A descriptor is asked about as if it were just read from, whatever the event was.
  RawEvent event;
  event.id = static_cast<uint16_t>(EventId::SYSCALL_READ_X);
  event.ts_ns = chisel.ts_ns_;
  if (chisel.moment_) event.num = chisel.moment_->event->num;
  Moment moment;
  if (chisel.moment_) moment.text = chisel.moment_->text;
  moment.event = &event;
  moment.state = &state;
  moment.scratch = &chisel.scratch_;
  Listing listing{lua,          state,  chisel.list_filter_ ? &*chisel.list_filter_ : nullptr,
                  chisel.text_, moment, descriptors,
                  barebone};
  lua_newtable(lua);
  state.threads().for_each([&](const Thread& thread) { listing.push(thread); });
  chisel.scratch_.reset();
  return 1;
}

int ChiselAccess::get_thread_table(lua_State* lua) { return push_threads(lua, true, false); }
int ChiselAccess::get_thread_table_nofds(lua_State* lua) { return push_threads(lua, false, false); }
int ChiselAccess::get_thread_table_barebone(lua_State* lua) {
  return push_threads(lua, true, true);
}
int ChiselAccess::get_thread_table_barebone_nofds(lua_State* lua) {
  return push_threads(lua, false, true);
}

int ChiselAccess::get_container_table(lua_State* lua) {
  Chisel& chisel = of(lua);
  if (!chisel.host_ || chisel.phase_ < Chisel::Phase::kStart) {
    return raise(lua, "containers are known from on_capture_start() on");
  }
  lua_newtable(lua);
  int count = 0;
  for (const auto& [id, container] : chisel.host_->state().containers().all()) {
    luaL_checkstack(lua, 10, "too many tables");
    lua_createtable(lua, 0, 4);
    set_text(lua, "id", id);
    set_text(lua, "name", container.name);
    set_text(lua, "image", container.image);
    const std::string_view type = container_type_name(container.type);
    set_text(lua, "type", type.empty() ? std::string_view("unknown") : type);
    lua_rawseti(lua, -2, ++count);
  }
  return 1;
}

int ChiselAccess::get_machine_info(lua_State* lua) {
  Chisel& chisel = of(lua);
  if (!chisel.host_ || chisel.phase_ < Chisel::Phase::kStart) {
    return raise(lua, "the machine is known from on_capture_start() on");
  }
  const MachineInfo& machine = chisel.host_->state().machine();
  lua_createtable(lua, 0, 4);
  set_number(lua, "num_cpus", machine.num_cpus);
  set_number(lua, "memory_size_bytes", static_cast<double>(machine.memory_bytes));
  set_number(lua, "max_pid", static_cast<double>(machine.max_pid));
  set_text(lua, "hostname", machine.hostname);
  return 1;
}

}  // namespace sonde
