// What the Explorer does beside reading events while it looks at the live machine: processor time
// and memory out of /proc, meters, and forgetting what is older than the history. Runs on the
// Explorer's thread. See explorer_thread.h. Next: proc/process_usage.h, proc/machine_meters.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/clock.h"
#include "explore/explorer_thread.h"
#include "state/moment.h"

namespace sonde {
namespace {

constexpr uint64_t kSampleEveryNs = 1'000'000'000;

}  // namespace

// What a thread used after the last reading of /proc is told by its own event, and not again by the
// next reading of its process.
void ExplorerThread::note_last_usage(const Moment& moment) {
  if (!moment.thread) return;
  constexpr uint64_t kNsOfPpm = 1000;  // of a second
  const Thread& thread = *moment.thread;
  usage_.leave_out(process_of(thread), (thread.cpu_user_ppm + thread.cpu_system_ppm) * kNsOfPpm);
}

// What a thread has used since the reading before becomes an accounting event, as recorders of
// sysdig's kind write them. Threads that rest need none.
void ExplorerThread::sample_usage(uint64_t now_ns) {
  LiveInput& live = *session_->live();
  index_.note_cpu_reading(now_ns);
  const State& state = session_->state();
  const auto is_known = [&](int64_t tid) { return state.find_thread(tid) != nullptr; };
  for (const ThreadUsage& usage : usage_.read(is_known)) {
    const State::Usage amounts{usage.tid,
                               usage.has_total,
                               usage.total_user_ns,
                               usage.total_system_ns,
                               usage.is_leader,
                               static_cast<uint32_t>(usage.vmsize_kb),
                               static_cast<uint32_t>(usage.vmrss_kb),
                               usage.major_faults,
                               usage.minor_faults};
    const bool is_news = live.note_usage(amounts);
    const Thread* thread = state.find_thread(usage.tid);
    if (!thread || !(is_news || usage.user_ticks || usage.system_ticks)) continue;
    uint16_t lengths[2] = {8, 8};
    uint64_t values[2] = {thread->cpu_user_ticks + usage.user_ticks,
                          thread->cpu_system_ticks + usage.system_ticks};
    RawEvent event;
    event.ts_ns = now_ns;
    event.tid = static_cast<uint64_t>(usage.tid);
    event.id = static_cast<uint16_t>(EventId::PROCINFO_E);
    event.lengths = reinterpret_cast<const uint8_t*>(lengths);
    event.params = reinterpret_cast<const uint8_t*>(values);
    event.params_bytes = sizeof values;
    event.nparams = 2;
    event.num = index_.number_of(index_.end_row());
    index_.append(live.inject(event));
  }
}

void ExplorerThread::refresh_live() {
  const uint64_t begin_ns = steady_ns();
  const uint64_t now_ns = session_->live()->now_ns();
  if (begin_ns >= next_sample_ns_) {
    sample_usage(epoch_ns());
    next_sample_ns_ = begin_ns + kSampleEveryNs;
  }
  const uint64_t oldest = now_ns > options_.history_ns ? now_ns - options_.history_ns : 0;
  worker_.reconcile();  // it must not look at what goes
  index_.forget(oldest, options_.history_bytes, session_->state());
  const Meters meters = meters_.read(begin_ns);
  std::lock_guard hold(lock_);
  status_.meters = meters;
  next_refresh_ns_ = begin_ns + kSampleEveryNs;
}

}  // namespace sonde
