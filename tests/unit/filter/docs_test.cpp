// The page about the language must know every operator and every transformer.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "filter/operators.h"
#include "filter/transformers.h"

namespace sonde {
namespace {

TEST(DocumentationTest, NamesAllOperatorsAndTransformers) {
  std::ifstream file(std::string(SONDE_SOURCE_DIR) + "/docs/filter-language.md");
  ASSERT_TRUE(file.good());
  std::stringstream text;
  text << file.rdbuf();
  const std::string page = text.str();
  auto is_named = [&](std::string_view name) {
    return page.find('`' + std::string(name) + '`') != std::string::npos ||
           page.find('`' + std::string(name) + ' ') != std::string::npos ||
           page.find('`' + std::string(name) + '(') != std::string::npos;
  };
  for (const Operator& row : operators()) EXPECT_TRUE(is_named(row.name)) << row.name;
  for (const Transformer& row : transformers()) EXPECT_TRUE(is_named(row.name)) << row.name;
}

}  // namespace
}  // namespace sonde
