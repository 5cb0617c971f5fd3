// The rows of driver/uapi/*.def as C++ values: events, their parameters, types, flag tables.
// Everything that must know an event at run time asks here; everything that knows it at compile
// time uses enums (EventId::SYSCALL_OPENAT_2_X, ev::SYSCALL_OPENAT_2_X::fd). The .inc files are
// made of driver/uapi at build time, without its sentences. Next: private_events.h (how events of
// ours are told apart), layout.h (retired layouts).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "schema/event_ids.h"

namespace sonde {

// Types of parameters and of filter fields; numbers are those of the file format.
enum class Type : uint8_t {
#include "schema/types.inc"
};

enum class Format : uint8_t { NA = 0, DEC = 1, HEX = 2, PADDED_DEC = 3, ID = 4, DIR = 5, OCT = 6 };

// The words of types.def that rows are made of.
namespace word {
enum : uint32_t {
#include "schema/row_words.inc"
};
}  // namespace word

// Categories and classes of events; values are those of the format.
enum Category : uint16_t {
  kUnknown = word::UNKNOWN,
  kOther = word::OTHER,
  kFile = word::FILE,
  kNet = word::NET,
  kIpc = word::IPC,
  kMemory = word::MEMORY,
  kProcess = word::PROCESS,
  kSleep = word::SLEEP,
  kSystem = word::SYSTEM,
  kSignal = word::SIGNAL,
  kUser = word::USER,
  kTime = word::TIME,
  kProcessing = word::PROCESSING,
  kIoRead = word::IO_READ,
  kIoWrite = word::IO_WRITE,
  kIoOther = word::IO_OTHER,
  kSyscall = word::SYSCALL,
  kWait = word::WAIT_SYSCALL - word::SYSCALL,
  kTracepoint = word::TRACEPOINT,
  kScheduler = word::SCHEDULER_TRACEPOINT - word::TRACEPOINT,
  kPlugin = word::PLUGIN,
  kMeta = word::META,
  kInternal = word::INTERNAL_META - word::META,
  kIterator = word::ITERATOR,
};

enum EventFlag : uint32_t {
  kCreatesFd = word::CREATES_FD,
  kDestroysFd = word::DESTROYS_FD,
  kUsesFd = word::USES_FD,
  kReadsFromFd = word::READS_FROM_FD,
  kWritesToFd = word::WRITES_TO_FD,
  kModifiesState = word::MODIFIES_STATE,
  kUnusedEvent = word::UNUSED_EVENT,
  kWaits = word::WAITS,
  kSkipsThread = word::SKIPS_THREAD,
  kOldVersion = word::OLD_VERSION,
  kLargePayload = word::LARGE_PAYLOAD,
  kConverted = word::CONVERTED,
  kMayLackFd = word::MAY_LACK_FD,
  kShowsNoFd = word::SHOWS_NO_FD,
  kSecondFdAtExit = word::SECOND_FD_AT_EXIT,
  kCountsAsCall = word::COUNTS_AS_CALL,
  kMarksLoss = word::MARKS_LOSS,
  kNeverReturns = word::NEVER_RETURNS,
  kReturnsMode = word::RETURNS_MODE,
};

// What a completed call does to the state of the machine; state/ has one rule for each.
enum class Effect : uint8_t {
#include "schema/effects.inc"
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

// Layouts of structures in the caller's memory; fields/struct_text.cpp writes them.
enum class Structure : uint8_t {
  kNone,
  cap_data,
  cap_header,
  cpuset,
  epoll_event,
  epoll_events,
  gids,
  itimerspec,
  itimerval,
  mount_attr,
  pollfds,
  rusage,
  sched_param,
  sigaction,
  siginfo_wait,
  sigset,
  stack,
  stat,
  statfs,
  statx,
  sysinfo,
  timespec,
  timespecs,
  timeval,
  timevals,
  tms,
  utimbuf,
  utsname,
  wait_status,
  word,
};

struct ParamRow {
  std::string_view name;
  Type type = Type::NONE;
  Format format = Format::NA;
  const FlagTable* flags = nullptr;        // FLAGS*, ENUMFLAGS*, MODE
  std::span<const VariantRow> variants;    // DYN
  int8_t dirfd = -1;                       // FSRELPATH: index of the directory descriptor
  Structure structure = Structure::kNone;  // BYTEBUF: what the bytes are
  // A row may hold an address and, further on, what is there. The event may lack the latter, or it
  // may be empty: then the address is all that is known.
  int8_t behind = -1;    // of what is there: index of the address
  std::string_view doc;  // empty in retired rows and rows of calls.def
  bool hidden = false;   // the row tells it: not shown beside the others
  int8_t memory = -1;    // of the address: index of what is there
  bool own = false;      // ours: behind those of the format
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
  // How many parameters the format knows of: those of ours come behind them.
  size_t format_params() const;
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
