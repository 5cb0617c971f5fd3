// What the State knows of threads and descriptors; the case tables_equal_proc compares it with
// /proc. `table_dump PREFIX` watches the live machine and, on SIGUSR1, writes to PREFIX.1,
// PREFIX.2 and so on, once every record up to the signal has been taken; SIGINT or SIGTERM ends it.
// `table_dump CAPTURE OUT` writes what is known at the end of a file.
// A line is T with a thread, or F with a descriptor; fields are separated by tabs. A thread that
// has descriptors of its own has F lines of its own.
// SPDX-License-Identifier: Apache-2.0
#include <signal.h>

#include <atomic>
#include <cstdio>
#include <map>
#include <string>

#include "base/clock.h"
#include "schema/socket_address.h"
#include "session/session.h"

namespace sonde {
namespace {

std::atomic<bool> stop_asked = false;
std::atomic<bool> dump_asked = false;

void take_signal(int signal) { (signal == SIGUSR1 ? dump_asked : stop_asked) = true; }

// Tabs and the like as \xNN.
std::string plain(std::string_view text) {
  std::string out;
  for (unsigned char c : text) {
    if (c < 32 || c == '\\' || c >= 127) {
      char hex[8];
      std::snprintf(hex, sizeof hex, "\\x%02x", c);
      out += hex;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out;
}

const char* type_word(FdType type) {
  static constexpr const char* kWords[] = {
      "unknown",     "file",     "directory", "ipv4",    "ipv6",        "ipv4server",
      "ipv6server",  "fifo",     "unix",      "event",   "unsupported", "signalfd",
      "eventpoll",   "inotify",  "timerfd",   "netlink", "file",        "bpf",
      "userfaultfd", "io_uring", "memfd",     "pidfd"};
  const auto at = static_cast<size_t>(type);
  return at < std::size(kWords) ? kWords[at] : "?";
}

void write_thread(std::FILE* out, const State& state, const Thread& thread) {
  const ThreadInfo& info = *thread.info;
  const Thread* parent = state.find_thread(info.ptid);
  const long long parent_pid = parent ? parent->info->pid : info.ptid;
  const bool own_fds = thread.leader != &thread && thread.fds != state.leader_of(thread).fds;
  std::fprintf(out,
               "T\t%lld\t%lld\t%lld\t%s\t%u\t%u\t%lld\t%lld\t%lld\t%lld\t%s\t%s\t%s\t%lld\t%d\n",
               static_cast<long long>(info.tid), static_cast<long long>(info.pid), parent_pid,
               plain(info.comm).c_str(), info.uid, info.gid, static_cast<long long>(info.sid),
               static_cast<long long>(info.pgid), static_cast<long long>(info.vtid),
               static_cast<long long>(info.vpid), plain(state.cwd_of(thread)).c_str(),
               plain(info.exepath).c_str(), info.valid ? "valid" : "unknown",
               static_cast<long long>(state.leader_of(thread).info->fdlimit), own_fds);
  if (thread.leader != &thread && !own_fds) return;
  state.fds_of(thread).for_each([&](int64_t number, const Descriptor& fd) {
    std::fprintf(out, "F\t%lld\t%lld\t%s\t%d\t%u\t%llu\t%s\t%d\n", static_cast<long long>(info.tid),
                 static_cast<long long>(number), type_word(fd.type),
                 (fd.flags & Descriptor::kCloseOnExec) != 0, fd.dev,
                 static_cast<unsigned long long>(fd.ino), plain(fd.name).c_str(),
                 static_cast<int>(fd.l4));
  });
}

bool write_dump(const std::string& path, const State& state) {
  const std::string unfinished = path + ".part";
  std::FILE* out = std::fopen(unfinished.c_str(), "w");
  if (!out) return false;
  std::map<int64_t, const Thread*> sorted;
  state.threads().for_each([&](const Thread& thread) {
    if (!thread.dying) sorted[thread.tid] = &thread;
  });
  for (const auto& [tid, thread] : sorted) write_thread(out, state, *thread);
  return std::fclose(out) == 0 && std::rename(unfinished.c_str(), path.c_str()) == 0;
}

int watch(const std::string& prefix) {
  constexpr uint64_t kMarginNs = 200'000'000;  // clocks are read one after the other
  constexpr uint64_t kMaxIdleTimeoutNs = 30'000'000'000;
  SessionOptions options;
  options.live.ring_bytes = 64 << 20;
  auto opened = Session::open(std::move(options), &stop_asked);
  if (!opened) {
    std::fprintf(stderr, "table_dump: %s\n", opened.error().what.c_str());
    return 1;
  }
  Session& session = *opened.value();
  session.live()->set_idle_timeout(100);
  std::fprintf(stderr, "table_dump: ready\n");
  uint64_t due_ns = 0;
  int dumps = 0;
  while (true) {
    const Session::Step step = session.next();
    if (step == Session::Step::kEvent) continue;
    if (step != Session::Step::kIdle) break;
    if (stop_asked) break;
    if (dump_asked.exchange(false)) due_ns = epoch_ns() + kMarginNs;
    if (!due_ns || session.live()->now_ns() < due_ns) continue;
    // What threads that share a table did at the same time is looked up later, in turns.
    const bool waits = session.live()->now_ns() < due_ns + kMaxIdleTimeoutNs;
    if (session.state().suspects() && waits) continue;
    due_ns = 0;
    if (!write_dump(prefix + "." + std::to_string(++dumps), session.state())) return 1;
    std::fprintf(stderr, "table_dump: %llu events, %llu lost, %llu look-ups, %zu suspects\n",
                 static_cast<unsigned long long>(session.events()),
                 static_cast<unsigned long long>(session.live()->counters().lost_in_all()),
                 static_cast<unsigned long long>(session.state().look_ups()),
                 session.state().suspects());
  }
  return 0;
}

int read_file(const std::string& capture, const std::string& out) {
  SessionOptions options;
  options.inputs = {capture};
  auto opened = Session::open(std::move(options));
  if (!opened) {
    std::fprintf(stderr, "table_dump: %s\n", opened.error().what.c_str());
    return 1;
  }
  Session& session = *opened.value();
  while (session.next() == Session::Step::kEvent) {
  }
  return write_dump(out, session.state()) ? 0 : 1;
}

}  // namespace
}  // namespace sonde

int main(int argc, char** argv) {
  if (argc == 3) return sonde::read_file(argv[1], argv[2]);
  if (argc != 2) {
    std::fprintf(stderr, "usage: table_dump PREFIX | CAPTURE OUT\n");
    return 2;
  }
  struct sigaction action = {};
  action.sa_handler = sonde::take_signal;
  for (int signal : {SIGUSR1, SIGINT, SIGTERM}) ::sigaction(signal, &action, nullptr);
  return sonde::watch(argv[1]);
}
