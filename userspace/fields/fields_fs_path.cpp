// Class "fs.path": the files that a call named, whatever the call calls them.
// One row per call says which of its parameters is the file, the source and the target; adding a
// call is adding a row. Parameters are those of the current layout, so old captures work too.
// SPDX-License-Identifier: Apache-2.0
#include <vector>

#include "fields/classes.h"
#include "fields/event_kinds_of.h"
#include "fields/params.h"
#include "schema/event_params.h"
#include "schema/private_events.h"
#include "state/moment.h"

namespace sonde {

namespace {

constexpr int8_t kNo = -1;
constexpr int8_t kDescriptor = -2;  // the path is the name of the event's descriptor

struct PathCall {
  EventId id;
  int8_t result;  // index of the parameter that tells success
  int8_t name, source, target;
};

#define ONE(event, path) \
  { EventId::event, ev::event::res, ev::event::path, kNo, kNo }
#define TWO(event, from, to) \
  { EventId::event, ev::event::res, kNo, ev::event::from, ev::event::to }
#define OPENED(event) \
  { EventId::event, ev::event::fd, kDescriptor, kNo, kNo }
constexpr PathCall kPathCalls[] = {
    ONE(SYSCALL_MKDIR_2_X, path),
    ONE(SYSCALL_RMDIR_2_X, path),
    ONE(SYSCALL_UNLINK_2_X, path),
    ONE(SYSCALL_STAT_X, path),
    ONE(SYSCALL_LSTAT_X, path),
    ONE(SYSCALL_STAT64_X, path),
    ONE(SYSCALL_LSTAT64_X, path),
    ONE(SYSCALL_NEWFSTATAT_X, path),
    ONE(SYSCALL_ACCESS_X, name),
    ONE(SYSCALL_CHDIR_X, path),
    ONE(SYSCALL_CHROOT_X, path),
    ONE(SYSCALL_MKNOD_X, path),
    ONE(SYSCALL_MKNODAT_X, path),
    ONE(SYSCALL_CHMOD_X, filename),
    ONE(SYSCALL_CHOWN_X, path),
    ONE(SYSCALL_LCHOWN_X, path),
    ONE(SYSCALL_QUOTACTL_X, special),
    ONE(SYSCALL_UMOUNT_1_X, name),
    ONE(SYSCALL_UMOUNT_X, name),
    ONE(SYSCALL_UMOUNT2_X, name),
    ONE(SYSCALL_MKDIRAT_X, path),
    ONE(SYSCALL_UNLINKAT_2_X, name),
    ONE(SYSCALL_FCHMODAT_X, filename),
    ONE(SYSCALL_FCHOWNAT_X, pathname),
    {EventId::SYSCALL_OPEN_X, ev::SYSCALL_OPEN_X::fd, ev::SYSCALL_OPEN_X::name, kNo, kNo},
    {EventId::SYSCALL_CREAT_X, ev::SYSCALL_CREAT_X::fd, ev::SYSCALL_CREAT_X::name, kNo, kNo},
    OPENED(SYSCALL_OPENAT_2_X),
    OPENED(SYSCALL_OPENAT2_X),
    {EventId::SYSCALL_FCHMOD_X, ev::SYSCALL_FCHMOD_X::res, kDescriptor, kNo, kNo},
    {EventId::SYSCALL_FCHOWN_X, ev::SYSCALL_FCHOWN_X::res, kDescriptor, kNo, kNo},
    TWO(SYSCALL_RENAME_X, oldpath, newpath),
    TWO(SYSCALL_RENAMEAT_X, oldpath, newpath),
    TWO(SYSCALL_RENAMEAT2_X, oldpath, newpath),
    // What is made counts as the source, what was there before as the target.
    TWO(SYSCALL_LINK_2_X, newpath, oldpath),
    TWO(SYSCALL_LINKAT_2_X, newpath, oldpath),
    TWO(SYSCALL_SYMLINK_X, linkpath, target),
    TWO(SYSCALL_SYMLINKAT_X, linkpath, target),
    TWO(SYSCALL_MOUNT_X, dev, dir),
};
#undef ONE
#undef TWO
#undef OPENED

// Calls of calls.def: one path is the file, of two the first is the source.
PathCall path_call_of(const EventRow& event) {
  PathCall row{static_cast<EventId>(event.id), 0, kNo, kNo, kNo};
  int8_t found = 0;
  for (size_t i = 0; i < event.params.size(); ++i) {
    const Type type = event.params[i].type;
    if (type != Type::FSPATH && type != Type::FSRELPATH) continue;
    (found++ ? row.target : row.source) = static_cast<int8_t>(i);
  }
  if (found == 1) std::swap(row.name, row.source);
  return row;
}

// By the number of a row; one without any path has no name, no source and no target.
const std::vector<PathCall>& path_calls() {
  static const std::vector<PathCall> kCalls = [] {
    std::vector<PathCall> calls;
    for (const EventRow& row : event_rows()) {
      calls.push_back(is_raw_call(row.id)
                          ? path_call_of(row)
                          : PathCall{static_cast<EventId>(row.id), 0, kNo, kNo, kNo});
    }
    for (const PathCall& row : kPathCalls) calls[static_cast<size_t>(row.id)] = row;
    return calls;
  }();
  return kCalls;
}

const PathCall* path_call(const Moment& moment, const Call& call) {
  return moment.row().exit ? &path_calls()[call.row().id] : nullptr;
}

int64_t directory_of_call(const Call& call, const ParamRow& path) {
  if (path.type != Type::FSRELPATH || path.dirfd < 0) return kAtCwd;
  // Of a register, the lower half counts.
  const bool narrow = call.row().params[static_cast<size_t>(path.dirfd)].type == Type::FD32;
  return narrow ? call.get<int32_t>(path.dirfd, kAtCwd) : call.get<int64_t>(path.dirfd, kAtCwd);
}

enum class Part : uint8_t { kName, kSource, kTarget };

Value path_of(const Moment& moment, Part part, bool raw) {
  const Call call = moment.call();
  const PathCall* row = path_call(moment, call);
  if (!row) return Value::none();
  int8_t index = part == Part::kName     ? row->name
                 : part == Part::kSource ? row->source
                                         : row->target;
  if (index == kDescriptor) {
    const bool failed = call.get<int64_t>(row->result, -1) < 0;
    if (!raw && !failed) return moment.fd ? Value::text(moment.fd->name) : Value::none();
    index = static_cast<int8_t>(call.row().param_index("name"));
    if (index < 0) return moment.fd ? Value::text(moment.fd->name_raw) : Value::none();
  }
  if (index < 0 || !call.has(index)) return Value::none();
  const std::string_view path = call.text(index);
  if (raw) return Value::text(path);
  const ParamRow& param = call.row().params[static_cast<size_t>(index)];
  const std::string absolute =
      absolute_path(moment, path, directory_of_call(call, param), "<UNKNOWN>/");
  return Value::text(moment.scratch->copy(absolute));
}

constexpr Field kFields[] = {
    {"fs.path.name", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Absolute path of the file that a call named, whether it was there or not.",
     [](const Moment& moment, FieldUse&) { return path_of(moment, Part::kName, false); },
     kOnEvent.looks_at(kLooksAtPath, may_name_path)},
    {"fs.path.nameraw", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "The same path as the program wrote it.",
     [](const Moment& moment, FieldUse&) { return path_of(moment, Part::kName, true); },
     kOnEvent.looks_at(kLooksAtPath, may_name_path)},
    {"fs.path.source", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Of a call with two paths, the absolute path that it starts from: the old name of a rename, "
     "the "
     "device of a mount, the link that is made.",
     [](const Moment& moment, FieldUse&) { return path_of(moment, Part::kSource, false); },
     kOnEvent.looks_at(kLooksAtPath, may_name_path)},
    {"fs.path.sourceraw", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "The source path as the program wrote it.",
     [](const Moment& moment, FieldUse&) { return path_of(moment, Part::kSource, true); },
     kOnEvent.looks_at(kLooksAtPath, may_name_path)},
    {"fs.path.target", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Of a call with two paths, the absolute path that it leads to: the new name of a rename, the "
     "directory of a mount, the file that a link points to.",
     [](const Moment& moment, FieldUse&) { return path_of(moment, Part::kTarget, false); },
     kOnEvent.looks_at(kLooksAtPath, may_name_path)},
    {"fs.path.targetraw", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "The target path as the program wrote it.",
     [](const Moment& moment, FieldUse&) { return path_of(moment, Part::kTarget, true); },
     kOnEvent.looks_at(kLooksAtPath, may_name_path)},
};

}  // namespace

const std::span<const Field> kFsPathFields = kFields;

}  // namespace sonde
