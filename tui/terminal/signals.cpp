// Handlers; see signals.h. A handler only sets flags and writes a byte into a pipe, except for
// fatal signals.
// SPDX-License-Identifier: Apache-2.0
#include "tui/terminal/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <iterator>

#include "tui/terminal/ncurses_screen.h"

namespace sonde {

namespace {

constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP};
// The last two mean nothing here, and must not end the program.
constexpr int kWaking[] = {SIGWINCH, SIGCONT, SIGUSR1, SIGUSR2};
constexpr int kFatal[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT};

// Taken and cleared in one step: a signal that comes in between would be lost.
std::atomic<bool> g_ends{false}, g_stops{false};
static_assert(std::atomic<bool>::is_always_lock_free, "set from a signal handler");
int g_pipe[2] = {-1, -1};

void wake() {
  const int saved = errno;
  const char byte = 0;
  [[maybe_unused]] const ssize_t written = write(g_pipe[1], &byte, 1);
  errno = saved;
}

void on_end(int) {
  g_ends = true;
  wake();
}
void on_stop(int) {
  g_stops = true;
  wake();
}
void on_wake(int) { wake(); }
void on_fatal(int number) {
  restore_terminal_in_signal_handler();
  signal(number, SIG_DFL);
  raise(number);
}

void set(int number, void (*handler)(int), int flags = SA_RESTART) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigaction(number, &action, nullptr);
}

// A sanitizer has handlers of its own, which tell more.
bool has_handler(int number) {
  struct sigaction action = {};
  sigaction(number, nullptr, &action);
  return action.sa_handler != SIG_DFL;
}

}  // namespace

TerminalSignals::TerminalSignals() {
  if (pipe2(g_pipe, O_NONBLOCK | O_CLOEXEC) != 0) g_pipe[0] = g_pipe[1] = -1;
  g_ends = false;
  g_stops = false;
  for (int number : kEnding) set(number, on_end);
  for (int number : kWaking) set(number, on_wake);
  set(SIGTSTP, on_stop);
  set(SIGPIPE, SIG_IGN);
  for (int number : kFatal) {
    if (!has_handler(number)) set(number, on_fatal, static_cast<int>(SA_RESETHAND));
  }
}

TerminalSignals::~TerminalSignals() {
  for (int number : kEnding) signal(number, SIG_DFL);
  for (int number : kWaking) signal(number, SIG_DFL);
  signal(SIGTSTP, SIG_DFL);
  for (int& fd : g_pipe) {
    if (fd >= 0) close(fd);
    fd = -1;
  }
}

int TerminalSignals::fd() const { return g_pipe[0]; }

TerminalSignals::Seen TerminalSignals::take() {
  char bytes[64];
  while (read(g_pipe[0], bytes, sizeof bytes) > 0) {
  }
  return {g_ends.exchange(false), g_stops.exchange(false)};
}

void TerminalSignals::stop_now() {
  signal(SIGTSTP, SIG_DFL);
  raise(SIGTSTP);
  set(SIGTSTP, on_stop);
}

}  // namespace sonde
