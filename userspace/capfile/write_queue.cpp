// WriteQueue: see write_queue.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/write_queue.h"

#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include <algorithm>

namespace sonde {
namespace {

constexpr int kMaxThreads = 8;
constexpr size_t kMaxSpare = 16;

}  // namespace

// Signals are for the thread that reads: they end its waiting.
WriteQueue::WriteQueue(size_t max_bytes) : max_bytes_(max_bytes) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { work(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

WriteQueue::~WriteQueue() {
  {
    std::lock_guard lock(mutex_);
    ending_ = true;
  }
  added_.notify_one();
  thread_.join();
}

int WriteQueue::free_threads() {
  cpu_set_t cpus;
  const int count = sched_getaffinity(0, sizeof cpus, &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
  return std::clamp(count - 1, 1, kMaxThreads);
}

void WriteQueue::add(Item item) {
  {
    std::unique_lock lock(mutex_);
    // One that is larger than the queue goes through it alone.
    done_.wait(lock, [&] { return waiting_ == 0 || waiting_ + item.bytes <= max_bytes_; });
    waiting_ += item.bytes;
    items_.push_back(std::move(item));
  }
  added_.notify_one();
}

void WriteQueue::push(std::shared_ptr<OutputFile> file, OutputBuffer buffer) {
  const size_t bytes = buffer.capacity;
  add({std::move(file), std::move(buffer), bytes, {}});
}

OutputBuffer WriteQueue::take_buffer(size_t capacity) {
  {
    std::lock_guard lock(mutex_);
    if (!spare_.empty() && spare_.back().capacity >= capacity) {
      OutputBuffer buffer = std::move(spare_.back());
      spare_.pop_back();
      return buffer;
    }
  }
  return OutputBuffer(capacity);
}

void WriteQueue::flush(std::shared_ptr<OutputFile> file) {
  run(std::move(file), 0, [](OutputFile& one) { one.flush(); });
}

void WriteQueue::close(std::shared_ptr<OutputFile> file) {
  run(std::move(file), 0, [this](OutputFile& one) {
    Result<void> noted = one.close();
    static_cast<void>(noted);  // note() asks the file
    if (one.bytes_put() == 0) return;
    last_ratio_.store(
        static_cast<double>(one.bytes_on_disk()) / static_cast<double>(one.bytes_put()),
        std::memory_order_relaxed);
  });
}

void WriteQueue::run(std::shared_ptr<OutputFile> file, size_t bytes,
                     std::function<void(OutputFile&)> task) {
  add({std::move(file), OutputBuffer(), bytes, std::move(task)});
}

void WriteQueue::drain() {
  std::unique_lock lock(mutex_);
  done_.wait(lock, [&] { return items_.empty() && !busy_; });
}

size_t WriteQueue::waiting_bytes() const {
  std::lock_guard lock(mutex_);
  return waiting_;
}

Error WriteQueue::error() const {
  std::lock_guard lock(mutex_);
  return error_;
}

void WriteQueue::note(const OutputFile& file) {
  if (!file.failed() || failed()) return;
  error_ = file.error();
  failed_.store(true, std::memory_order_release);
}

void WriteQueue::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    added_.wait(lock, [&] { return ending_ || !items_.empty(); });
    if (items_.empty()) return;
    Item item = std::move(items_.front());
    items_.pop_front();
    busy_ = true;
    const bool is_behind = waiting_ > max_bytes_ / 2;
    lock.unlock();
    if (item.task) {
      item.task(*item.file);
      item.task = {};  // what it holds goes before the others can go on
    } else {
      item.file->hurry(is_behind);
      item.file->put(item.buffer.bytes.get(), item.buffer.used);
    }
    lock.lock();
    note(*item.file);
    item.file.reset();
    busy_ = false;
    waiting_ -= item.bytes;
    if (item.buffer.bytes && spare_.size() < kMaxSpare) {
      item.buffer.used = 0;
      spare_.push_back(std::move(item.buffer));
    }
    done_.notify_all();
  }
}

}  // namespace sonde
