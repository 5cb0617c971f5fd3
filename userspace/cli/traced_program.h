// TracedProgram: the program that `sonde run` starts. It is born waiting, so that recording can
// begin before its first instruction; signals that sonde gets are passed on to it; it is waited
// for, and sonde ends as it ended. Used by run.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace sonde {

class TracedProgram {
 public:
  // Finds the program (by PATH, as a shell does) and starts a process that will become it. Errors:
  // there is no such program, or it may not be run; see exit_code_of_start_failure().
  static Result<std::unique_ptr<TracedProgram>> start(const std::vector<std::string>& words);
  // A process that was never released ends.
  ~TracedProgram();
  TracedProgram(const TracedProgram&) = delete;
  TracedProgram& operator=(const TracedProgram&) = delete;

  pid_t pid() const { return pid_; }
  // The process becomes the program. From now on signals are passed on.
  void release();
  // True when the program itself has ended; its children may still run.
  bool ended();
  // As the shell would tell it: the exit status, or 128 and the signal. Valid after ended().
  int exit_code() const;
  // Ends sonde as the program ended: by the same signal, when it was one.
  [[noreturn]] void end_alike() const;

 private:
  TracedProgram(pid_t pid, int gate) : pid_(pid), gate_(gate) {}

  pid_t pid_;
  int gate_;  // the process waits until this is closed after one byte; -1 = released
  bool ended_ = false;
  int status_ = 0;
};

// 127 when there is no such program, 126 when it cannot be run: what a shell would return.
int exit_code_of_start_failure(const std::string& program);

}  // namespace sonde
