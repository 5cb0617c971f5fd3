// Signals of a program on a terminal: those that end it or stop it are noted and the loop acts; of
// those that mean a bug the handler puts the terminal back and lets them through.
// Used by app.cpp only; one at a time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

namespace sonde {

class TerminalSignals {
 public:
  TerminalSignals();
  ~TerminalSignals();
  TerminalSignals(const TerminalSignals&) = delete;

  // Readable when a signal has come.
  int fd() const;
  // What has come since it was asked last.
  struct Seen {
    bool ends = false, stops = false;
  };
  Seen take();
  // Stops the process as Ctrl-Z does; returns when it is continued.
  void stop_now();
};

}  // namespace sonde
