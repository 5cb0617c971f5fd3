// sysdig 0.29.3 as a second opinion, where it is installed: only ever reads files here.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace sonde::test {

// What a command prints on standard output, by line, in UTC.
inline std::vector<std::string> command_lines(const std::string& command) {
  std::vector<std::string> lines;
  std::FILE* pipe = ::popen(("TZ=UTC " + command + " 2>/dev/null").c_str(), "r");
  if (!pipe) return lines;
  std::string line;
  for (int c; (c = std::fgetc(pipe)) != EOF;) {
    if (c == '\n') {
      lines.push_back(std::move(line));
      line.clear();
    } else {
      line += static_cast<char>(c);
    }
  }
  if (!line.empty()) lines.push_back(line);
  ::pclose(pipe);
  return lines;
}

inline std::vector<std::string> sysdig_lines(const std::string& arguments) {
  return command_lines("sysdig " + arguments);
}

inline bool have_sysdig() {
  std::vector<std::string> lines = sysdig_lines("--version");
  return !lines.empty() && lines[0].find("0.29.3") != std::string::npos;
}

}  // namespace sonde::test

#define SONDE_NEED_SYSDIG() \
  if (!sonde::test::have_sysdig()) GTEST_SKIP() << "NOT COMPARED: sysdig 0.29.3 is not installed"
