// scan_proc over processes in namespaces of their own: sockets of another network, numbers of
// another tree of processes. The rest of the real /proc: proc_live_test.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>

#include "fake_proc.h"

namespace sonde::test {
namespace {

// A child that entered namespaces of its own, and waits until it may end.
class Child {
 public:
  template <typename Begin>
  Child(int namespaces, Begin begin) {
    int ready[2], stop[2];
    EXPECT_EQ(::pipe(ready), 0);
    EXPECT_EQ(::pipe(stop), 0);
    pid_ = static_cast<int>(
        ::syscall(SYS_clone, static_cast<unsigned long>(namespaces) | SIGCHLD, 0, 0, 0, 0));
    if (pid_ == 0) {
      ::close(stop[1]);
      const int answer = begin();
      if (::write(ready[1], &answer, sizeof answer) < 0) ::_exit(1);
      char byte;
      ::_exit(::read(stop[0], &byte, 1) < 0);
    }
    ::close(ready[1]);
    ::close(stop[0]);
    stop_ = stop[1];
    if (pid_ > 0 && ::read(ready[0], &answer_, sizeof answer_) != sizeof answer_) answer_ = -1;
    ::close(ready[0]);
  }
  ~Child() {
    ::close(stop_);
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
  }
  int pid() const { return pid_; }
  int answer() const { return answer_; }

 private:
  int pid_ = -1, stop_ = -1, answer_ = -1;
};

TEST(ProcNamespaces, Network) {
  uint16_t port = 0;
  Child child(CLONE_NEWNET, [&] {
    const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::listen(fd, 4), 0);  // without bind(), the kernel chooses the port
    sockaddr_in own = {};
    socklen_t size = sizeof own;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size);
    return fd | ntohs(own.sin_port) << 12;
  });
  if (child.pid() < 0) GTEST_SKIP() << "SKIPPED needs the right to make namespaces";
  port = static_cast<uint16_t>(child.answer() >> 12);
  const Scanned all = scan_process(child.pid());
  const FdSnapshot* fd = all.fd(child.answer() & 0xfff, static_cast<uint64_t>(child.pid()));
  ASSERT_NE(fd, nullptr);
  EXPECT_EQ(fd->type, FdType::kIpv4Server);
  EXPECT_EQ(fd->source_port, port);
}

TEST(ProcNamespaces, Process) {
  timespec before;
  ::clock_gettime(CLOCK_REALTIME, &before);
  Child child(CLONE_NEWPID, [] { return ::setpgid(0, 0) == 0 ? ::getpgrp() : -1; });
  if (child.pid() < 0) GTEST_SKIP() << "SKIPPED needs the right to make namespaces";
  const Scanned all = scan_process(child.pid());
  const ThreadSnapshot* thread = all.thread(static_cast<uint64_t>(child.pid()));
  ASSERT_NE(thread, nullptr);
  EXPECT_EQ(thread->vpid, 1);
  EXPECT_EQ(thread->vtid, 1);
  EXPECT_EQ(thread->vpgid, child.answer());
  EXPECT_EQ(thread->pgid, child.pid());
  // The boot's time is known to the second.
  EXPECT_NEAR(static_cast<double>(thread->pidns_init_start_ts) / 1e9,
              static_cast<double>(before.tv_sec), 3.0);
}

}  // namespace
}  // namespace sonde::test
