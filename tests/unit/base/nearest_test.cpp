// Which word was meant.
// SPDX-License-Identifier: Apache-2.0
#include "base/nearest.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

TEST(NearestTest, OneSwapIsOneEdit) {
  Nearest nearest("opne", 1);
  nearest.offer("close");
  nearest.offer("open");
  EXPECT_EQ(nearest.best(), "open");
  EXPECT_EQ(nearest.question(), "did you mean 'open'?");
}

TEST(NearestTest, LimitsHowFarAWordMayBe) {
  const auto best = [](size_t max_edits) {
    Nearest nearest("kitten", max_edits);
    nearest.offer("sitting");  // three edits
    return nearest.best();
  };
  EXPECT_EQ(best(2), "");
  EXPECT_EQ(best(3), "sitting");
  Nearest third("kitten");
  third.offer("sitting");
  EXPECT_EQ(third.question(), "");
}

TEST(NearestTest, TheFirstOfEquallyNearStays) {
  Nearest nearest("reed");
  nearest.offer("read");
  nearest.offer("feed");
  EXPECT_EQ(nearest.best(), "read");
}

}  // namespace
}  // namespace sonde
