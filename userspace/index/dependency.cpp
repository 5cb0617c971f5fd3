// What the index makes of the dependencies of fields: see dependency.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/dependency.h"

#include <algorithm>
#include <array>

#include "fields/params.h"
#include "fields/result_params.h"

namespace sonde {
namespace {

std::array<EventTraits, kEventRowCount> make_event_traits() {
  std::array<EventTraits, kEventRowCount> all;
  for (const EventRow& row : event_rows()) {
    EventTraits& facts = all[row.id];
    facts.exit = row.exit;
    facts.has_own_name = row.id <= static_cast<uint16_t>(EventId::GENERIC_X) ||
                         row.id == static_cast<uint16_t>(EventId::SONDE_CALL);
    facts.io_read = row.exit && row.base_category() == kIoRead;
    facts.io_write = row.exit && row.base_category() == kIoWrite;
    facts.io = row.exit && row.base_category() >= kIoRead && row.base_category() <= kIoOther;
    facts.internal = row.category & kInternal;
    facts.memory = row.base_category() == kMemory;
    facts.opens_file = opens_file(row.id);
    facts.switches = row.effect.effect == Effect::SWITCHES;
    facts.makes_connection = makes_connection(row.id);
  }
  return all;
}

bool is_file_error(const EventTraits& kind, uint32_t fd, uint8_t fd_class) {
  return fd ? fd_class & (kFdFile | kFdDirectory) : kind.opens_file;
}
bool is_net_error(const EventTraits& kind, uint32_t fd, uint8_t fd_class) {
  return fd ? fd_class & (kFdIp | kFdUnix) : kind.makes_connection;
}

Value one_if(bool counts) { return counts ? Value::uinteger(1) : Value::none(); }

}  // namespace

const EventTraits* event_traits() {
  static const std::array<EventTraits, kEventRowCount> kAll = make_event_traits();
  return kAll.data();
}

DependsOn dependency_of(const FieldUse& use) {
  if (use.field->flags & kMovingMemory) return DependsOn::kEvent;
  if (use.field->flags & kNeverHasValue) return DependsOn::kKind;
  return use.field->depends.on;
}

uint8_t parts_of(const FieldUse& use) {
  if (use.field->depends.parts != kRowByDependency) return use.field->depends.parts;
  const DependsOn on = dependency_of(use);
  if (on == DependsOn::kAncestors) return kRowThread;
  return on == DependsOn::kThreadStats ? kLooksAtAmounts : uint8_t{kWholeRow};
}

bool kind_may_have(const FieldUse& use, uint16_t kind) {
  if (has_old_names(kind) || event_traits()[kind].has_own_name) return true;
  const KindTest may_have = use.field->depends.kinds;
  if (may_have && !may_have(kind)) return false;
  return use.param_index.empty() || use.param_index[kind] >= 0;
}

bool asks_events(DependsOn on) {
  return on == DependsOn::kEvent || on == DependsOn::kThreadStats || on == DependsOn::kAncestors;
}

IndexColumn column_of(const FieldUse& use) {
  return use.field->flags & kMovingMemory ? IndexColumn::kNone : use.field->depends.column;
}

bool is_same_in_rollup(IndexColumn column) {
  switch (column) {
    case IndexColumn::kCpu:
    case IndexColumn::kFailed:
    case IndexColumn::kOne:
    case IndexColumn::kExit:
    case IndexColumn::kError:
    case IndexColumn::kErrorFile:
    case IndexColumn::kErrorNet:
    case IndexColumn::kErrorMemory:
    case IndexColumn::kErrorOther:
      return true;
    default:
      return false;
  }
}

Value value_from_column(IndexColumn column, const Index& index, const Chunk& chunk, uint32_t at) {
  const EventTraits& kind = event_traits()[chunk.kind[at]];
  const uint32_t fd = chunk.fd[at];
  const uint8_t fd_class = index.versions().fd_classes()[fd];
  const bool has_result = chunk.result[at] != Chunk::kNoResult;
  const bool failed = has_result && index.result(chunk, at) < 0;
  const auto bytes = [&](bool wanted, uint8_t classes) {
    if (!wanted || !fd || !has_result || failed || !(fd_class & classes)) return Value::none();
    return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
  };
  switch (column) {
    case IndexColumn::kNone:
      return Value::none();
    case IndexColumn::kTime:
      return Value::uinteger(chunk.ts_ns[at]);
    case IndexColumn::kNumber:
      return Value::uinteger(index.number_of(chunk.first_row + at));
    case IndexColumn::kCpu:
      return Value::integer(chunk.cpu[at] & Chunk::kCpuMask);
    case IndexColumn::kLatency:
      return kind.internal ? Value::none() : Value::uinteger(index.latency_ns(chunk, at));
    case IndexColumn::kResult:
      return has_result ? Value::integer(index.result(chunk, at)) : Value::none();
    case IndexColumn::kFailed:
      return Value::boolean(failed);
    case IndexColumn::kOne:
      return Value::uinteger(1);
    case IndexColumn::kExit:
      return one_if(kind.exit);
    case IndexColumn::kError:
      return one_if(failed);
    case IndexColumn::kErrorFile:
      return one_if(failed && is_file_error(kind, fd, fd_class));
    case IndexColumn::kErrorNet:
      return one_if(failed && is_net_error(kind, fd, fd_class));
    case IndexColumn::kErrorMemory:
      return one_if(failed && kind.memory);
    case IndexColumn::kErrorOther:
      return one_if(failed && !is_file_error(kind, fd, fd_class) &&
                    !is_net_error(kind, fd, fd_class) && !kind.memory);
    case IndexColumn::kBytes:
      if (!kind.io || !fd || !has_result || failed) return Value::none();
      return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
    case IndexColumn::kBytesIn:
      if (!kind.io_read || !fd || !has_result || failed) return Value::none();
      return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
    case IndexColumn::kBytesOut:
      if (!kind.io_write || !fd || !has_result || failed) return Value::none();
      return Value::uinteger(static_cast<uint64_t>(index.result(chunk, at)));
    case IndexColumn::kBytesFile:
      return bytes(kind.io, kFdFile);
    case IndexColumn::kBytesFileIn:
      return bytes(kind.io_read, kFdFile);
    case IndexColumn::kBytesFileOut:
      return bytes(kind.io_write, kFdFile);
    case IndexColumn::kBytesNet:
      return bytes(kind.io, kFdIp);
    case IndexColumn::kBytesNetIn:
      return bytes(kind.io_read, kFdIp);
    case IndexColumn::kBytesNetOut:
      return bytes(kind.io_write, kFdIp);
  }
  return Value::none();
}

}  // namespace sonde
