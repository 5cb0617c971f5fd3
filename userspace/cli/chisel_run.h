// ChiselRun: the host of the chisels of one run of sonde: their text goes where lines go, and what
// they ask for before the capture starts changes how the run is set up.
// Made by run_setup.cpp when there is a -c; asked by run.cpp. Next: script/chisel_set.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options.h"
#include "print/line_output.h"
#include "script/chisel_set.h"
#include "session/session.h"

namespace sonde {

class ChiselRun : public ChiselHost {
 public:
  // Both must outlive it. `filter`: of the command line and its file.
  ChiselRun(const Options& options, std::string filter, LineOutput& output);

  ChiselSet& set() { return set_; }
  // Before the capture starts; `session` must outlive the chisels.
  void set_session(const Session& session) { session_ = &session; }
  // The run is to end: a chisel said so, or none of them is left.
  bool wants_end() const { return ends_ || !set_.alive(); }
  bool ended_capture() const { return ends_; }

  // What chisels asked for in on_init().
  const std::optional<std::string>& capture_filter() const { return capture_filter_; }
  uint32_t snaplen() const { return snaplen_; }  // 0 = not asked for
  const std::optional<BufferText>& buffer_text() const { return buffer_text_; }
  // Command lines of runs that are to follow this one.
  const std::vector<std::vector<std::string>>& later_runs() const { return later_runs_; }

  const ChiselFacts& facts() const override { return facts_; }
  const State& state() const override { return session_->state(); }
  std::string source_name() const override;
  double progress() const override { return session_ ? session_->progress() : 0; }
  std::string& output() override { return output_.buffer(); }
  bool end_piece() override { return output_.end_line(); }
  bool flush() override { return output_.flush(); }
  void terminal_size(int& width, int& height) const override;
  Result<void> set_capture_filter(std::string_view text) override;
  Result<void> set_snaplen(uint32_t bytes) override;
  Result<void> set_buffer_text(BufferText form) override;
  void end_capture() override { ends_ = true; }
  void run_after(std::vector<std::string> words) override {
    later_runs_.push_back(std::move(words));
  }

 private:
  Result<void> before_start() const;

  const Options& options_;
  LineOutput& output_;
  const Session* session_ = nullptr;
  ChiselFacts facts_;
  std::optional<std::string> capture_filter_;
  std::optional<BufferText> buffer_text_;
  uint32_t snaplen_ = 0;
  bool ends_ = false;
  std::vector<std::vector<std::string>> later_runs_;
  ChiselSet set_;
};

}  // namespace sonde
