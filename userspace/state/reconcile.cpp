// Tables of descriptors that may not be what is known of them, and making them so: see state.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "state/state.h"

namespace sonde {
namespace {

constexpr uint64_t kQuietNs = 200'000'000;  // no record of a change may still be under way
// A table that changes all the time is suspect again after each look: each waits twice as long as
// the one before, if that was recent.
constexpr uint64_t kFirstPauseNs = 500'000'000, kRecentNs = 30'000'000'000;
constexpr uint8_t kMaxDoublings = 4;
constexpr size_t kMaxAtOnce = 64;
constexpr size_t kMaxSuspects = 4096;

bool has_ends(const Descriptor& fd, const IpAddress& one, uint16_t one_port, const IpAddress& other,
              uint16_t other_port) {
  return fd.source == one && fd.source_port == one_port && fd.dest == other &&
         fd.dest_port == other_port;
}

// Whether the snapshot describes what is known already, of which records say more. Ends of a
// connection stand the other way round once it is known who asked for it.
bool is_same(const Descriptor& known, const Descriptor& seen) {
  if (known.type != seen.type) return false;
  if (known.is_ip()) {
    return known.l4 == seen.l4 &&
           (has_ends(known, seen.source, seen.source_port, seen.dest, seen.dest_port) ||
            has_ends(known, seen.dest, seen.dest_port, seen.source, seen.source_port));
  }
  if (known.ino && seen.ino && known.ino != seen.ino) return false;
  return !known.dev || !seen.dev || known.dev == seen.dev;
}

bool is_resting(const DescriptorTable& table, uint64_t now_ns) {
  if (table.last_change.ts_ns + kQuietNs >= now_ns) return false;
  const uint64_t pause_ns = table.looks ? kFirstPauseNs << (table.looks - 1) : 0;
  return table.seen_ts_ns + pause_ns < now_ns;
}

}  // namespace

void State::suspect(Thread& thread) {
  if (!look_up_ || thread.fds->is_suspect() || suspects_.size() >= kMaxSuspects) return;
  thread.fds->set_suspect(true);
  const Thread& leader = leader_of(thread);
  suspects_.push_back({thread.fds, leader.fds == thread.fds ? leader.tid : thread.tid});
}

// -1 when they have all ended.
int64_t State::holder_of(const DescriptorTableRef& table) const {
  int64_t tid = -1;
  threads_.for_each([&](const Thread& thread) {
    if (thread.fds == table && !thread.dying && tid < 0) tid = thread.tid;
  });
  return tid;
}

std::vector<int64_t> State::suspect(uint64_t now_ns) {
  std::vector<int64_t> tids;
  std::erase_if(suspects_, [&](Suspect& suspect) {
    const DescriptorTableRef table = suspect.table.lock();
    if (!table) return true;
    if (tids.size() == kMaxAtOnce || !is_resting(*table, now_ns)) return false;
    const Thread* holder = threads_.find(suspect.tid);
    if (!holder || holder->dying || holder->fds != table) suspect.tid = holder_of(table);
    if (suspect.tid < 0) return true;
    tids.push_back(suspect.tid);
    return false;
  });
  return tids;
}

void State::reconcile(const std::vector<int64_t>& tids, const std::vector<FdSnapshot>& found,
                      uint64_t seen_ts_ns) {
  std::erase_if(suspects_, [&](const Suspect& suspect) {
    if (std::find(tids.begin(), tids.end(), suspect.tid) == tids.end()) return false;
    const Thread* holder = threads_.find(suspect.tid);
    if (!holder || holder->fds != suspect.table.lock()) return false;
    DescriptorTable& table = *holder->fds;
    reconcile(table, found, suspect.tid);
    if (table.seen_ts_ns + kRecentNs < seen_ts_ns) table.looks = 0;
    if (table.looks <= kMaxDoublings) ++table.looks;
    table.seen_ts_ns = seen_ts_ns;
    return true;
  });
}

void State::reconcile(DescriptorTable& table, const std::vector<FdSnapshot>& found, int64_t tid) {
  table.set_suspect(false);
  std::vector<int64_t> numbers;
  for (const FdSnapshot& one : found) {
    if (static_cast<int64_t>(one.tid) != tid) continue;
    numbers.push_back(one.fd);
    Descriptor seen = descriptor_of(one);
    DescriptorRef* known = table.find(one.fd);
    if (known && is_same(**known, seen)) {
      const uint16_t flag = seen.flags & Descriptor::kCloseOnExec;
      if (((*known)->flags & Descriptor::kCloseOnExec) == flag) continue;
      Descriptor& edited = known->edit();
      edited.flags = static_cast<uint16_t>((edited.flags & ~Descriptor::kCloseOnExec) | flag);
      continue;
    }
    seen.serial = next_serial_++;
    table.set(one.fd, DescriptorRef::make(std::move(seen)));
  }
  if (numbers.empty()) return;  // it has ended meanwhile, or may not be looked at
  std::sort(numbers.begin(), numbers.end());
  std::vector<int64_t> gone;
  table.for_each([&](int64_t number, const Descriptor&) {
    if (!std::binary_search(numbers.begin(), numbers.end(), number)) gone.push_back(number);
  });
  for (const int64_t number : gone) table.erase(number);
}

}  // namespace sonde
