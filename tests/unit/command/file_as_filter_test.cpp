// `sonde FILE`: the file is named, and how it is read.
// SPDX-License-Identifier: Apache-2.0
#include "command/file_as_filter.h"

#include <gtest/gtest.h>

#include <fstream>

#include "temp_path.h"

namespace sonde {
namespace {

TEST(FileAsFilter, AFileThatExistsIsNamed) {
  const std::string path = test::temp_path("a.scap");
  std::ofstream{path} << "text";
  const auto error = file_as_filter(path + " proc.name=x", "sonde");
  ASSERT_TRUE(error.has_value());
  EXPECT_NE(error->what.find(path), std::string::npos) << error->what;
  EXPECT_NE((error->what + error->hint).find("-r"), std::string::npos);
}

TEST(FileAsFilter, WhatIsNoFileIsAFilter) {
  EXPECT_FALSE(file_as_filter("proc.name=cat", "sonde").has_value());
  EXPECT_FALSE(file_as_filter(test::temp_path("absent.scap"), "sonde").has_value());
  EXPECT_FALSE(file_as_filter("", "sonde").has_value());
}

}  // namespace
}  // namespace sonde
