// ScanPool: threads that go over the chunks of an index together. The caller is the first of them;
// each has a RowReplay and an EventStore of its own. They exist while a scan runs and read what
// nobody writes meanwhile. Used by view/query.cpp and session/. What several stages may share:
// Index::lock_refcounts().
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <deque>
#include <thread>
#include <vector>

#include "index/row_replay.h"
#include "state/text_options.h"

namespace sonde {

class ScanPool {
 public:
  // Nobody but the caller, with this stage. All must outlive the pool.
  ScanPool(const Index& index, RowReplay& first) : index_(index) { replays_.push_back(&first); }

  // One more, who reads the same files as `store`, which must outlive the pool.
  void add(const EventStore& store, const TextOptions& text) {
    Member& member = members_.emplace_back(index_, store, text);
    replays_.push_back(&member.replay);
  }

  size_t size() const { return replays_.size(); }
  RowReplay& replay(size_t member) const { return *replays_[member]; }
  // As of each RowReplay.
  void refresh(const State& now) {
    for (RowReplay* replay : replays_) replay->refresh(now);
  }
  void set_text(const TextOptions& text) {
    for (RowReplay* replay : replays_) replay->set_text(text);
  }

  // Calls visit(member, at) once for each chunk, index.chunks()[at]; each member goes upwards.
  // False when `cancelled` became true on the way.
  template <typename Visitor>
  bool scan(const std::atomic<bool>* cancelled, Visitor visit) const {
    return scan(cancelled, 0, members_for_scan(), visit);
  }
  // The same from chunk `first` on, by at most `members` of them.
  template <typename Visitor>
  bool scan(const std::atomic<bool>* cancelled, size_t first, size_t members, Visitor visit) const {
    std::atomic<size_t> next{first};
    std::atomic<bool> stopped{false};
    const auto work = [&](size_t member) {
      while (true) {
        const size_t at = next.fetch_add(1, std::memory_order_relaxed);
        if (at >= index_.chunks().size()) return;
        if (cancelled && cancelled->load(std::memory_order_relaxed)) stopped = true;
        if (stopped) return;
        visit(member, at);
      }
    };
    std::vector<std::thread> threads;
    const size_t some = std::min(members, members_for(index_.chunks().size() - first));
    for (size_t member = 1; member < some; ++member) {
      threads.emplace_back(work, member);
    }
    work(0);
    for (std::thread& thread : threads) thread.join();
    return !stopped;
  }
  // How many take part in a scan: what is soon done is done alone.
  size_t members_for_scan() const { return members_for(index_.chunks().size()); }
  // For tests: how many chunks there must be for each member.
  void set_share(size_t chunks) { chunks_each_ = chunks; }

 private:
  size_t members_for(size_t chunks) const { return std::min(size(), 1 + chunks / chunks_each_); }

  struct Member {
    Member(const Index& index, const EventStore& from, const TextOptions& text)
        : store(from), replay(index, store, text) {}
    EventStore store;
    RowReplay replay;
  };

  const Index& index_;
  size_t chunks_each_ = 4;
  std::deque<Member> members_;  // without the first
  std::vector<RowReplay*> replays_;
};

}  // namespace sonde
