// ThreadLives: which threads lived in the time that a query looks at, what each was at its end, and
// when it began and ended. A thread has several values over its life (user, command, container); a
// row that stands for a thread or a process shows the last ones.
// Used by query.cpp only. Next: index/index.h (ThreadChange, ThreadHistory).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "view/query.h"

namespace sonde {

// What threads were alive in a time, and as which version at its end.
struct LivingThread {
  uint32_t version = 0;
  uint64_t first_row = 0, row = 0;  // of its life; from which on it was that version
  uint64_t end_row = ~uint64_t{0};  // when it has ended
  bool ended = false;
  bool began = false;
  bool has_stats = false;
  ThreadStats stats;            // at the end; memory as before it was let go
  uint32_t largest_rss_kb = 0;  // in the time
};

// One life of a thread's number, as far as it lies in the time.
struct ThreadLife {
  uint32_t version = 0;  // at the end of the life, or of the time; 0 = the number is not known
  bool ended = false;    // in the time
  uint64_t begin_ns = 0, end_ns = 0;  // the part of it that lies in the time
};

class ThreadLives {
 public:
  // The index must outlive it. 0 = open; to_ns is not included.
  ThreadLives(const Index& index, uint64_t from_ns, uint64_t to_ns);

  // The life of the thread that the row belongs to.
  ThreadLife of(int64_t tid, uint64_t row) const;
  // The same of the process's first thread; of the thread itself when that was never seen.
  ThreadLife of_process(int64_t tid, uint64_t row) const;
  // All that lived in the time: those that ended first, then by falling number.
  std::vector<std::pair<int64_t, LivingThread>> all() const;

 private:
  void add_stats(int64_t tid, LivingThread& thread) const;

  const Index& index_;
  uint64_t from_ns_, to_ns_;
  RowRange range_;
};

}  // namespace sonde
