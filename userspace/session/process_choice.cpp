// Asks the filter about threads and descriptors as if each had an event of its own.
// SPDX-License-Identifier: Apache-2.0
#include "session/process_choice.h"

#include <algorithm>

#include "base/seeded_hash.h"
#include "state/moment.h"
#include "state/text_options.h"

namespace sonde {
namespace {

// A moment at which nothing happens; `event` must outlive it.
Moment quiet_moment(const State& state, const RawEvent& event, Scratch& scratch,
                    const TextOptions& text) {
  Moment moment;
  moment.event = &event;
  moment.state = &state;
  moment.scratch = &scratch;
  moment.text = &text;
  return moment;
}

}  // namespace

void keep_matching(Filter& filter, const State& state, std::vector<ThreadSnapshot>& threads,
                   std::vector<FdSnapshot>& descriptors) {
  Scratch scratch;
  const TextOptions text;
  RawEvent event;
  event.id = static_cast<uint16_t>(EventId::SCAPEVENT_E);
  event.ts_ns = state.first_ts_ns();
  Moment moment = quiet_moment(state, event, scratch, text);
  const auto matches = [&](uint64_t tid, const FdSnapshot* fd) {
    scratch.reset();
    event.tid = tid;
    moment.thread = state.find_thread(static_cast<int64_t>(tid));
    if (!moment.thread) return false;
    moment.fd_num = fd ? fd->fd : -1;
    moment.fd = fd ? state.find_fd(*moment.thread, fd->fd) : nullptr;
    return filter.matches(moment);
  };

  HashSet<uint64_t> whole, partly;
  for (const ThreadSnapshot& thread : threads) {
    if (matches(thread.tid, nullptr)) whole.insert(thread.tid);
  }
  std::erase_if(descriptors, [&](const FdSnapshot& fd) {
    if (whole.contains(fd.tid)) return false;
    if (!matches(fd.tid, &fd)) return true;
    partly.insert(fd.tid);
    return false;
  });
  std::erase_if(threads, [&](const ThreadSnapshot& thread) {
    return !whole.contains(thread.tid) && !partly.contains(thread.tid);
  });
}

}  // namespace sonde
