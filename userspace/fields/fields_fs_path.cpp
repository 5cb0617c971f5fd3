// Class "fs.path": the files that a call named, whatever the call calls them.
// Which of a call's parameters is the file, the source and the target follows from their types, but
// for a few. Parameters are those of the current layout, so old captures work too.
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
  int8_t name = kNo, source = kNo, target = kNo;
};

// Where the types of the parameters do not tell.
struct Exception {
  EventId id;
  PathCall paths;
};
#define ONE(event, path)                          \
  Exception {                                     \
    EventId::event, { ev::event::path, kNo, kNo } \
  }
#define TWO(event, from, to)                                \
  Exception {                                               \
    EventId::event, { kNo, ev::event::from, ev::event::to } \
  }
#define DESCRIPTOR(event)                     \
  Exception {                                 \
    EventId::event, { kDescriptor, kNo, kNo } \
  }
#define NONE(event)    \
  Exception {          \
    EventId::event, {} \
  }
constexpr Exception kExceptions[] = {
    DESCRIPTOR(SYSCALL_OPENAT_2_X),
    DESCRIPTOR(SYSCALL_OPENAT2_X),
    DESCRIPTOR(SYSCALL_FCHMOD_X),
    DESCRIPTOR(SYSCALL_FCHOWN_X),
    // Texts that are paths.
    ONE(SYSCALL_CHDIR_X, path),
    ONE(SYSCALL_QUOTACTL_X, special),
    TWO(SYSCALL_MOUNT_X, dev, dir),
    TWO(SYSCALL_SYMLINK_X, linkpath, target),
    TWO(SYSCALL_SYMLINKAT_X, linkpath, target),
    // What is made counts as the source, what was there before as the target.
    TWO(SYSCALL_LINK_2_X, newpath, oldpath),
    TWO(SYSCALL_LINKAT_2_X, newpath, oldpath),
    // The kernel found these out: the call named none of them, or the program.
    NONE(SYSCALL_EXECVE_19_X),
    NONE(SYSCALL_EXECVEAT_X),
    NONE(SYSCALL_OPEN_BY_HANDLE_AT_X),
};
#undef ONE
#undef TWO
#undef DESCRIPTOR
#undef NONE

// One path is the file, of two the first is the source.
PathCall path_call_of(const EventRow& event) {
  PathCall row;
  int found = 0;
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
    for (const EventRow& row : event_rows()) calls.push_back(path_call_of(row));
    for (const Exception& row : kExceptions) calls[static_cast<size_t>(row.id)] = row.paths;
    return calls;
  }();
  return kCalls;
}

const PathCall* path_call(const Moment& moment, const Call& call) {
  return moment.row().exit ? &path_calls()[call.row().id] : nullptr;
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
    const bool failed = call.get<int64_t>(0, -1) < 0;
    if (!raw && !failed) return moment.fd ? Value::text(moment.fd->name) : Value::none();
    index = static_cast<int8_t>(call.row().param_index("name"));
    if (index < 0) return moment.fd ? Value::text(moment.fd->name_raw) : Value::none();
  }
  if (index < 0 || !call.has(index)) return Value::none();
  const std::string_view path = call.text(index);
  if (raw) return Value::text(path);
  const ParamRow& param = call.row().params[static_cast<size_t>(index)];
  const std::string absolute = absolute_path(moment, path, directory_of(call, param), "<UNKNOWN>/");
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
