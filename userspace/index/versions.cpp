// Numbering versions: see versions.h.
// SPDX-License-Identifier: Apache-2.0
#include "index/versions.h"

namespace sonde {
namespace {

uint8_t class_of(const Descriptor& fd) {
  return static_cast<uint8_t>((fd.is_file() ? kFdFile : 0) | (fd.is_ip() ? kFdIp : 0) |
                              (fd.is_unix() ? kFdUnix : 0) |
                              (fd.is_directory() ? kFdDirectory : 0));
}

}  // namespace

Versions::Versions() : threads_(1), tids_(1, -1), fds_(1), fd_classes_(1) {}

uint32_t Versions::mark(const ThreadInfoRef& info) {
  if (!info->index_mark.number) info->index_mark.number = next_info_++;
  return info->index_mark.number;
}

uint32_t Versions::add(const Thread& thread, uint64_t table) {
  ThreadVersion version;
  version.tid = thread.tid;
  version.table = table;
  version.info = thread.info;
  version.has_leader = thread.leader;
  version.in_use = true;
  version.leader = thread.leader ? thread.leader->info : thread.info;
  uint32_t number;
  if (free_threads_.empty()) {
    number = static_cast<uint32_t>(threads_.size());
    threads_.push_back(std::move(version));
    tids_.push_back(thread.tid);
  } else {
    number = free_threads_.back();
    free_threads_.pop_back();
    threads_[number] = version;
    tids_[number] = thread.tid;
  }
  thread.index_info = mark(thread.info);
  thread.index_leader = thread.leader ? mark(thread.leader->info) : kNoLeader;
  thread.index_version = number;
  return number;
}

uint32_t Versions::add(const Descriptor* fd) {
  uint32_t number;
  if (free_fds_.empty()) {
    number = static_cast<uint32_t>(fds_.size());
    fds_.push_back(DescriptorRef::share(fd));
    fd_classes_.push_back(class_of(*fd));
  } else {
    number = free_fds_.back();
    free_fds_.pop_back();
    fds_[number] = DescriptorRef::share(fd);
    fd_classes_[number] = class_of(*fd);
  }
  fd->index_mark.number = number;
  return number;
}

void Versions::sweep(const std::vector<bool>& threads, const std::vector<bool>& fds) {
  for (uint32_t i = 1; i < threads_.size(); ++i) {
    if (threads[i] || !threads_[i].in_use) continue;
    threads_[i] = {};
    tids_[i] = -1;
    free_threads_.push_back(i);
  }
  for (uint32_t i = 1; i < fds_.size(); ++i) {
    if (fds[i] || !fds_[i]) continue;
    fds_[i]->index_mark.number = 0;
    fds_[i] = {};
    fd_classes_[i] = 0;
    free_fds_.push_back(i);
  }
}

}  // namespace sonde
