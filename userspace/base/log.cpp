// Lines for the user at the terminal, each written with one write(2) so that lines of several
// programs on one terminal do not mix.
// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <unistd.h>

#include <cerrno>
#include <string>

#include "base/text.h"

namespace sonde {

namespace {

std::string name = "sonde";  // set before threads are made

void write_line(std::string_view prefix, std::string_view line) {
  std::string text(prefix);
  // A message may consist of several lines of ours (an expression with a caret below it).
  for (size_t start = 0;;) {
    const size_t end = line.find('\n', start);
    append_escaped(text, line.substr(start, end - start));
    text.push_back('\n');
    if (end == std::string_view::npos || end + 1 == line.size()) break;
    start = end + 1;
  }
  for (std::string_view left = text; !left.empty();) {
    const ssize_t wrote = write(STDERR_FILENO, left.data(), left.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return;  // nobody reads stderr any more
    left.remove_prefix(static_cast<size_t>(wrote));
  }
}

}  // namespace

void set_program_name(std::string_view program) { name = program; }

void log_info(std::string_view line) { write_line(name + ": ", line); }
void log_warning(std::string_view line) { write_line(name + ": warning: ", line); }

void log_error(const Error& error) {
  log_info(error.what);
  if (!error.hint.empty()) log_info(error.hint);
}

}  // namespace sonde
