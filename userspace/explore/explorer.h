// Explorer: the door for front ends that look around rather than read from first to last: csonde
// and csonde --raw. One thread decodes events into the index and answers requests; the front end
// asks and takes replies, and never waits for a scan. All that crosses are immutable values.
// Asked by tui/; the implementation is explorer_thread.cpp. Next: view/table.h, index/index.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "proc/machine_meters.h"
#include "view/table.h"
#include "view/view_spec.h"

namespace sonde {

// Which events a request is about.
struct Scope {
  std::string filter;    // empty: all
  uint64_t from_ns = 0;  // since the epoch; 0: from the first one kept
  uint64_t to_ns = 0;    // not this one; 0: up to now, or to the end of the file
  uint64_t last_ns = 0;  // instead of both: so long back from now; 0: not wanted
};

// The rows of a view. A table or list view.
struct TableRequest {
  Scope scope;
  ViewPtr view;
  std::string tag = "default";  // of columns: "default" or "containers"
  int depth = 0;
  bool follows = false;  // answered again while a file is being read, and live at each refresh
};

enum class EntryStyle : uint8_t { kDig, kDigTimed, kEchoDotted, kEchoText, kEchoHex };
// Data that were read and written, not events.
inline bool is_echo(EntryStyle style) { return style >= EntryStyle::kEchoDotted; }

// A page of the events in scope. kDig: one entry per event. Echo: events with a payload only.
struct LinesRequest {
  Scope scope;
  EntryStyle style = EntryStyle::kDig;
  uint64_t first = 0;  // entry; counted from 0
  uint32_t count = 0;
  bool from_end = false;  // `first` counts back from the last entry: 0 is the last page
  bool follows = false;
};
struct LineEntry {
  enum class Kind : uint8_t { kPlain, kRead, kWrite, kFailed, kGap };

  uint64_t event = 0;  // its number in the index
  uint64_t ts_ns = 0;
  Kind kind = Kind::kPlain;
  std::string text;  // dig: the event's line; echo: the heading, e.g. "Write 80B to /tmp/x (cat)"
  std::string payload;  // echo: several lines, control bytes made visible
};
struct Lines {
  uint64_t total = 0;  // entries in scope
  uint64_t first = 0;  // of `entries`
  std::vector<LineEntry> entries;
};

// The next entry whose text has `text` in it (letters of either case), from entry `from` on
// (including it) forwards or backwards.
struct FindRequest {
  Scope scope;
  EntryStyle style = EntryStyle::kDig;
  std::string text;
  uint64_t from = 0;
  bool backwards = false;
};
struct FoundEntry {
  std::optional<uint64_t> entry;
};
// The entry of a time: the first at or after it.
struct GotoRequest {
  Scope scope;
  EntryStyle style = EntryStyle::kDig;
  uint64_t ts_ns = 0;
};

// Everything that is known of one event.
struct EventRequest {
  uint64_t event = 0;
};
struct EventDetail {
  struct Param {
    std::string name, type, value, doc;
  };
  uint64_t event = 0, number = 0;
  std::string type, direction, category, process, descriptor;  // texts to show; may be empty
  uint64_t ts_ns = 0;
  uint64_t enter_ts_ns = 0, exit_ts_ns = 0;  // 0 = unknown
  uint64_t latency_ns = 0;                   // meant only with has_latency
  bool has_latency = false;
  int cpu = -1;
  int64_t tid = -1, pid = -1, fd = -1;
  std::vector<Param> params;
  std::vector<Param> facts;       // of the process and the descriptor at that time
  std::string process_filter;     // proc.pid=4711; empty: there is none
  std::string descriptor_filter;  // fd.name="/tmp/x" and proc.pid=4711
};

// How much happened when: the time bar.
struct ActivityRequest {
  Scope scope;
  uint32_t buckets = 80;
  bool follows = false;
};
struct Activity {
  uint64_t from_ns = 0, to_ns = 0;
  struct Bucket {
    uint64_t events = 0, lost = 0;
  };
  std::vector<Bucket> buckets;
};

// How often calls took how long: rows are time slices, the oldest first, columns are equal steps of
// the logarithm of the latency from 1 ns to 100 s.
struct SpectrogramRequest {
  Scope scope;
  uint32_t rows = 20, columns = 110;
  bool follows = false;
};
struct Spectrogram {
  uint64_t from_ns = 0, to_ns = 0;
  uint32_t rows = 0, columns = 0;
  std::vector<uint64_t> counts;  // row by row
  uint64_t most = 0;
};
// The latencies that a column of a spectrogram stands for: from `first` up to, without, `end`.
struct LatencySpan {
  uint64_t first_ns = 0, end_ns = 0;
};
LatencySpan spectrogram_span(uint32_t column, uint32_t columns);

// Writes the events in scope into a capture file.
struct ExportRequest {
  Scope scope;
  std::string path;  // must not exist
};
struct Exported {
  uint64_t events = 0, bytes = 0;
};

using Request = std::variant<TableRequest, LinesRequest, FindRequest, GotoRequest, EventRequest,
                             ActivityRequest, SpectrogramRequest, ExportRequest>;
using Answer =
    std::variant<TablePtr, Lines, FoundEntry, EventDetail, Activity, Spectrogram, Exported>;

struct Reply {
  uint64_t ticket = 0;
  Result<Answer> answer;
};

struct ExplorerStatus {
  bool is_live = false;
  std::string source;                 // "Live system" or the file's name
  bool complete = false;              // a file: read to its end
  double progress = -1;               // of reading a file, 0 to 1; negative when unknown
  uint64_t events = 0;                // read so far
  uint64_t lost = 0;                  // of which this is known
  double events_s = 0;                // live: of the last refresh
  uint64_t first_ns = 0;              // of what can be looked at: the oldest event that is kept
  uint64_t last_ns = 0;               // the newest, or now
  uint64_t behind_ns = 0;             // live: how much older last_ns is than now
  std::vector<std::string> warnings;  // damage of the file, what could not be read at start
  bool is_damaged = false;            // some of the warnings are about damage
  std::string error;                  // reading ended early because of this
  std::optional<Meters> meters;
};

struct ExplorerOptions {
  std::vector<std::string> inputs;        // paths; none: the live machine
  std::string filter;                     // of all events; those that it rejects are not kept
  uint64_t history_ns = 300'000'000'000;  // live
  uint64_t history_bytes = 256ull << 20;  // live
  uint64_t refresh_ns = 2'000'000'000;    // live
  uint64_t ring_bytes = 0;                // live, per CPU; 0 = the default
  uint32_t snaplen_bytes = 0;             // live; 0 = the default
  bool page_faults = false;               // live
  bool exclude_users = false;             // names of users stay unknown
  bool resolve_ports = false;             // names of services for port numbers
};

class Explorer {
 public:
  // Starts reading. The error says what is missing, as Session::open does.
  static Result<std::unique_ptr<Explorer>> open(ExplorerOptions options);
  virtual ~Explorer() = default;

  // A ticket, never 0, that the reply has, too. Requests are answered in their order, but a request
  // that follows gives way to others. An error in the filter comes as the reply.
  virtual uint64_t ask(Request request) = 0;
  // No more replies to it; its scan ends early when it is under way.
  virtual void cancel(uint64_t ticket) = 0;
  // The next reply, if there is one.
  virtual std::optional<Reply> take() = 0;
  // Readable when take() has something or the status has changed; poll it, do not read it.
  virtual int wake_fd() const = 0;
  virtual ExplorerStatus status() const = 0;
};

// Is the text a filter? Empty: yes. Otherwise the reason in one line.
struct FilterCheck {
  bool good = true;
  std::string reason, hint;
  size_t at = 0;  // byte of the text
};
FilterCheck check_filter(std::string_view text);
// Names of fields that the word before `cursor` may become, with their sentences; in their order.
struct Completion {
  std::string text, doc;
};
std::vector<Completion> complete_filter(std::string_view text, size_t cursor);

}  // namespace sonde
