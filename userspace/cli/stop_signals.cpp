// Signal handlers: nothing but setting a flag happens in them.
// SPDX-License-Identifier: Apache-2.0
#include "cli/stop_signals.h"

#include <signal.h>
#include <unistd.h>

namespace sonde {
namespace {

std::atomic<bool> stop_wanted{false};
std::atomic<bool> report_wanted{false};
std::atomic<bool> file_wanted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");

void on_stop(int) { stop_wanted.store(true, std::memory_order_relaxed); }
void on_report(int) { report_wanted.store(true, std::memory_order_relaxed); }
void on_file(int) { file_wanted.store(true, std::memory_order_relaxed); }

void watch(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  sigaction(signal, &action, nullptr);
}

bool take(std::atomic<bool>& query) {
  return query.load(std::memory_order_relaxed) && query.exchange(false, std::memory_order_relaxed);
}

}  // namespace

const std::atomic<bool>& watch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop;
  // Without SA_RESTART a blocked read() returns, so the flag is seen at once; with SA_RESETHAND
  // the second signal has its default effect.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  return stop_wanted;
}

void want_stop() { stop_wanted.store(true, std::memory_order_relaxed); }

void watch_report_signal() { watch(SIGUSR1, on_report); }
bool take_report_request() { return take(report_wanted); }

void watch_file_signal() { watch(SIGUSR2, on_file); }
bool take_file_request() { return take(file_wanted); }

void die_of_closed_pipe() {
  signal(SIGPIPE, SIG_DFL);
  raise(SIGPIPE);
  _exit(141);
}

}  // namespace sonde
