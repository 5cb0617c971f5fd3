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

// What nohup has chosen stays.
bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

const std::atomic<bool>& watch_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop;
  // Without SA_RESTART a blocked read() returns, so the flag is seen at once; with SA_RESETHAND
  // the second signal has its default effect.
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int number : {SIGINT, SIGTERM, SIGQUIT}) sigaction(number, &action, nullptr);
  if (!is_ignored(SIGHUP)) sigaction(SIGHUP, &action, nullptr);
  signal(SIGPIPE, SIG_IGN);
  // Even where nobody takes the request, they must not end a recording.
  watch(SIGUSR1, on_report);
  watch(SIGUSR2, on_file);
  watch(SIGXFSZ, [](int) {});  // the write that met the limit of file sizes tells the error
  return stop_wanted;
}

void want_stop() { stop_wanted.store(true, std::memory_order_relaxed); }

bool take_report_request() { return take(report_wanted); }
bool take_file_request() { return take(file_wanted); }

void die_of_closed_pipe() {
  signal(SIGPIPE, SIG_DFL);
  raise(SIGPIPE);
  _exit(141);
}

}  // namespace sonde
