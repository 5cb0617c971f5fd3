// ChiselHost: what chisels want of the program that runs them: where text goes, what the command
// line said, how to end the run. cli/chisel_run.cpp is the host of sonde; tests have their own.
// Next: chisel.h, chisel_set.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "state/moment.h"
#include "state/text_options.h"

namespace sonde {

// Of the command line; does not change while chisels run.
struct ChiselFacts {
  bool live = false;
  bool on_terminal = false;
  bool color = false;       // the terminal and the user want it
  bool json = false;        // -j
  bool containers = false;  // -pc, -pk or -pm
  bool trusted = false;     // --trust-scripts
  std::string filter;       // of the command line
  std::string default_format;
};

class ChiselHost {
 public:
  virtual ~ChiselHost() = default;

  virtual const ChiselFacts& facts() const = 0;
  // Valid after capture start only.
  virtual const State& state() const = 0;
  // File that is read; empty for the live machine.
  virtual std::string source_name() const = 0;
  // 0.0 to 1.0, negative when unknown.
  virtual double progress() const = 0;

  // Output. flush() is false when nothing more can be written: the run ends then.
  virtual std::string& output() = 0;
  virtual bool end_piece() = 0;  // what was appended may be written now
  virtual bool flush() = 0;
  // Width and height; -1 when there is no terminal.
  virtual void terminal_size(int& width, int& height) const = 0;

  // Requests. The first three are taken before the capture starts only; an error says why not.
  virtual Result<void> set_capture_filter(std::string_view text) = 0;
  virtual Result<void> set_snaplen(uint32_t bytes) = 0;
  virtual Result<void> set_buffer_text(BufferText form) = 0;
  virtual void end_capture() = 0;
  // Runs the program again with these arguments when this run is over.
  virtual void run_after(std::vector<std::string> words) = 0;
};

}  // namespace sonde
