// The text in parentheses behind a parameter's value: what its number stands for; see params.h.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "base/text.h"
#include "fields/call_names.h"
#include "fields/fd_text.h"
#include "fields/params.h"
#include "fields/service_names.h"
#include "fields/strace_names.h"
#include "fields/struct_text.h"
#include "schema/private_events.h"
#include "schema/socket_address.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

namespace {

bool append_errno_name(std::string& out, int64_t value) {
  if (value >= 0) return false;
  const std::string_view name = errno_name(-value);
  out += name;
  return !name.empty();
}

bool append_fd_name(ParamText& to, int64_t fd) {
  if (fd >= 0) {
    if (!to.moment.thread || !to.moment.state) return false;
    const Descriptor* found = to.moment.state->find_fd(*to.moment.thread, fd);
    if (!found) return false;
    append_descriptor(to, *found);
    return true;
  }
  if (fd == kAtCwd) {
    to.out += "AT_FDCWD";
    return true;
  }
  return append_errno_name(to.out, fd);
}

bool append_comm(ParamText& to, int64_t tid) {
  if (!to.moment.state) return false;
  const Thread* thread = to.moment.state->find_thread(tid);
  if (!thread || !thread->info->valid) return false;
  const std::string_view comm = thread->info->comm;
  append_captured(to.out, comm, to.moment, to.visible);
  return !comm.empty();
}

std::string_view container_of(const Moment& moment) {
  return moment.thread ? moment.thread->info->container_id.view() : std::string_view();
}

bool append_user(ParamText& to, Bytes bytes, bool group) {
  if (bytes.size() < 4) return false;
  const uint32_t id = load<uint32_t>(bytes.data());
  if (id == kNoId) {
    to.out += "<NONE>";
    return true;
  }
  std::string_view name = "<NA>";
  if (to.moment.state) {
    // What a container calls its users is often not recorded; the host's names stand in.
    const Users& users = to.moment.state->users();
    const std::string_view container = container_of(to.moment);
    if (group) {
      const GroupInfo* found = users.find_group(container, id);
      if (!found && !container.empty()) found = users.find_group("", id);
      if (found) name = found->name;
    } else {
      const UserInfo* found = users.find_user(container, id);
      if (!found && !container.empty()) found = users.find_user("", id);
      if (found) name = found->name;
    }
  }
  append_captured(to.out, name, to.moment, to.visible);
  return !name.empty();
}

bool append_absolute_path(ParamText& to, const ShownParam& param, Bytes bytes) {
  if (bytes.empty()) return false;
  const std::string_view path = text_of(bytes);
  if (!path.empty() && path[0] == '/') return false;
  if (path.empty() && param.type == Type::FSPATH) return false;
  if (path == "<NA>") return false;  // the recorder could not read it
  const int64_t dirfd = param.row ? directory_of(to.event, *param.row) : kAtCwd;
  const std::string absolute = absolute_path(to.moment, path, dirfd, "");
  append_captured(to.out, absolute, to.moment, to.visible);
  return !absolute.empty();
}

bool append_seconds_of(std::string& out, Bytes bytes) {
  const uint64_t ns = value_of<uint64_t>(bytes, ~uint64_t{0});
  if (ns == ~uint64_t{0}) return false;
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, static_cast<double>(ns) / 1e9,
                                 std::chars_format::general, 6);
  out.append(text, static_cast<size_t>(end.ptr - text));
  out.push_back('s');
  return true;
}

// The name of exactly this value. Where a table has several, the first is the usual one.
bool append_enumerator(std::string& out, const FlagTable* table, uint32_t value) {
  if (!table) return false;
  for (const FlagName& flag : table->rows) {
    if (flag.value != value) continue;
    out += flag.name;
    return true;
  }
  return false;
}

bool append_flags(std::string& out, const ShownParam& param, uint32_t value) {
  return param.row && param.row->flags &&
         append_flag_names(out, *param.row->flags, value & ~param.unnamed_flags);
}

bool append_variant_name(ParamText& to, const ShownParam& param, Bytes bytes) {
  if (bytes.empty() || !param.row || bytes[0] >= param.row->variants.size()) return false;
  const ShownParam variant{{}, param.row->variants[bytes[0]].type, param.format, nullptr, 0};
  return append_resolved_text(to, variant, bytes.subspan(1));
}

// Values that calls.def has a list of names for, as the machine counts them.
bool append_constants(ParamText& to, const ShownParam& param, Bytes bytes) {
  const std::span<const ParamRow> rows = to.event.row().params;
  const StraceNames* names =
      param.row ? strace_names(to.event.id, static_cast<int>(param.row - rows.data())) : nullptr;
  const int width = type_row(param.type).bytes;
  if (!names || width <= 0 || bytes.size() < static_cast<size_t>(width)) return false;
  const size_t start = to.out.size();
  append_strace_names(to.out, *names, strace_unsigned(bytes.first(static_cast<size_t>(width))));
  if (to.out.size() > start && (to.out[start] < '0' || to.out[start] > '9')) return true;
  to.out.resize(start);
  return false;
}

}  // namespace

std::string absolute_path(const Moment& moment, std::string_view path, int64_t dirfd,
                          std::string_view unknown_directory) {
  if (!path.empty() && path[0] == '/') return join_path("", path);
  if (!moment.state || !moment.thread) return join_path(unknown_directory, path);
  std::string directory;
  if (dirfd == kAtCwd) {
    directory = moment.state->cwd_of(*moment.thread);
  } else {
    const Descriptor* found = moment.state->find_fd(*moment.thread, dirfd);
    if (!found) return join_path(unknown_directory, path);
    return join_below(found->name.view(), path);
  }
  return join_path(directory, path);
}

void append_descriptor(ParamText& to, const Descriptor& fd) {
  char text[4] = {'<', fd_type_letter(fd.type), '>', 0};
  size_t length = 3;
  // The protocol of a connection counts once it is known which end is the client.
  if (fd.is_listener() || (fd.is_connected_ip() && fd.has_role())) {
    if (const char letter = l4_letter(fd.l4)) {
      text[2] = letter;
      text[3] = '>';
      length = 4;
    }
  }
  to.out.append(text, length);
  append_descriptor_name(to.out, fd, to.moment, to.visible);
}

void append_descriptor_name(std::string& out, const Descriptor& fd, const Moment& moment,
                            bool visible) {
  if (text_options(moment).resolve_ports && fd.is_ip()) {
    std::string with_numbers;
    if (fd.is_listener())
      append_endpoint(with_numbers, fd.source, fd.source_port);
    else
      append_tuple(with_numbers, fd.source, fd.source_port, fd.dest, fd.dest_port);
    // Sockets may have other names as well: bound ones, unconnected ones.
    if (with_numbers == fd.name.view()) {
      // For the end that accepted, sysdig takes the name of any protocol.
      const bool accepted = !fd.is_listener() && (fd.flags & Descriptor::kServer);
      const L4Proto l4 = accepted ? L4Proto::kUnknown : fd.l4;
      append_service_endpoint(out, fd.source, fd.source_port, l4);
      if (fd.is_listener()) return;
      out += "->";
      return append_service_endpoint(out, fd.dest, fd.dest_port, l4);
    }
  }
  append_captured(out, fd.name, moment, visible);
}

bool append_flag_names(std::string& out, const FlagTable& table, uint32_t value) {
  const uint32_t all = value;
  bool first = true;
  for (const FlagName& flag : table.rows) {
    // A name for zero is meant for nothing but zero.
    if (flag.value ? (value & flag.value) != flag.value : all != 0) continue;
    if (!first) out.push_back('|');
    out += flag.name;
    first = false;
    value &= ~flag.value;
    if (value == 0) break;
  }
  return !first;
}

bool append_resolved_text(ParamText& to, const ShownParam& param, Bytes bytes) {
  switch (param.type) {
    case Type::ERRNO:
      return append_errno_name(to.out, value_of<int64_t>(bytes));
    case Type::FD:
      return bytes.size() >= 8 && append_fd_name(to, load<int64_t>(bytes.data()));
    case Type::PID:
      return bytes.size() >= 8 && append_comm(to, load<int64_t>(bytes.data()));
    case Type::FD32:
      return bytes.size() >= 4 && is_raw_call(to.event.id) &&
             append_fd_name(to, load<int32_t>(bytes.data()));
    case Type::PID32:
      return bytes.size() >= 4 && is_raw_call(to.event.id) &&
             append_comm(to, load<int32_t>(bytes.data()));
    case Type::FSPATH:
    case Type::FSRELPATH:
      return append_absolute_path(to, param, bytes);
    case Type::FLAGS8:
      return bytes.size() >= 1 && append_flags(to.out, param, bytes[0]);
    case Type::FLAGS16:
      return bytes.size() >= 2 && append_flags(to.out, param, load<uint16_t>(bytes.data()));
    case Type::FLAGS32:
    case Type::MODE:
      return bytes.size() >= 4 && append_flags(to.out, param, load<uint32_t>(bytes.data()));
    case Type::ENUMFLAGS8:
      return param.row && bytes.size() >= 1 &&
             append_enumerator(to.out, param.row->flags, bytes[0]);
    case Type::ENUMFLAGS16:
      return param.row && bytes.size() >= 2 &&
             append_enumerator(to.out, param.row->flags, load<uint16_t>(bytes.data()));
    case Type::ENUMFLAGS32:
      return param.row && bytes.size() >= 4 &&
             append_enumerator(to.out, param.row->flags, load<uint32_t>(bytes.data()));
    case Type::UID:
      return append_user(to, bytes, false);
    case Type::GID:
      return append_user(to, bytes, true);
    case Type::SIGTYPE: {
      const std::string_view name = bytes.empty() ? std::string_view() : signal_name(bytes[0]);
      to.out += name;
      return !name.empty();
    }
    case Type::SYSCALLID: {
      if (bytes.size() < 2) return false;
      to.out += call_name(load<uint16_t>(bytes.data()), is_of_pair(to.event));
      return true;
    }
    case Type::RELTIME:
      return append_seconds_of(to.out, bytes);
    case Type::DYN:
      return append_variant_name(to, param, bytes);
    default:
      return is_raw_call(to.event.id) && append_constants(to, param, bytes);
  }
}

}  // namespace sonde
