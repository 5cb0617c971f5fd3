// See chisel_set.h. Intervals go by the times of events, and on a live machine that is silent by
// its clock: every multiple of an interval is a call of its own, in order.
// SPDX-License-Identifier: Apache-2.0
#include "script/chisel_set.h"

#include <algorithm>

#include "base/log.h"
#include "script/chisel_folders.h"
#include "state/state.h"

namespace sonde {
namespace {

constexpr int kMaxExecs = 10;
// A capture may have a gap of years, by a clock that was set.
constexpr uint64_t kMaxSilentIntervals = 100'000;

Error as_error(const ChiselInfo& info, std::string what, std::string hint = {}) {
  return {ErrorKind::kUsage, "chisel " + info.name + ": " + std::move(what), std::move(hint)};
}

std::string usage_of(const ChiselInfo& info) {
  std::string usage = "-c " + info.name;
  if (info.args.empty()) return usage;
  usage += " \"";
  for (size_t i = 0; i < info.args.size(); ++i) {
    const ChiselArg& arg = info.args[i];
    usage += (i ? " " : "") + (arg.optional ? "[" + arg.name + "]" : arg.name);
  }
  return usage + "\"";
}

}  // namespace

Result<std::vector<std::string>> split_chisel_values(const ChiselInfo& info,
                                                     std::string_view word) {
  std::vector<std::string> values;
  // A filter is one value, blanks and all.
  if (info.args.size() == 1 && info.args[0].type == "filter") {
    if (!word.empty()) values.emplace_back(word);
    return values;
  }
  char quote = 0;
  bool open = false;
  for (const char c : word) {
    if (quote ? c == quote : c == '\'' || c == '`') {
      if (!quote && !open) values.emplace_back();
      open = true;
      quote = quote ? 0 : c;
    } else if (!quote && (c == ' ' || c == '\t')) {
      open = false;
    } else {
      if (!open) values.emplace_back();
      open = true;
      values.back() += c;
    }
  }
  if (quote) return as_error(info, "the quote " + std::string(1, quote) + " is not closed");
  const auto needed = static_cast<size_t>(std::count_if(
      info.args.begin(), info.args.end(), [](const ChiselArg& arg) { return !arg.optional; }));
  if (values.size() < needed) return as_error(info, "it needs more arguments", usage_of(info));
  if (values.size() > info.args.size()) {
    return as_error(info, "it takes fewer arguments", usage_of(info));
  }
  for (size_t i = 0; i < values.size(); ++i) {
    const bool is_number =
        !values[i].empty() && values[i].find_first_not_of("0123456789") == std::string::npos;
    if (info.args[i].type == "int" && !is_number) {
      return as_error(
          info, "argument " + info.args[i].name + " is a whole number, not '" + values[i] + "'",
          usage_of(info));
    }
  }
  return values;
}

ChiselSet::ChiselSet(ChiselHost& host, std::vector<ChiselRequest> requests) : host_(host) {
  for (ChiselRequest& request : requests) {
    Entry entry;
    entry.chisel = std::move(request.chisel);
    entry.values = std::move(request.values);
    entries_.push_back(std::move(entry));
  }
  alive_ = entries_.size();
}

Result<void> ChiselSet::exec(Entry& entry) {
  const std::vector<std::string> words = entry.chisel->exec_words();
  std::vector<std::string> folders = {
      entry.chisel->info().path.substr(0, entry.chisel->info().path.rfind('/') + 1)};
  if (folders[0].empty()) folders[0] = ".";
  for (const std::string& folder : chisel_folders()) folders.push_back(folder);
  Result<std::string> path = find_chisel(words[0], folders);
  if (!path) return path.error();
  auto loaded = Chisel::load(path.value(), chisel_folders(), host_.facts().trusted);
  if (!loaded) return loaded.error();
  entry.chisel = loaded.take();
  entry.values.assign(words.begin() + 1, words.end());
  if (entry.values.size() > entry.chisel->info().args.size()) {
    return as_error(entry.chisel->info(), "it takes fewer arguments");
  }
  return {};
}

Result<void> ChiselSet::begin(Entry& entry) {
  for (int times = 0; times <= kMaxExecs; ++times) {
    if (!entry.chisel->begin(host_, entry.values)) {
      if (!entry.chisel->exited()) return entry.chisel->error();
      drop(entry);
      return {};
    }
    if (!entry.chisel->wants_exec()) return {};
    if (Result<void> done = exec(entry); !done) return done;
  }
  return as_error(entry.chisel->info(), "chisels that call each other without end");
}

Result<void> ChiselSet::begin() {
  for (Entry& entry : entries_) {
    if (Result<void> done = begin(entry); !done) return done;
  }
  return {};
}

Result<void> ChiselSet::capture_start() {
  for (Entry& entry : entries_) {
    if (entry.failed || entry.chisel->capture_start()) continue;
    if (!entry.chisel->exited()) return entry.chisel->error();
    drop(entry);
  }
  return {};
}

void ChiselSet::drop(Entry& entry) {
  entry.failed = true;
  --alive_;
  if (entry.chisel->exited()) {
    exit_status_ = entry.chisel->exit_status();
    return;
  }
  host_.flush();
  log_error(entry.chisel->error());
  failed_ = true;
}

void ChiselSet::set_interval(Entry& entry, uint64_t ts_ns) {
  entry.interval_ns = entry.chisel->interval_ns();
  entry.last_ns = ts_ns;
  entry.next_ns = UINT64_MAX;
  if (!entry.interval_ns) return;
  const uint64_t begin_ns =
      entry.chisel->interval_from_first_event() ? ts_ns : ts_ns - ts_ns % entry.interval_ns;
  entry.next_ns = begin_ns + entry.interval_ns;
}

void ChiselSet::begin_intervals(uint64_t ts_ns) {
  first_ts_ns_ = ts_ns;
  for (Entry& entry : entries_) {
    if (!entry.failed) set_interval(entry, ts_ns);
  }
  find_next_interval();
}

void ChiselSet::find_next_interval() {
  next_interval_ns_ = UINT64_MAX;
  for (const Entry& entry : entries_) {
    if (!entry.failed) next_interval_ns_ = std::min(next_interval_ns_, entry.next_ns);
  }
}

// What a script sees of an interval is the event that comes after it, at the interval's own time.
void ChiselSet::run_intervals(const Moment& moment, uint64_t ts_ns) {
  RawEvent event = *moment.event;
  Moment at_boundary = moment;
  at_boundary.event = &event;
  uint64_t calls = 0;
  while (next_interval_ns_ <= ts_ns && alive_) {
    const uint64_t now_ns = next_interval_ns_;
    event.ts_ns = now_ns;
    for (Entry& entry : entries_) {
      if (entry.failed || entry.next_ns != now_ns) continue;
      const uint64_t delta_ns = now_ns - entry.last_ns;
      entry.last_ns = now_ns;
      entry.next_ns = now_ns + entry.interval_ns;
      if (!entry.chisel->interval(at_boundary, now_ns, delta_ns)) {
        drop(entry);
      } else if (entry.chisel->interval_ns() != entry.interval_ns) {
        set_interval(entry, now_ns);
      }
      if (++calls < kMaxSilentIntervals || entry.next_ns > ts_ns) continue;
      log_warning("chisel " + entry.chisel->info().name + ": more than " +
                  std::to_string(kMaxSilentIntervals) +
                  " intervals without an event; the rest of them is left out");
      entry.last_ns = ts_ns - ts_ns % entry.interval_ns;
      entry.next_ns = entry.last_ns + entry.interval_ns;
    }
    find_next_interval();
  }
  if (host_.facts().live) host_.flush();
}

bool ChiselSet::wants_clock() const {
  return std::any_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
    return !entry.failed && entry.chisel->interval_ns() != 0;
  });
}

void ChiselSet::clock(uint64_t now_ns) {
  if (!first_ts_ns_) {
    begin_intervals(now_ns);
    return;
  }
  if (now_ns < next_interval_ns_) return;
  RawEvent event;
  Moment moment;
  Scratch scratch;
  moment.event = &event;
  moment.state = &host_.state();
  moment.scratch = &scratch;
  run_intervals(moment, now_ns);
}

void ChiselSet::capture_end(const Moment* last) {
  RawEvent event;
  Moment moment;
  Scratch scratch;
  if (last) {
    moment = *last;
  } else {
    event.ts_ns = last_ts_ns_;
    moment.event = &event;
    moment.state = &host_.state();
    moment.scratch = &scratch;
  }
  for (Entry& entry : entries_) {
    if (entry.failed) continue;
    const Moment* known = last_ts_ns_ ? &moment : nullptr;
    const uint64_t delta_ns = last_ts_ns_ > first_ts_ns_ ? last_ts_ns_ - first_ts_ns_ : 0;
    if (!entry.chisel->capture_end(known, last_ts_ns_, delta_ns)) drop(entry);
  }
}

}  // namespace sonde
