// The rows of driver/uapi/*.def as C++ values: events, their parameters, types, flag tables.
// Everything that must know an event at run time asks here; everything that knows it at compile
// time uses the enums below (EventId::SYSCALL_OPENAT_2_X, ev::SYSCALL_OPENAT_2_X::fd).
// Next: private_events.h (how events of ours are told apart), layout.h (retired layouts).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sonde {

// Types of parameters and of filter fields; numbers are those of the file format.
enum class Type : uint8_t {
#define TYPE(id, name, bytes, doc) name = id,
#include "driver/uapi/types.def"
};

enum class Format : uint8_t { NA = 0, DEC = 1, HEX = 2, PADDED_DEC = 3, ID = 4, DIR = 5, OCT = 6 };

inline constexpr uint16_t kKnownEvents =  // ids of the format: 0 .. 453
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) +1
#define RETIRED(id, symbol, name, dir, cat, cls, flags, successor, params) +1
#define UNUSED(id, symbol) +1
#include "driver/uapi/events.def"
    ;
inline constexpr uint16_t kPrivateEvents =  // OWN rows of events.def
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) +1
#include "driver/uapi/events.def"
    ;
inline constexpr uint16_t kCallEvents =  // rows of calls.def
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) +1
#include "driver/uapi/calls.def"
    ;
inline constexpr uint16_t kFirstPrivateEvent =
    0x8000;  // in files and rings; other readers skip them

// What an event is, in memory: the number of its row. The format's ids come first and are the same
// in files; behind them the rows of ours, and behind these one for each call of calls.def.
inline constexpr uint16_t kFirstCallRow = kKnownEvents + kPrivateEvents;
inline constexpr uint16_t kEventRowCount = kFirstCallRow + kCallEvents;
enum class EventId : uint16_t {
#define EVENT(id, symbol, name, dir, cat, cls, flags, effect, doc, params) symbol = id,
#define RETIRED(id, symbol, name, dir, cat, cls, flags, successor, params) symbol = id,
#define UNUSED(id, symbol) symbol = id,
#define OWN(id, symbol, name, dir, cat, cls, flags, effect, doc, params) \
  symbol = kKnownEvents + ((id)-kFirstPrivateEvent),
#include "driver/uapi/events.def"
  LAST_BEFORE_CALLS = kFirstCallRow - 1,
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) CALL_##name,
#include "driver/uapi/calls.def"
};

// Categories and classes of events; values are those of the format.
enum Category : uint16_t {
  kUnknown = 0,
  kOther = 1,
  kFile = 2,
  kNet = 3,
  kIpc = 4,
  kMemory = 5,
  kProcess = 6,
  kSleep = 7,
  kSystem = 8,
  kSignal = 9,
  kUser = 10,
  kTime = 11,
  kProcessing = 12,
  kIoRead = 32,
  kIoWrite = 33,
  kIoOther = 34,
  kWait = 64,
  kScheduler = 128,
  kInternal = 256,
  kSyscall = 512,
  kTracepoint = 1024,
  kPlugin = 2048,
  kMeta = 4096,
  kIterator = 8192,
};

enum EventFlag : uint32_t {
  kCreatesFd = 1,
  kDestroysFd = 2,
  kUsesFd = 4,
  kReadsFromFd = 8,
  kWritesToFd = 16,
  kModifiesState = 32,
  kUnusedEvent = 64,
  kWaits = 128,
  kSkipsThread = 256,
  kOldVersion = 512,
  kLargePayload = 2048,
  kConverted = 4096,
  kMayLackFd = 0x10000,
  kShowsNoFd = 0x20000,
  kSecondFdAtExit = 0x40000,
  kCountsAsCall = 0x80000,
  kMarksLoss = 0x100000,
  kNeverReturns = 0x200000,
  kReturnsMode = 0x400000,
};

// What a completed call does to the state of the machine; state/ has one rule for each.
enum class Effect : uint8_t {
#define EFFECT(name, doc) name,
#include "driver/uapi/effects.def"
};

enum class Status : uint8_t { kCurrent, kRetired, kUnused };

struct FlagName {
  std::string_view name;
  uint32_t value;
};
struct FlagTable {
  std::string_view name;
  std::span<const FlagName> rows;  // in the order of printing
};
struct VariantRow {  // one alternative of a DYN parameter
  Type type;
  Format format;
};

struct ParamRow {
  std::string_view name;
  Type type = Type::NONE;
  Format format = Format::NA;
  const FlagTable* flags = nullptr;      // FLAGS*, ENUMFLAGS*, MODE
  std::span<const VariantRow> variants;  // DYN
  int8_t dirfd = -1;                     // FSRELPATH: index of the directory descriptor
  std::string_view doc;                  // empty in retired rows and rows of calls.def
  bool hidden = false;                   // the row tells it: not shown beside the others
};

// The effect of a row with the indices of the parameters that it names; -1 = not given.
struct EffectRow {
  Effect effect;
  int8_t param[6] = {-1, -1, -1, -1, -1, -1};
};

struct EventRow {
  uint16_t id = 0;          // of the row, in memory
  std::string_view symbol;  // "SYSCALL_OPENAT_2_X"
  std::string_view name;    // "openat"
  bool exit = false;
  uint16_t category = 0;  // Category | class, as in the format
  uint32_t flags = 0;     // EventFlag; the lower half is the format's
  Status status = Status::kUnused;
  uint16_t successor = 0;  // kRetired: the row that replaced it; own id when none did
  EffectRow effect;
  std::span<const ParamRow> params;
  std::string_view doc;

  bool is_syscall() const { return category & kSyscall; }
  uint16_t base_category() const { return category & 63; }
  // Index of the parameter with this name, or -1.
  int param_index(std::string_view param) const;
};

// The row of an event; id < kEventRowCount. Inline: readers ask for every event.
extern const EventRow kEventRows[kEventRowCount];
inline const EventRow& event_row(uint16_t id) { return kEventRows[id]; }
// The row that says today what this one said; effects are there.
inline const EventRow& current_row(uint16_t id) { return event_row(event_row(id).successor); }
// The row, or nullptr when there is none of this number. Ids of files: see private_events.h.
const EventRow* find_event_row(uint16_t id);
std::span<const EventRow> event_rows();  // all rows, by id

std::span<const FlagTable* const> flag_tables();
const FlagTable* find_flag_table(std::string_view name);

struct TypeRow {
  Type type;
  std::string_view name;  // "FLAGS32", as `sonde -L` prints it
  int8_t bytes;           // fixed size, or -1
  std::string_view doc;
};
const TypeRow& type_row(Type type);

// Names of system calls by the format's own code (not the number of any architecture).
std::string_view syscall_name(uint16_t code);  // "unknown" when there is none
int find_syscall_code(std::string_view name);  // -1 when there is none

// Symbolic names; empty when there is none.
std::string_view errno_name(int64_t number);  // 2 -> "ENOENT"
int find_errno(std::string_view name);        // "ENOENT" -> 2, or -1
std::string_view signal_name(int number);     // 9 -> "SIGKILL"

}  // namespace sonde
