// Versions: what threads and descriptors were at different times, numbered. A row of the index has
// the number of a thread version, which answers "who was this then"; a question about threads is
// answered once for each version and not once for each event.
// State marks what it hands out with the number (index_mark), so finding it costs a load.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "state/thread.h"

namespace sonde {

// A thread together with the first thread of its process.
struct ThreadVersion {
  int64_t tid = -1;
  uint64_t table = 0;  // of its descriptors: FdHistories::find()
  ThreadInfoRef info, leader;
  bool has_leader = false;
  bool in_use = false;  // false: its number is free
};

enum FdClass : uint8_t { kFdFile = 1, kFdIp = 2, kFdUnix = 4, kFdDirectory = 8 };

class Versions {
 public:
  Versions();

  // The number of what the thread is now; 0: it is new, or another than it was. That its table is
  // another is not looked at.
  uint32_t known(const Thread& thread) const {
    const uint32_t info = thread.info->index_mark.number;
    const uint32_t leader = thread.leader ? thread.leader->info->index_mark.number : kNoLeader;
    const bool is_same =
        info && leader && thread.index_info == info && thread.index_leader == leader;
    return is_same ? thread.index_version : 0;
  }
  // What the thread is now gets a number.
  uint32_t add(const Thread& thread, uint64_t table);
  uint32_t of(const Descriptor* fd) {
    if (!fd) return 0;
    return fd->index_mark.number ? fd->index_mark.number : add(fd);
  }

  size_t thread_count() const { return threads_.size(); }  // [0] stands for none
  size_t fd_count() const { return fds_.size(); }
  const ThreadVersion& thread(uint32_t version) const { return threads_[version]; }
  const Descriptor& fd(uint32_t version) const { return *fds_[version]; }
  const DescriptorRef& fd_ref(uint32_t version) const { return fds_[version]; }
  bool has_fd(uint32_t version) const { return static_cast<bool>(fds_[version]); }
  // FdClass bits; 0 of version 0.
  const uint8_t* fd_classes() const { return fd_classes_.data(); }
  const int64_t* tids() const { return tids_.data(); }

  // The live history forgets: what is not marked in `threads` and `fds` goes, its number is given
  // out anew. Numbers that the state still has must be marked.
  void sweep(const std::vector<bool>& threads, const std::vector<bool>& fds);

 private:
  static constexpr uint32_t kNoLeader = 0xFFFFFFFF;

  uint32_t add(const Descriptor* fd);
  uint32_t mark(const ThreadInfoRef& info);

  std::vector<ThreadVersion> threads_;
  std::vector<int64_t> tids_;
  std::vector<DescriptorRef> fds_;
  std::vector<uint8_t> fd_classes_;
  std::vector<uint32_t> free_threads_, free_fds_;
  uint32_t next_info_ = 1;
};

}  // namespace sonde
