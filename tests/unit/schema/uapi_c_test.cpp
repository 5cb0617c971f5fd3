// The tables must be good for a C compiler too: DKMS machines have nothing else.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

namespace {

std::string output_of(const std::string& command, int& status) {
  std::string output;
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  std::array<char, 4096> buffer;
  while (size_t count = fread(buffer.data(), 1, buffer.size(), pipe))
    output.append(buffer.data(), count);
  status = pclose(pipe);
  return output;
}

TEST(UapiInC, CompilesWithEveryColumnExpanded) {
  int status = 0;
  output_of("gcc --version", status);
  if (status != 0) GTEST_SKIP() << "NOT COMPILED: there is no gcc on this machine";
  const std::string root = SONDE_SOURCE_DIR;
  std::string output = output_of(
      "gcc -std=gnu11 -Wall -Wextra -Werror -Wno-unused-const-variable "
      "-fsyntax-only -I '" +
          root + "' '" + root + "/tests/unit/schema/uapi_c_check.c'",
      status);
  EXPECT_EQ(status, 0) << output;
}

}  // namespace
