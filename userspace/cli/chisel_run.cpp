// See chisel_run.h.
// SPDX-License-Identifier: Apache-2.0
#include "cli/chisel_run.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "cli/line_style.h"

namespace sonde {

ChiselRun::ChiselRun(const Options& options, std::string filter, LineOutput& output)
    : options_(options), output_(output), set_(*this, options.chisels) {
  facts_.live = options.inputs.empty();
  facts_.on_terminal = lines_on_terminal(options);
  facts_.color = wants_color(options);
  facts_.json = options.json;
  facts_.containers = options.shape != FormatShape::kPlain;
  facts_.trusted = options.trust_scripts;
  facts_.filter = std::move(filter);
  facts_.default_format = format_text(options);
}

std::string ChiselRun::source_name() const {
  if (options_.inputs.empty()) return {};
  return session_ ? session_->path() : options_.inputs.front();
}

void ChiselRun::terminal_size(int& width, int& height) const {
  winsize size = {};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return;
  width = size.ws_col;
  height = size.ws_row;
}

Result<void> ChiselRun::before_start() const {
  if (!session_) return {};
  return Error{ErrorKind::kUsage, "this works in on_init() only, before the capture starts", {}};
}

Result<void> ChiselRun::set_capture_filter(std::string_view text) {
  if (Result<void> early = before_start(); !early) return early;
  if (text.find_first_not_of(' ') != std::string_view::npos) {
    if (auto filter = Filter::compile(text, nullptr); !filter) return filter.error();
  }
  capture_filter_ = text;
  return {};
}

Result<void> ChiselRun::set_snaplen(uint32_t bytes) {
  if (Result<void> early = before_start(); !early) return early;
  snaplen_ = std::max(snaplen_, bytes);
  return {};
}

Result<void> ChiselRun::set_buffer_text(BufferText form) {
  if (Result<void> early = before_start(); !early) return early;
  buffer_text_ = form;
  return {};
}

}  // namespace sonde
