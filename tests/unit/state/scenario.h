// Scenario: a State with one process (tid 10 "alpha", its parent 1 "init") and a clock, to which
// tests feed calls in the classic form (enter, exit) or in today's form (exit only).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "event_builder.h"
#include "state/moment.h"
#include "state/state.h"
#include "state/text_options.h"

namespace sonde {

class Scenario {
 public:
  Scenario() {
    ThreadSnapshot init, alpha;
    init.tid = init.pid = 1;
    init.comm = init.exe = "init";
    init.cwd = "/";
    init.vtid = init.vpid = 1;
    alpha.tid = alpha.pid = 10;
    alpha.ptid = 1;
    alpha.vtid = alpha.vpid = 10;
    alpha.comm = "alpha";
    alpha.exe = "/bin/alpha";
    alpha.cwd = "/home/a/";
    alpha.uid = alpha.gid = 1000;
    state.apply(std::vector<ThreadSnapshot>{init, alpha});
    moment.scratch = &scratch;
    moment.text = &options;
  }

  EventBuilder event(EventId id, uint64_t tid = 10) { return {id, tid, now_ns += 1000}; }
  const Moment& step(EventBuilder& built) {
    last = std::move(built);
    state.step(last.get(), moment);
    return moment;
  }
  const Moment& step(EventBuilder&& built) { return step(built); }

  // openat(dirfd, name, flags) = fd, both events
  const Moment& open(int64_t fd, std::string_view name, uint64_t tid = 10, int64_t dirfd = -100,
                     uint32_t flags = 1) {
    step(event(EventId::SYSCALL_OPENAT_2_E, tid).s64(dirfd).text(name).u32(flags).u32(0));
    return step(event(EventId::SYSCALL_OPENAT_2_X, tid)
                    .s64(fd)
                    .s64(dirfd)
                    .text(name)
                    .u32(flags)
                    .u32(0)
                    .u32(0x801));
  }
  const Moment& close(int64_t fd, int64_t result = 0, uint64_t tid = 10) {
    step(event(EventId::SYSCALL_CLOSE_E, tid).s64(fd));
    return step(event(EventId::SYSCALL_CLOSE_X, tid).s64(result));
  }
  void nothing() { step(event(EventId::SYSCALL_SELECT_E, 1)); }

  // A clone exit event with 20 parameters, as recorded in 2022.
  EventBuilder clone_exit(uint64_t event_tid, int64_t result, int64_t pid, int64_t ptid,
                          uint32_t flags, int64_t vtid, int64_t vpid) {
    auto built = event(EventId::SYSCALL_CLONE_20_X, event_tid);
    built.s64(result).text("/bin/alpha").bytes(std::string_view("-x\0", 3));
    built.s64(static_cast<int64_t>(event_tid)).s64(pid).s64(ptid).text("").s64(1024);
    built.u64(0).u64(0).u32(100).u32(10).u32(0).text("alpha").empty().u32(flags);
    built.u32(1000).u32(1000).s64(vtid).s64(vpid);
    return built;
  }

  std::string fd_name(int64_t fd, int64_t tid = 10) {
    const Thread* thread = state.find_thread(tid);
    const Descriptor* found = thread ? state.find_fd(*thread, fd) : nullptr;
    return found ? std::string(found->name.view()) : "(none)";
  }

  State state;
  Scratch scratch;
  TextOptions options;
  Moment moment;
  uint64_t now_ns = 1'700'000'000'000'000'000;
  EventBuilder last{EventId::SYSCALL_CLOSE_E, 0, 0};
};

}  // namespace sonde
