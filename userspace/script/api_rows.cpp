// The functions that scripts see: library, name, arguments and results, sentence. open_libraries()
// makes them known to Lua, docs/scripting-api.md is made from them. A new function is a row here
// and a member of ChiselAccess.
// SPDX-License-Identifier: Apache-2.0
#include "script/chisel_access.h"

namespace sonde {

std::span<const ApiRow> api_rows() {
  using A = ChiselAccess;
  static constexpr ApiRow kRows[] = {
      {"chisel", "request_field", "(name) -> handle",
       "What `evt.field()` takes to read the field. Name and key are those of filters: "
       "`proc.aname[2]`, `evt.arg.path`, `evt.rawarg.res`. An unknown field is an error.",
       A::request_field},
      {"chisel", "set_filter", "(text)",
       "From now on `on_event()` is called for events that this filter lets pass, of those that "
       "pass the filter of the command line. `\"\"` removes it.",
       A::set_filter},
      {"chisel", "set_event_formatter", "(format)",
       "Each event for which `on_event()` returns true is printed in this format, that of `-p`; "
       "`\"\"` or `\"default\"` is the default format. With `-j` it is a JSON object.",
       A::set_event_formatter},
      {"chisel", "set_interval_s", "(seconds)",
       "Call `on_interval()` at each multiple of this time: once each, in order, also when nothing "
       "happens.",
       A::set_interval_s},
      {"chisel", "set_interval_ns", "(nanoseconds)",
       "The same in nanoseconds; at least a millisecond.", A::set_interval_ns},
      {"chisel", "set_precise_interval_ns", "(nanoseconds)",
       "The same, counted from the first event.", A::set_precise_interval_ns},
      {"chisel", "exec", "(name, argument...)",
       "Another chisel takes the place of this one, with these arguments. From `on_init()` only.",
       A::exec},

      {"evt", "field", "(handle) -> value",
       "The field of the event; nil when it has none, and for a nil handle. Numbers are numbers, "
       "texts, paths and addresses are strings, data is a string of its bytes, of a list the first "
       "value. A number of more than 53 bits loses its last bits: see `evt.field64()`.",
       A::field},
      {"evt", "field64", "(handle) -> value",
       "The field as LuaJIT's `int64_t` or `uint64_t`, with all its bits; nil when it is no whole "
       "number. `string.format(\"%d\", value)` prints it.",
       nullptr},
      {"evt", "get_num", "() -> number", "The number of the event.", A::get_num},
      {"evt", "get_ts", "() -> seconds, nanoseconds", "The time of the event, in two numbers.",
       A::get_ts},
      {"evt", "get_type", "() -> name", "The name of the event, such as `openat`.", A::get_type},
      {"evt", "get_cpuid", "() -> number", "The CPU that the event came from.", A::get_cpuid},

      {"sysdig", "is_live", "() -> boolean", "True for the live machine, false for a capture.",
       A::is_live},
      {"sysdig", "is_tty", "() -> boolean", "True when standard output is a terminal.", A::is_tty},
      {"sysdig", "has_color", "() -> boolean",
       "True when colours are wanted: `--color`, `NO_COLOR` and the terminal say so.",
       A::has_color},
      {"sysdig", "get_terminal_info", "() -> {width, height}",
       "Columns and lines of the terminal; -1 when there is none.", A::get_terminal_info},
      {"sysdig", "get_filter", "() -> text", "The filter of the command line.", A::get_filter},
      {"sysdig", "set_filter", "(text)",
       "Replaces the filter of the command line. In `on_init()` only.", A::set_capture_filter},
      {"sysdig", "set_snaplen", "(bytes)",
       "Bytes that are kept of each data buffer of the live machine, unless the user chose with "
       "`-s`. In `on_init()` only.",
       A::set_snaplen},
      {"sysdig", "set_output_format", "(name)",
       "How data is shown as text: `normal`, `hex`, `hexascii`, `ascii`, `base64`; unless the user "
       "chose with `-A`, `-b`, `-x` or `-X`. In `on_init()` only.",
       A::set_output_format},
      {"sysdig", "get_output_format", "() -> name", "`json` with `-j`, else `normal`.",
       A::get_output_format},
      {"sysdig", "set_fatfile_dump_mode", "(boolean)", "Accepted, without effect: `-F` decides.",
       A::set_fatfile_dump_mode},
      {"sysdig", "is_print_container_data", "() -> boolean", "True with `-pc`, `-pk` and `-pm`.",
       A::is_print_container_data},
      {"sysdig", "get_machine_info", "() -> table",
       "`num_cpus`, `memory_size_bytes`, `max_pid`, `hostname` of the machine of the capture. From "
       "`on_capture_start()` on, as the next five.",
       A::get_machine_info},
      {"sysdig", "get_thread_table", "([filter]) -> table",
       "All threads by number: `tid pid ptid comm exe cwd container_id flags fdlimit uid gid "
       "username nchilds vmsize_kb vmrss_kb vmswap_kb pfmajor pfminor clone_ts args env fdtable`. "
       "`fdtable` has for each descriptor `name` and `type`, and for sockets `sip sport is_server "
       "l4proto`, when connected `cip cport`. With a filter: the descriptors that it lets pass, "
       "and "
       "threads that have one.",
       A::get_thread_table},
      {"sysdig", "get_thread_table_nofds", "([filter]) -> table", "The same without descriptors.",
       A::get_thread_table_nofds},
      {"sysdig", "get_thread_table_barebone", "([filter]) -> table",
       "Threads with `tid`, `pid` and `fdtable` only.", A::get_thread_table_barebone},
      {"sysdig", "get_thread_table_barebone_nofds", "([filter]) -> table",
       "Threads with `tid` and `pid` only.", A::get_thread_table_barebone_nofds},
      {"sysdig", "get_container_table", "() -> list",
       "Containers: `id`, `name`, `image`, `type` of each.", A::get_container_table},
      {"sysdig", "get_evtsource_name", "() -> text",
       "The name of the capture file; empty for the live machine.", A::get_evtsource_name},
      {"sysdig", "get_firstevent_ts", "() -> text",
       "The time of the first event, in nanoseconds as a text of digits.", A::get_firstevent_ts},
      {"sysdig", "get_lastevent_ts", "() -> text", "The same of the last event so far.",
       A::get_lastevent_ts},
      {"sysdig", "make_ts", "(seconds, nanoseconds) -> text",
       "A time as a text of digits, without losing bits.", A::make_ts},
      {"sysdig", "add_ts", "(a, b) -> text", "The sum of two such times.", A::add_ts},
      {"sysdig", "subtract_ts", "(a, b) -> text", "Their difference.", A::subtract_ts},
      {"sysdig", "get_read_progress", "() -> number", "How much of the input was read, in percent.",
       A::get_read_progress},
      {"sysdig", "run_app", "(arguments)",
       "Runs sonde again when this run is over. Without `--trust-scripts` it may read this "
       "capture, "
       "with `-r`, and write a file that is an argument of the chisel, with `-w`; `-F` and `-q` "
       "are "
       "allowed, too.",
       A::run_app},
      {"sysdig", "end_capture", "()", "The run ends after this event, with status 0.",
       A::end_capture},
      {"sysdig", "log", "(text, severity)",
       "A message on standard error: `info`, `warning`, `error`, `critical`; `debug` is not shown.",
       A::log},
      {"sysdig", "udp_setpeername", "(ip, port)",
       "Where `udp_send()` sends. Needs "
       "`--trust-scripts`.",
       A::udp_setpeername},
      {"sysdig", "udp_send", "(text)", "Sends one UDP datagram.", A::udp_send},
      {"sysdig", "push_metric", "(name, value, tags)",
       "Accepted, without effect: it is for programs that have sysdig inside.", A::push_metric},
  };
  return kRows;
}

}  // namespace sonde
