// Opening the live machine, and looking at /proc meanwhile. See live_input.h.
// SPDX-License-Identifier: Apache-2.0
#include "session/live_input.h"

#include <map>

#include <algorithm>

#include "base/clock.h"
#include "engine/kmod_device.h"
#include "proc/container_files.h"
#include "proc/proc_scan.h"
#include "state/moment.h"

namespace sonde {
namespace {

// Between the clock of this program and that of records.
constexpr uint64_t kClockMarginNs = 2'000'000;

}  // namespace

LiveInput::LiveInput(std::unique_ptr<RecordDevice> device, State& state)
    : engine_(std::move(device)),
      state_(state),
      ring_bytes_(engine_.ring_bytes()),
      injected_moment_(std::make_unique<Moment>()) {
  injected_moment_->scratch = &scratch_;
  injected_moment_->text = &text_;
}

LiveInput::~LiveInput() = default;

namespace {

// Paths that are no container's are asked for again and again.
class BundleCache {
 public:
  bool has(std::string_view space, std::string_view id) {
    constexpr size_t kMaxKept = 4096;
    if (known_.size() == kMaxKept) known_.clear();
    const auto [found, is_new] = known_.try_emplace({std::string(space), std::string(id)}, false);
    if (is_new) found->second = has_container_bundle(space, id);
    return found->second;
  }

 private:
  std::map<std::pair<std::string, std::string>, bool> known_;
};

}  // namespace

Result<std::unique_ptr<LiveInput>> LiveInput::open(const LiveRequest& request, bool exclude_users,
                                                   State& state) {
  state.keep_idle_threads();
  // Once, and before all: the kernel decides by the same table of users as the filter here.
  std::vector<SnapshotItem> snapshot;
  if (!exclude_users) snapshot = read_accounts();
  Users users = users_of(snapshot);
  if (exclude_users) users.exclude();
  auto device = KmodDevice::open(live_options(request, users));
  if (!device) return device.error();
  auto live = std::make_unique<LiveInput>(device.take(), state);
  KmodEngine& engine = live->engine_;
  ProcScanOptions scan;
  scan.with_users = false;
  if (request.process) scan.only_processes = {request.process};
  state.set_container_look_up([&engine](const ContainerQuery& query) {
    return engine.is_under_pressure() ? std::string() : container_json(query);
  });
  state.set_bundle_look_up(
      [bundles = BundleCache()](std::string_view space, std::string_view id) mutable {
        return bundles.has(space, id);
      });
  auto scanned = scan_proc(scan, [&](SnapshotItem&& item) { snapshot.push_back(std::move(item)); });
  if (!scanned) return scanned.error();
  live->unreadable_ = std::move(scanned.value().unreadable);
  engine.set_snapshot(std::move(snapshot));
  state.set_snapshot_time(epoch_ns() + kClockMarginNs);
  // It takes a while on a machine with many sockets, and events are worth more than a name.
  state.set_look_up([&engine](int64_t tid, const std::vector<int64_t>& only) {
    return engine.is_under_pressure() ? std::vector<FdSnapshot>() : scan_tables({tid}, only);
  });
  return live;
}

// The events must be of about now, and looking may take a tenth of the time.
void LiveInput::reconcile() {
  constexpr uint64_t kEveryNs = 500'000'000, kMaxBehindNs = 100'000'000, kShare = 10;
  const uint64_t begin_ns = steady_ns();
  if (begin_ns < next_reconcile_ns_ || engine_.is_under_pressure()) return;
  next_reconcile_ns_ = begin_ns + kEveryNs;
  const uint64_t reported_ns = engine_.now_ns();
  if (epoch_ns() > reported_ns + kMaxBehindNs) return;
  const std::vector<int64_t> tids = state_.suspect(reported_ns);
  if (tids.empty()) return;
  const std::vector<FdSnapshot> found = scan_tables(tids);
  state_.reconcile(tids, found, epoch_ns() + kClockMarginNs);
  const uint64_t end_ns = steady_ns();
  next_reconcile_ns_ = end_ns + std::max(kEveryNs, kShare * (end_ns - begin_ns));
}

const Moment& LiveInput::inject(const RawEvent& event) {
  scratch_.reset();
  injected_ = event;
  state_.step(injected_, *injected_moment_);
  return *injected_moment_;
}

// Gap markers are handed out, and are not in the kernel's count.
uint64_t LiveInput::unread_events() const {
  const uint64_t taken = engine_.snapshot_events() + engine_.taken_events() - dropped_;
  const uint64_t recorded = engine_.counters().written + engine_.gap_events();
  return recorded > taken ? recorded - taken : 0;
}

}  // namespace sonde
