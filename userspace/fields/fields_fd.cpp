// Fields of the descriptor that an event works on: number, kind, name, place, device.
// What is special to network connections is in fields_fd_net.cpp; the class is put together here.
// Only events that create, use or destroy a descriptor have these fields.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "fields/classes.h"
#include "fields/event_kinds_of.h"
#include "fields/fd_rows.h"
#include "fields/fd_text.h"
#include "fields/params.h"
#include "fields/process_text.h"
#include "fields/result_params.h"
#include "schema/socket_address.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

bool acts_on_fd(const Moment& moment) {
  if (!moment.thread || !(moment.row().flags & kAboutFd)) return false;
  return moment.fd_num != -1 || !(moment.row().flags & kMayLackFd);
}

Value get_num(const Moment& moment, FieldUse&) {
  return acts_on_fd(moment) ? Value::integer(moment.fd_num) : Value::none();
}

Value get_type(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  return fd ? Value::text(fd_type_name(fd->type)) : Value::none();
}

Value letter_text(char letter) {
  static constexpr auto kLetters = [] {
    std::array<char, 128> all{};
    for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i);
    return all;
  }();
  return Value::text({&kLetters[static_cast<size_t>(letter) & 127], 1});
}

Value get_type_letter(const Moment& moment, FieldUse&) {
  if (const Descriptor* fd = fd_of(moment)) return letter_text(fd_type_letter(fd->type));
  if (!acts_on_fd(moment)) return Value::none();
  return letter_text(fd_letter_of_call(moment.event->id));
}

// A name for a call that gave no descriptor, from its parameters: what a failed open wanted to
// open, what a failed connect wanted to reach. Empty for other calls; none for their enter events.

Value path_name(const Moment& moment, const Call& call, int name_index, int dirfd_index) {
  const std::string_view path = call.text(name_index);
  if (path.empty() || path == "(NULL)") return Value::text(kNotKnown);
  if (path.front() == '/') return Value::text(path);
  const int64_t dirfd = dirfd_index < 0 ? kAtCwd : call.get<int64_t>(dirfd_index, kAtCwd);
  std::string_view dir = moment.state->cwd_of(*moment.thread);
  if (dirfd != kAtCwd) {
    const Descriptor* directory = moment.state->find_fd(*moment.thread, dirfd);
    if (!directory) return Value::text(concatenate({"<UNKNOWN>", path}, *moment.scratch));
    dir = directory->name;
  }
  if (!dir.ends_with('/')) dir = concatenate({dir, "/"}, *moment.scratch);
  return Value::text(moment.scratch->copy(join_path(dir, path)));
}

Value tuple_name(const Moment& moment, Bytes param) {
  SocketTuple tuple;
  std::string text;
  if (!parse_socket_tuple(param, tuple)) return Value::text("NULL");
  if (tuple.family == Family::kUnix) {
    append_hex(text, tuple.unix_source);
    text.append("->");
    append_hex(text, tuple.unix_dest);
    text.append(1, ' ').append(tuple.path);
  } else {
    append_tuple(text, tuple.source, tuple.source_port, tuple.dest, tuple.dest_port);
  }
  return Value::text(moment.scratch->copy(text));
}

Value name_from_params(const Moment& moment) {
  if (!moment.row().exit) return Value::none();
  const Call call = moment.call();
  const EventRow& row = call.row();
  switch (row.effect.effect) {
    case Effect::OPENS: {
      // The path of a handle is the kernel's answer, not what the caller asked for.
      const int name = row.param_index("name");
      if (name < 0) return Value::text({});
      return path_name(moment, call, name, row.param_index("dirfd"));
    }
    case Effect::CONNECTS:
    case Effect::ACCEPTS:
      return tuple_name(moment, call.param(row.param_index("tuple")));
    default:
      return Value::text({});
  }
}

// A socket that did not connect keeps the name it had; the event tells what it wanted.
bool is_failed_connect(const Moment& moment) {
  if (moment.row().effect.effect != Effect::CONNECTS) return false;
  constexpr int64_t kInProgress = -115;
  const int64_t result = value_of<int64_t>(moment.event->param(0), 0);
  return result < 0 && result != kInProgress;
}

Value name_value(const Moment& moment) {
  if (const Descriptor* fd = fd_of(moment)) {
    return is_failed_connect(moment) ? name_from_params(moment) : Value::text(fd->name);
  }
  return acts_on_fd(moment) ? name_from_params(moment) : Value::none();
}

Value get_name(const Moment& moment, FieldUse&) { return name_value(moment); }

Value directory_value(const Moment& moment) {
  const Descriptor* fd = fd_of(moment);
  if (!fd && !acts_on_fd(moment)) return Value::none();
  if (fd && fd->is_directory()) return Value::text(fd->name);
  if (fd && !fd->is_file()) return Value::none();
  const Value name = fd ? Value::text(fd->name) : name_from_params(moment);
  if (!name.exists()) return name;
  const std::string_view path = name.as_view();
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || slash == 0) return Value::text("/");
  return slash + 1 == path.size() ? name : Value::text(path.substr(0, slash));
}

Value get_directory(const Moment& moment, FieldUse&) { return directory_value(moment); }

Value get_filename(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd || !fd->is_file()) return Value::none();
  const std::string_view path = fd->name;
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos || path.size() == 1) return Value::text("/");
  return Value::text(path.substr(slash + 1));
}

Value with_container(const Moment& moment, Value text) {
  if (!text.exists()) return text;
  return Value::text(concatenate({moment.thread->info->container_id.view(), ":", text.as_view()},
                                 *moment.scratch));
}

Value get_container_name(const Moment& moment, FieldUse&) {
  return with_container(moment, name_value(moment));
}
Value get_container_directory(const Moment& moment, FieldUse&) {
  return with_container(moment, directory_value(moment));
}

Value get_uid(const Moment& moment, FieldUse&) {
  if (!acts_on_fd(moment)) return Value::none();
  std::string text;
  append_signed(text, moment.thread->tid);
  append_signed(text, moment.fd_num);
  return Value::text(moment.scratch->copy(text));
}

Value get_name_changed(const Moment& moment, FieldUse&) {
  return fd_of(moment) ? Value::boolean(moment.fd_name_changed) : Value::none();
}

// Device numbers as user space gets them: minor in bits 0-7 and 20-31, major in bits 8-19.
Value get_dev(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  return fd ? Value::uinteger(fd->dev) : Value::none();
}
Value get_dev_major(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  return fd ? Value::uinteger((fd->dev >> 8) & 0xFFF) : Value::none();
}
Value get_dev_minor(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  return fd ? Value::uinteger((fd->dev & 0xFF) | ((fd->dev >> 12) & 0xFFF00)) : Value::none();
}

Value get_ino(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  return fd ? Value::uinteger(fd->ino) : Value::none();
}

Value get_name_raw(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  if (!fd || fd->name_raw.empty()) return Value::none();
  const std::string_view raw = fd->name_raw;
  if (raw.find("//") == std::string_view::npos) return Value::text(raw);
  char* text = moment.scratch->allocate(raw.size());
  char* end = std::unique_copy(raw.begin(), raw.end(), text,
                               [](char a, char b) { return a == '/' && b == '/'; });
  return Value::text({text, static_cast<size_t>(end - text)});
}

template <uint16_t kFlag>
Value get_flag(const Moment& moment, FieldUse&) {
  const Descriptor* fd = fd_of(moment);
  return fd ? Value::boolean(fd->flags & kFlag) : Value::none();
}

// The kinds of all open descriptors, each once; with an index the kind of that descriptor.
Value get_types(const Moment& moment, FieldUse& use) {
  if (!acts_on_fd(moment)) return Value::none();
  if (use.has_arg) {
    const Descriptor* fd = moment.state->find_fd(*moment.thread, use.index);
    if (!fd) return Value::none();
    Value* one = moment.scratch->array<Value>(1);
    *one = Value::text(fd_type_name(fd->type));
    return Value::list_of({one, 1});
  }
  constexpr size_t kKinds = 32;
  Value* kinds = moment.scratch->array<Value>(kKinds);
  size_t count = 0;
  uint32_t seen = 0;
  moment.state->fds_of(*moment.thread).for_each([&](int64_t, const Descriptor& fd) {
    const auto kind = static_cast<uint32_t>(fd.type);
    if (kind >= kKinds || (seen >> kind & 1)) return;
    seen |= 1u << kind;
    const std::string_view name = fd_type_name(fd.type);
    for (size_t i = 0; i < count; ++i) {
      if (kinds[i].as_view() == name) return;
    }
    kinds[count++] = Value::text(name);
  });
  return Value::list_of({kinds, count});
}

constexpr Field kRows[] = {
    {"fd.num", Type::INT64, Format::ID, ArgRule::kNone, 0,
     "Number of the descriptor; -1 when the call got none.", get_num,
     kOnEvent.looks_at(kRowThread, is_about_fd)},
    {"fd.type", Type::CHARBUF, Format::DEC, ArgRule::kNone, 0,
     "Kind of the descriptor: file, directory, ipv4, ipv6, unix, pipe, event, signalfd, "
     "eventpoll, inotify, timerfd, netlink, bpf, userfaultfd, io_uring, memfd or pidfd.",
     get_type, kOnFd},
    {"fd.typechar", Type::CHARBUF, Format::DEC, ArgRule::kNone, 0,
     "Kind of the descriptor as one letter: f file, d directory, 4 and 6 internet, u unix, p pipe, "
     "e event, s signalfd, l eventpoll, i inotify, t timerfd, n netlink, o unknown, ...",
     get_type_letter, kOnFdAndKind},
    {"fd.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "What the descriptor stands for: the path of a file, the two ends of a connection, the "
     "address of a listening socket. Failed opens and connects show what they were about.",
     get_name, kOnFd.or_params()},
    {"fd.directory", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Directory of a file, or the directory itself.", get_directory, kOnFd.or_params()},
    {"fd.filename", Type::CHARBUF, Format::NA, ArgRule::kNone, 0, "Last part of a file's path.",
     get_filename, kOnFd},
    {"fd.uid", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Numbers of thread and descriptor in one word, as a key.", get_uid,
     kOnEvent.looks_at(kRowThread, is_about_fd)},
    {"fd.containername", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Container's id, a colon and fd.name; nothing before the colon on the host.",
     get_container_name, kOnThreadAndFd.or_params()},
    {"fd.containerdirectory", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Container's id, a colon and fd.directory; nothing before the colon on the host.",
     get_container_directory, kOnThreadAndFd.or_params()},
    {"fd.name_changed", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when this event gave the descriptor another name, as sendto does to UDP sockets.",
     get_name_changed, kOnEvent.looks_at(kRowThread, is_about_fd)},
    {"fd.dev", Type::INT32, Format::HEX, ArgRule::kNone, 0, "Device that the file lies on.",
     get_dev, kOnFd},
    {"fd.dev.major", Type::INT32, Format::DEC, ArgRule::kNone, 0,
     "Major number of the device that the file lies on.", get_dev_major, kOnFd},
    {"fd.dev.minor", Type::INT32, Format::DEC, ArgRule::kNone, 0,
     "Minor number of the device that the file lies on.", get_dev_minor, kOnFd},
    {"fd.ino", Type::INT64, Format::DEC, ArgRule::kNone, 0, "Inode of the file.", get_ino, kOnFd},
    {"fd.nameraw", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Path as the program passed it, but for repeated slashes.", get_name_raw, kOnFd},
    {"fd.types", Type::CHARBUF, Format::DEC, ArgRule::kIndex, kList | kNoRightSide,
     "Kinds of all open descriptors of the process, each once; fd.types[0] is the kind of "
     "descriptor 0.",
     get_types, kOnEvent.looks_at(kRowThread | kRowTable, is_about_fd)},
    {"fd.is_upper_layer", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the file lies in the upper layer of an overlayfs.",
     get_flag<Descriptor::kUpperLayer>, kOnFd},
    {"fd.is_lower_layer", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the file lies in a lower layer of an overlayfs.", get_flag<Descriptor::kLowerLayer>,
     kOnFd},
    {"fd.connected", Type::BOOL, Format::NA, ArgRule::kNone, 0,
     "True when the socket is connected.", get_flag<Descriptor::kConnected>, kOnFd},
};

std::vector<Field> join_groups() {
  std::vector<Field> all(std::begin(kRows), std::end(kRows));
  const std::span<const Field> net = fd_net_rows();
  all.insert(all.end(), net.begin(), net.end());
  return all;
}

const std::vector<Field> kJoined = join_groups();

}  // namespace

const Descriptor* fd_of(const Moment& moment) { return acts_on_fd(moment) ? moment.fd : nullptr; }

const std::span<const Field> kFdFields = kJoined;

}  // namespace sonde
