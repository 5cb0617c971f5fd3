// RollupThread: a thread that builds the rollups of full chunks while the decoding thread fills the
// next ones, and has memory ready for those. It reads chunks that nobody writes any more, and
// nothing else.
// Used by explorer_thread.h. Next: index/rollup.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "index/index.h"
#include "index/rollup.h"

namespace sonde {

class RollupThread {
 public:
  // The index must outlive this.
  explicit RollupThread(Index& index) : index_(index), thread_([this] { run(); }) {}
  ~RollupThread() {
    {
      std::lock_guard hold(lock_);
      ending_ = true;
    }
    given_.notify_one();
    thread_.join();
  }

  // The chunk must live until settle() has returned after this.
  void give(const Chunk& chunk) {
    {
      std::lock_guard hold(lock_);
      chunks_.push_back(&chunk);
    }
    given_.notify_one();
  }
  // Waits until nothing is under way.
  void reconcile() {
    std::unique_lock hold(lock_);
    reconciled_.wait(hold, [this] { return chunks_.empty() && !busy_; });
  }

 private:
  void run() {
    std::unique_lock hold(lock_);
    while (true) {
      given_.wait(hold, [this] { return ending_ || !chunks_.empty(); });
      if (ending_) return;
      const Chunk* const chunk = chunks_.front();
      chunks_.pop_front();
      busy_ = true;
      hold.unlock();
      index_.prepare_memory();
      rollup_of(*chunk);
      hold.lock();
      busy_ = false;
      if (chunks_.empty()) reconciled_.notify_all();
    }
  }

  Index& index_;
  std::mutex lock_;  // guards what follows
  std::condition_variable given_, reconciled_;
  std::deque<const Chunk*> chunks_;
  bool busy_ = false;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace sonde
