// What is said at the end of a run about losses.
// SPDX-License-Identifier: Apache-2.0
#include "cli/report.h"

#include <gtest/gtest.h>

namespace sonde {
namespace {

constexpr uint64_t kKiB = 1024, kMiB = 1024 * kKiB, kGiB = 1024 * kMiB;

TEST(LossHint, NamesASizeThatIsLargerAndThatTheModuleTakes) {
  EXPECT_EQ(loss_hint(128 * kKiB, true, true), "larger rings may help: --ring-size 512K");
  EXPECT_EQ(loss_hint(256 * kKiB, true, true), "larger rings may help: --ring-size 1M");
  EXPECT_EQ(loss_hint(8 * kMiB, true, true), "larger rings may help: --ring-size 32M");
  EXPECT_EQ(loss_hint(512 * kMiB, true, true), "larger rings may help: --ring-size 1024M");
  EXPECT_EQ(loss_hint(kGiB, true, true), "");
}

TEST(LossHint, NamesNothingThatIsInUseAlready) {
  const std::string size = "larger rings may help: --ring-size 32M; so does ";
  EXPECT_EQ(loss_hint(8 * kMiB, false, false), size + "a filter, or -w instead of printing");
  EXPECT_EQ(loss_hint(8 * kMiB, true, false), size + "a filter");
  EXPECT_EQ(loss_hint(8 * kMiB, false, true), size + "-w instead of printing");
  EXPECT_EQ(loss_hint(kGiB, true, false), "what may help is a filter");
}

}  // namespace
}  // namespace sonde
