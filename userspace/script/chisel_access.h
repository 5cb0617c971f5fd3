// ChiselAccess: the functions that scripts see, as Lua wants them, with access to their chisel. The
// rows in api_rows.cpp give them their names and sentences; they are in api_chisel.cpp,
// api_evt.cpp, api_sysdig.cpp, api_tables.cpp and lua_libraries.cpp. An error leaves a function by
// longjmp: what has a destructor lives in the chisel, or in a function that has returned by then.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <lua.hpp>
#include <span>
#include <string_view>

#include "script/chisel.h"

namespace sonde {

struct ApiRow {
  const char* library;
  const char* name;
  const char* signature;  // "(name) -> handle"
  const char* doc;
  lua_CFunction function;
};

std::span<const ApiRow> api_rows();

struct ChiselAccess {
  static Chisel& of(lua_State* lua) {
    return *static_cast<Chisel*>(lua_touserdata(lua, lua_upvalueindex(1)));
  }
  // Raises chisel.text_ with the place in the script before it.
  static int raise(lua_State* lua, Chisel& chisel);
  static int raise(lua_State* lua, const char* sentence);

  // Makes the libraries of the language and of the rows known to the chisel's state.
  static bool open_libraries(Chisel& chisel);
  static bool load_text(Chisel& chisel, const std::string& path);

  // chisel
  static int request_field(lua_State* lua);
  static int set_filter(lua_State* lua);
  static int set_event_formatter(lua_State* lua);
  static int set_interval_s(lua_State* lua);
  static int set_interval_ns(lua_State* lua);
  static int set_precise_interval_ns(lua_State* lua);
  static int exec(lua_State* lua);
  // evt
  static int field(lua_State* lua);
  static int field_halves(lua_State* lua);
  static int get_num(lua_State* lua);
  static int get_ts(lua_State* lua);
  static int get_type(lua_State* lua);
  static int get_cpuid(lua_State* lua);
  // sysdig
  static int is_live(lua_State* lua);
  static int is_tty(lua_State* lua);
  static int has_color(lua_State* lua);
  static int get_terminal_info(lua_State* lua);
  static int get_filter(lua_State* lua);
  static int set_capture_filter(lua_State* lua);
  static int set_snaplen(lua_State* lua);
  static int set_output_format(lua_State* lua);
  static int get_output_format(lua_State* lua);
  static int set_fatfile_dump_mode(lua_State* lua);
  static int is_print_container_data(lua_State* lua);
  static int get_machine_info(lua_State* lua);
  static int get_thread_table(lua_State* lua);
  static int get_thread_table_nofds(lua_State* lua);
  static int get_thread_table_barebone(lua_State* lua);
  static int get_thread_table_barebone_nofds(lua_State* lua);
  static int get_container_table(lua_State* lua);
  static int get_evtsource_name(lua_State* lua);
  static int get_firstevent_ts(lua_State* lua);
  static int get_lastevent_ts(lua_State* lua);
  static int make_ts(lua_State* lua);
  static int add_ts(lua_State* lua);
  static int subtract_ts(lua_State* lua);
  static int get_read_progress(lua_State* lua);
  static int run_app(lua_State* lua);
  static int end_capture(lua_State* lua);
  static int log(lua_State* lua);
  static int udp_setpeername(lua_State* lua);
  static int udp_send(lua_State* lua);
  static int push_metric(lua_State* lua);
  // Of the language, in place of Lua's own
  static int print(lua_State* lua);
  static int write(lua_State* lua);
  static int write_error(lua_State* lua);
  static int flush(lua_State* lua);
  static int open_file(lua_State* lua);
  static int write_file(lua_State* lua);
  static int require(lua_State* lua);
  static int load_string(lua_State* lua);
  static int exit(lua_State* lua);

 private:
  static bool add_handle(Chisel& chisel, std::string_view name);
  static bool store_filter(Chisel& chisel, std::string_view text);
  static bool store_format(Chisel& chisel, std::string_view text);
  static int store_interval(lua_State* lua, double ns, bool from_first_event);
  static bool push_bytes_or_text(lua_State* lua, Chisel& chisel, Chisel::Handle& handle);
  static int push_value(lua_State* lua, Chisel& chisel, const Value& value);
  static bool needs_host(lua_State* lua, Chisel& chisel);
  static bool ask_host(Chisel& chisel, Result<void> answer);
  static int push_threads(lua_State* lua, bool descriptors, bool barebone);
  static bool compile_list_filter(Chisel& chisel, std::string_view text);
  static bool find_module(Chisel& chisel, std::string_view name);
  static bool open_output_file(Chisel& chisel, std::string_view path, std::string_view mode);
  static int append_output(lua_State* lua, Chisel& chisel, int first, int last);
  static void open_own_functions(lua_State* lua, Chisel& chisel);
  static void open_rows(lua_State* lua, Chisel& chisel);
};

}  // namespace sonde
