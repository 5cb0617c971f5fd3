// Wildcards against fnmatch(3), paths of pmatch.
// SPDX-License-Identifier: Apache-2.0
#include "filter/glob.h"

#include <fnmatch.h>
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "filter/path_set.h"

namespace sonde {
namespace {

void expect_same(const std::string& pattern, const std::string& text) {
  EXPECT_EQ(glob_matches(pattern, text), fnmatch(pattern.c_str(), text.c_str(), 0) == 0)
      << "pattern " << pattern << " text " << text;
  // glibc forgets to fold what is spelled [.a.] or [=a=]; there we differ.
  if (pattern.find("[.") != std::string::npos || pattern.find("[=") != std::string::npos) return;
  EXPECT_EQ(glob_matches(pattern, text, true),
            fnmatch(pattern.c_str(), text.c_str(), FNM_CASEFOLD) == 0)
      << "folded: pattern " << pattern << " text " << text;
}

TEST(GlobTest, EdgesAreThoseOfFnmatch) {
  const char* patterns[] = {
      "",        "*",         "**",      "?",       "[",         "[]",    "[]]",
      "[]a]",    "[!]a]",     "[^a]",    "[a-c]",   "[c-a]",     "[a-]",  "[-a]",
      "[a",      "a[",        "\\",      "\\*",     "a\\",       "[\\]]", "[[:alpha:]]",
      "[[:x:]]", "[[:alpha:", "[[.a.]]", "[[=a=]]", "[[.a.]-c]", "*a*b",  "a*[bc]",
      "[!a]*",   "/*",        "*/*",     "?/?",     "[/]",       "[[a]",  "[A-Z]"};
  const char* texts[] = {"",  "a",  "b",   "c", "-", "]", "[",  "\\",
                         "*", "ab", "a/b", "/", "A", "B", "[a", "^"};
  for (const char* pattern : patterns) {
    for (const char* text : texts) expect_same(pattern, text);
  }
}

TEST(GlobTest, RandomPatternsAreThoseOfFnmatch) {
  std::mt19937 random(20221);
  const std::string letters = "ab*?[]!^-\\/Ac", plain = "abA/c-]";
  auto word = [&](const std::string& from, size_t most) {
    std::string made;
    for (size_t i = random() % (most + 1); i > 0; --i) made += from[random() % from.size()];
    return made;
  };
  for (int i = 0; i < 200000 && !testing::Test::HasFailure(); ++i) {
    expect_same(word(letters, 8), word(plain, 6));
  }
}

TEST(GlobTest, ManyStarsTakeNoTime) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  EXPECT_FALSE(glob_matches(pattern + "b", std::string(20000, 'a')));
}

TEST(PathSetTest, ComparesByComponent) {
  PathSet set;
  ASSERT_TRUE(set.add("/etc"));
  ASSERT_TRUE(set.add("usr/lib/"));
  EXPECT_TRUE(set.covers("/etc"));
  EXPECT_TRUE(set.covers("/etc/passwd"));
  EXPECT_TRUE(set.covers("etc//passwd"));
  EXPECT_FALSE(set.covers("/etcetera"));
  EXPECT_FALSE(set.covers("/usr"));
  EXPECT_TRUE(set.covers("/usr/lib"));
  EXPECT_FALSE(set.covers("/usr/libexec"));
  EXPECT_FALSE(set.covers(""));
}

TEST(PathSetTest, WildcardsStandForOneComponent) {
  PathSet set;
  ASSERT_TRUE(set.add("/proc/*/maps"));
  ASSERT_TRUE(set.add("/home/*/.ssh"));
  ASSERT_TRUE(set.add("/home/[ab]*/mail"));  // a second wildcard at the same place
  EXPECT_TRUE(set.covers("/proc/12/maps"));
  EXPECT_FALSE(set.covers("/proc/12/task/12/maps"));
  EXPECT_TRUE(set.covers("/home/anna/.ssh/id"));
  EXPECT_TRUE(set.covers("/home/anna/mail"));
  EXPECT_FALSE(set.covers("/home/carl/mail"));
}

TEST(PathSetTest, RootCoversEverything) {
  PathSet set;
  ASSERT_TRUE(set.add("/"));
  EXPECT_TRUE(set.covers("/a/b"));
  EXPECT_TRUE(set.covers(""));
  EXPECT_FALSE(set.add(std::string(5000, 'a')));
}

}  // namespace
}  // namespace sonde
