// Starting, signalling and waiting for the program of `sonde run`.
// SPDX-License-Identifier: Apache-2.0
#include "cli/traced_program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "cli/stop_signals.h"

namespace sonde {
namespace {

constexpr int kPassedOn[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR2, SIGCONT, SIGWINCH};

std::atomic<pid_t> running{0};

// A key that was typed reaches the program anyway, for it is in the same group of the terminal.
void on_signal(int number, siginfo_t* info, void*) {
  const int error = errno;
  const pid_t pid = running.load(std::memory_order_relaxed);
  if (!pid)
    want_stop();
  else if (info->si_code != SI_KERNEL)
    kill(pid, number);
  errno = error;
}

void on_child(int) {}  // it interrupts a sleep, and that is all

bool is_program(const std::string& path) {
  struct stat status;
  return access(path.c_str(), X_OK) == 0 && stat(path.c_str(), &status) == 0 &&
         S_ISREG(status.st_mode);
}

// The path that the name stands for; empty when there is none.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return is_program(name) ? name : std::string();
  const char* variable = std::getenv("PATH");
  const std::string path = variable ? variable : "/usr/local/bin:/usr/bin:/bin";
  for (size_t start = 0; start <= path.size();) {
    size_t end = path.find(':', start);
    if (end == std::string::npos) end = path.size();
    const std::string folder = path.substr(start, end - start);
    const std::string candidate = folder.empty() ? name : folder + "/" + name;
    if (is_program(candidate)) return candidate;
    start = end + 1;
  }
  return {};
}

// In the new process: waits, and becomes the program.
[[noreturn]] void become(const std::string& path, const std::vector<std::string>& words, int gate) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  signal(SIGPIPE, SIG_DFL);  // sonde ignores it, and a program would inherit that
  char byte;
  while (true) {
    const ssize_t got = read(gate, &byte, 1);
    if (got == 1) break;
    if (got == 0 || errno != EINTR) _exit(126);  // sonde gave up
  }
  execv(path.c_str(), arguments.data());
  const std::string message = "sonde: cannot run " + path + ": " + std::strerror(errno) + "\n";
  if (write(STDERR_FILENO, message.data(), message.size()) < 0) _exit(126);
  _exit(126);
}

}  // namespace

int exit_code_of_start_failure(const std::string& program) {
  return program.find('/') != std::string::npos && access(program.c_str(), F_OK) == 0 ? 126 : 127;
}

Result<std::unique_ptr<TracedProgram>> TracedProgram::start(const std::vector<std::string>& words) {
  const std::string path = find_program(words.front());
  if (path.empty()) {
    const bool there = exit_code_of_start_failure(words.front()) == 126;
    return Error{ErrorKind::kSystem,
                 "cannot run " + words.front() + ": " +
                     (there ? "it is no program that you may run" : "there is no such program"),
                 {}};
  }
  int gate[2];
  if (pipe2(gate, O_CLOEXEC)) {
    return Error{
        ErrorKind::kSystem, std::string("cannot make a pipe: ") + std::strerror(errno), {}};
  }
  const pid_t pid = fork();
  if (pid < 0) {
    const int error = errno;
    close(gate[0]);
    close(gate[1]);
    return Error{ErrorKind::kSystem, std::string("cannot fork: ") + std::strerror(error), {}};
  }
  if (pid == 0) {
    close(gate[1]);
    become(path, words, gate[0]);
  }
  close(gate[0]);
  return std::unique_ptr<TracedProgram>(new TracedProgram(pid, gate[1]));
}

TracedProgram::~TracedProgram() {
  running.store(0, std::memory_order_relaxed);
  if (gate_ < 0) return;
  close(gate_);
  waitpid(pid_, nullptr, 0);
}

void TracedProgram::release() {
  running.store(pid_, std::memory_order_relaxed);
  struct sigaction action {};
  action.sa_sigaction = on_signal;
  action.sa_flags = SA_SIGINFO;
  for (const int number : kPassedOn) sigaction(number, &action, nullptr);
  struct sigaction child {};
  child.sa_handler = on_child;
  sigaction(SIGCHLD, &child, nullptr);
  const char byte = 0;
  while (write(gate_, &byte, 1) < 0 && errno == EINTR) {
  }
  close(gate_);
  gate_ = -1;
}

bool TracedProgram::ended() {
  if (ended_) return true;
  ended_ = waitpid(pid_, &status_, WNOHANG) == pid_;
  if (ended_) running.store(0, std::memory_order_relaxed);
  return ended_;
}

int TracedProgram::exit_code() const {
  return WIFSIGNALED(status_) ? 128 + WTERMSIG(status_) : WEXITSTATUS(status_);
}

void TracedProgram::end_alike() const {
  if (WIFSIGNALED(status_)) {
    const rlimit no_core{0, 0};  // the program has left its own, if any
    setrlimit(RLIMIT_CORE, &no_core);
    signal(WTERMSIG(status_), SIG_DFL);
    raise(WTERMSIG(status_));
  }
  _exit(exit_code());
}

}  // namespace sonde
