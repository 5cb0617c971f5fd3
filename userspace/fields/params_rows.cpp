// Which name and type each parameter is shown with. Rows of events.def say it, except where the
// same layout had another name or type in sysdig 0.29.3, whose text people compare with:
// `sysdig -L` of that version is the source of the exceptions.
// SPDX-License-Identifier: Apache-2.0
#include <deque>
#include <vector>

#include "fields/params.h"

namespace sonde {

namespace {

struct OldShape {
  EventId id;
  uint8_t index;
  uint8_t max_params;     // of the layout that was shown so
  std::string_view name;  // empty = as the row has it
  Type type;
  Format format;
  uint32_t unnamed_flags = 0;
};

constexpr uint32_t kCloneChildInPidNamespace = 1u << 29;  // had no name

constexpr OldShape kOldShapes[] = {
    {EventId::SYSCALL_EXECVE_19_X, 16, 20, "", Type::INT32, Format::DEC},
    {EventId::SYSCALL_EXECVE_19_X, 17, 20, "pgid", Type::PID, Format::DEC},
    {EventId::SYSCALL_EXECVE_19_X, 18, 20, "", Type::INT32, Format::DEC},
    {EventId::SYSCALL_EXECVEAT_X, 16, 20, "", Type::INT32, Format::DEC},
    {EventId::SYSCALL_EXECVEAT_X, 17, 20, "pgid", Type::PID, Format::DEC},
    {EventId::SYSCALL_EXECVEAT_X, 18, 20, "", Type::INT32, Format::DEC},
    {EventId::SYSCALL_MMAP_X, 0, 4, "", Type::UINT64, Format::HEX},
    {EventId::SYSCALL_MMAP2_X, 0, 4, "", Type::UINT64, Format::HEX},
    {EventId::SYSCALL_SETPGID_X, 0, 1, "", Type::PID, Format::DEC},
    // Flags without names: a plain unsigned number.
    {EventId::SYSCALL_EVENTFD_E, 1, 2, "", Type::FLAGS32, Format::DEC},
    {EventId::SYSCALL_SIGNALFD_E, 2, 3, "", Type::FLAGS8, Format::DEC},
    {EventId::SYSCALL_TIMERFD_CREATE_E, 1, 2, "", Type::FLAGS8, Format::DEC},
    {EventId::SYSCALL_INOTIFY_INIT_E, 0, 1, "", Type::FLAGS8, Format::DEC},
    {EventId::SYSCALL_CLONE_20_X, 15, 20, "", Type::FLAGS32, Format::HEX,
     kCloneChildInPidNamespace},
    {EventId::SYSCALL_FORK_20_X, 15, 20, "", Type::FLAGS32, Format::HEX, kCloneChildInPidNamespace},
    {EventId::SYSCALL_VFORK_20_X, 15, 20, "", Type::FLAGS32, Format::HEX,
     kCloneChildInPidNamespace},
    {EventId::SYSCALL_CLONE3_X, 15, 20, "", Type::FLAGS32, Format::HEX, kCloneChildInPidNamespace},
    {EventId::PLUGINEVENT_E, 0, 2, "plugin ID", Type::UINT32, Format::DEC},
};

struct ShownRow {
  std::vector<ShownParam> params;
  std::vector<ShownParam> old_params;  // empty = there is no other shape
  uint32_t old_max = 0;
};

class ShownRows {
 public:
  ShownRows() : rows_(kEventRowCount) {
    for (const EventRow& event : event_rows()) {
      ShownRow& row = rows_[event.id];
      for (const ParamRow& param : event.params) {
        row.params.push_back({named(param.name), param.type, param.format, &param, 0});
      }
    }
    for (const OldShape& shape : kOldShapes) {
      ShownRow& row = rows_[static_cast<uint16_t>(shape.id)];
      if (shape.index >= row.params.size()) continue;
      if (row.old_params.empty()) row.old_params = row.params;
      row.old_max = shape.max_params;
      ShownParam& param = row.old_params[shape.index];
      if (!shape.name.empty()) param.name_equals = named(shape.name);
      param.type = shape.type;
      param.format = shape.format;
      param.unnamed_flags = shape.unnamed_flags;
    }
  }
  const ShownRow& operator[](uint16_t id) const { return rows_[id]; }

 private:
  std::string_view named(std::string_view name) {
    names_.push_back(std::string(name) + '=');
    return names_.back();
  }

  std::vector<ShownRow> rows_;
  std::deque<std::string> names_;
};

const ShownRows& shown_rows() {
  static const ShownRows rows;
  return rows;
}

template <typename ParamAt>
int64_t directory_among(std::span<const ParamRow> params, const ParamRow& path, ParamAt param_at) {
  if (path.type != Type::FSRELPATH || path.dirfd < 0) return kAtCwd;
  const size_t index = static_cast<size_t>(path.dirfd);
  const Bytes bytes = param_at(path.dirfd);
  // Of a register, the lower half counts.
  const bool narrow = index < params.size() && params[index].type == Type::FD32;
  return narrow ? value_of<int32_t>(bytes, kAtCwd) : value_of<int64_t>(bytes, kAtCwd);
}

}  // namespace

std::span<const ShownParam> shown_params(uint16_t id, uint32_t nparams) {
  if (id >= kEventRowCount) return {};
  const ShownRow& row = shown_rows()[id];
  return !row.old_params.empty() && nparams <= row.old_max ? row.old_params : row.params;
}

int value_index(const RawEvent& event, int index) {
  const std::span<const ParamRow> params = event.row().params;
  if (index < 0 || static_cast<size_t>(index) >= params.size()) return index;
  const int memory = params[static_cast<size_t>(index)].memory;
  return memory >= 0 && !event.param(static_cast<uint32_t>(memory)).empty() ? memory : index;
}

int64_t directory_of(const RawEvent& event, const ParamRow& path) {
  return directory_among(event.row().params, path,
                         [&](int index) { return event.param(static_cast<uint32_t>(index)); });
}

int64_t directory_of(const Call& call, const ParamRow& path) {
  return directory_among(call.row().params, path, [&](int index) { return call.param(index); });
}

bool has_old_names(uint16_t id) {
  return id < kEventRowCount && !shown_rows()[id].old_params.empty();
}

int shown_param_index(uint16_t id, uint32_t nparams, std::string_view name) {
  const std::span<const ShownParam> params = shown_params(id, nparams);
  for (size_t i = 0; i < params.size() && i < nparams; ++i) {
    if (params[i].name() == name) return static_cast<int>(i);
  }
  return -1;
}

}  // namespace sonde
