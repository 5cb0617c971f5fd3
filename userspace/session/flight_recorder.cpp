// Two devices: one that overwrites and is left alone, one that is read for the snapshot.
// SPDX-License-Identifier: Apache-2.0
#include "session/flight_recorder.h"

#include <algorithm>
#include <thread>

#include "filter/pushdown/kernel_plan.h"
#include "proc/proc_scan.h"
#include "state/moment.h"

namespace sonde {
namespace {

using std::chrono::milliseconds;

// Of the stream for the snapshot. It needs no more than the other rings: what it has to hold is a
// part of what they hold.
constexpr uint64_t kLeastChangeBytes = uint64_t{4} << 20;
// So full, it is read although the snapshot gets ahead of the oldest events by it, which then go.
constexpr double kTooFull = 0.75;
constexpr milliseconds kBetweenLooks{20};

LiveOptions change_options(const LiveOptions& events) {
  LiveOptions changes;
  const KernelPlan plan = plan_of_snapshot();
  std::copy(plan.syscalls.begin(), plan.syscalls.end(), std::begin(changes.settings.syscalls));
  changes.settings.trace = plan.trace;
  changes.settings.ring_bytes = std::max<uint64_t>(events.settings.ring_bytes, kLeastChangeBytes);
  changes.settings.mode = events.settings.mode & ~uint32_t{SONDE_MODE_OVERWRITE};
  changes.settings.snaplen = events.settings.snaplen;
  return changes;
}

}  // namespace

FlightRecorder::FlightRecorder(std::unique_ptr<RecordDevice> events,
                               std::unique_ptr<RecordDevice> changes)
    : events_(std::move(events)),
      changes_(std::make_unique<KmodEngine>(std::move(changes))),
      moment_(std::make_unique<Moment>()) {
  moment_->scratch = &scratch_;
  moment_->text = &text_;
  changes_->set_idle_timeout(0);
}

FlightRecorder::~FlightRecorder() = default;

Result<std::unique_ptr<FlightRecorder>> FlightRecorder::open(const LiveRequest& request,
                                                             bool with_users) {
  std::vector<SnapshotItem> snapshot;
  if (with_users) snapshot = read_accounts();
  Users users = users_of(snapshot);
  if (!with_users) users.exclude();
  LiveOptions options = live_options(request, users);
  options.settings.mode |= SONDE_MODE_OVERWRITE;
  auto events = KmodDevice::open(options);
  if (!events) return events.error();
  auto changes = KmodDevice::open(change_options(options));
  if (!changes) return changes.error();
  std::unique_ptr<FlightRecorder> recorder(new FlightRecorder(events.take(), changes.take()));
  if (!with_users) recorder->state_.exclude_users();
  ProcScanOptions scan;
  scan.with_users = false;
  auto scanned = scan_proc(scan, [&](SnapshotItem&& item) { snapshot.push_back(std::move(item)); });
  if (!scanned) return scanned.error();
  recorder->unreadable_ = std::move(scanned.value().unreadable);
  if (Result<void> begun = recorder->begin(std::move(snapshot)); !begun) return begun.error();
  return recorder;
}

Result<std::unique_ptr<FlightRecorder>> FlightRecorder::open_devices(
    std::unique_ptr<RecordDevice> events, std::unique_ptr<RecordDevice> changes,
    std::vector<SnapshotItem> snapshot) {
  std::unique_ptr<FlightRecorder> recorder(
      new FlightRecorder(std::move(events), std::move(changes)));
  if (Result<void> begun = recorder->begin(std::move(snapshot)); !begun) return begun.error();
  return recorder;
}

// Applies the next change. False when there is none now.
Result<bool> FlightRecorder::take_change() {
  RawEvent event;
  Result<Next> got = changes_->next(event);
  if (!got) return got.error();
  if (got.value() == Next::kSnapshot) {
    state_.apply(changes_->snapshot());
    return true;
  }
  if (got.value() != Next::kEvent) return false;
  scratch_.reset();
  state_.step(event, *moment_);
  return true;
}

// What happened while the snapshot was taken is applied, and what happened until the last look.
Result<void> FlightRecorder::begin(std::vector<SnapshotItem> snapshot) {
  state_.keep_idle_threads();
  changes_->set_snapshot(std::move(snapshot));
  bool done = false;
  while (!done) {
    Result<bool> took = take_change();
    if (!took) return took.error();
    done = !took.value() && changes_->snapshot_done();
  }
  snapshot_clock_ = changes_->seen();
  changes_->hold_back_after(snapshot_clock_);
  return {};
}

// Applies all changes up to this clock.
Result<void> FlightRecorder::advance(uint64_t clock) {
  if (clock <= snapshot_clock_) return {};
  snapshot_clock_ = clock;
  changes_->hold_back_after(clock);
  while (true) {
    Result<bool> took = take_change();
    if (!took) return took.error();
    if (took.value()) continue;
    if (changes_->seen() >= clock) return {};
    std::this_thread::sleep_for(milliseconds(1));
  }
}

Result<void> FlightRecorder::tend() {
  const auto now = std::chrono::steady_clock::now();
  if (now - tended_ < kBetweenLooks) return {};
  tended_ = now;
  if (const uint64_t oldest = oldest_clock(*events_); oldest > 0) {
    if (Result<void> done = advance(oldest - 1); !done) return done;
  }
  while (changes_->is_fuller_than(kTooFull)) {
    // Half of the way to now, for as much of the window is to stay as can.
    Result<uint64_t> clock = events_->now();
    if (!clock) return clock.error();
    if (clock.value() <= snapshot_clock_ + 1) break;
    const uint64_t half = snapshot_clock_ + (clock.value() - snapshot_clock_) / 2;
    if (Result<void> done = advance(half); !done) return done;
  }
  return {};
}

Result<FlightSpan> FlightRecorder::take() {
  Result<uint64_t> now = events_->now();
  if (!now) return now.error();
  if (!stopped_) std::this_thread::sleep_for(std::chrono::nanoseconds(kRecordSlackNs));
  auto copy = std::make_unique<RingCopy>(*events_, now.value());
  if (copy->oldest() > 0) {
    if (Result<void> done = advance(copy->oldest() - 1); !done) return done.error();
  }
  copy->keep_from(snapshot_clock_ + 1);
  RecordClock clock;
  clock.read(copy->clock_page());
  FlightSpan window;
  window.snapshot = state_.snapshot();
  window.older = copy->older();
  window.span_ns = clock.span_ns(copy->span());
  window.device = std::move(copy);
  return window;
}

void FlightRecorder::stop() {
  events_->stop();
  changes_->stop();
  stopped_ = true;
}

Counters FlightRecorder::counters() const { return counters_of(*events_); }

}  // namespace sonde
