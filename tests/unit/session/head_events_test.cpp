// Events that stand ahead of all others and describe users and containers, some with the time 0:
// they belong to the snapshot at the start. The capture is one that a recorder of 2017 made; what
// sysdig 0.29.3 does with it stands beside each figure.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <set>

#include "capture_copies.h"
#include "shared_folder.h"

namespace sonde {
namespace {

constexpr char kCapture[] = "captures/foreign/ex_example4_example4-1.scap.zst";

using test::open_session;

// How many events of a container have this name and image.
std::map<std::string, int> names_of(const std::string& path) {
  std::map<std::string, int> names;
  auto session = open_session(path);
  while (session && session->next() == Session::Step::kEvent) {
    const Moment& moment = session->moment();
    const bool is_shown = !moment.event->state_only() && !(moment.row().category & kInternal);
    if (!is_shown || !moment.thread || moment.thread->info->container_id.empty()) {
      continue;
    }
    const Container* container = session->state().container_of(*moment.thread);
    ++names[container ? container->name + " " + container->image : "unknown"];
  }
  return names;
}

class HeadEvents : public testing::Test {
 protected:
  HeadEvents() : folder_(testing::TempDir() + "sonde_head_" + std::to_string(getpid()) + "/") {
    std::filesystem::create_directories(folder_);
  }
  ~HeadEvents() override { std::filesystem::remove_all(folder_); }

  template <typename Matches>
  void copy(const std::string& from, RecordingOptions options, Matches matches) {
    auto session = open_session(from);
    ASSERT_TRUE(session);
    test::record_copy(*session, std::move(options), matches);
  }

  const std::string folder_;
};

// sysdig's first line is `3 22:26:27.420836686 ... switch`, which it counts -t r from.
TEST_F(HeadEvents, AreAPartOfTheSnapshot) {
  SONDE_NEED_SHARED(path, kCapture);
  auto session = open_session(path);
  ASSERT_TRUE(session);
  EXPECT_EQ(session->state().containers().all().size(), 2u);
  EXPECT_EQ(session->upcoming_ts_ns(), 1512426387420836686u);
  ASSERT_EQ(session->next(), Session::Step::kEvent);
  EXPECT_EQ(session->event().num, 3u);
  EXPECT_EQ(session->state().first_ts_ns(), 1512426387420836686u);
  EXPECT_EQ(session->events(), 3u) << "those at the head were read";

  auto all = open_session(path, true);
  ASSERT_EQ(all->next(), Session::Step::kEvent);
  EXPECT_EQ(all->event().num, 1u);
  EXPECT_EQ(all->event().ts_ns, 0u);
  ASSERT_EQ(all->next(), Session::Step::kEvent);
  ASSERT_EQ(all->next(), Session::Step::kEvent);
  EXPECT_EQ(all->state().first_ts_ns(), 1512426387420836686u);
}

// `sysdig -G 1 -w x%Y-%s` writes four files; their first events are of these seconds.
TEST_F(HeadEvents, FilesAreSplitByTheTimeOfTheRest) {
  SONDE_NEED_SHARED(path, kCapture);
  RecordingOptions options;
  options.path = folder_ + "x%Y-%s";
  options.rotation.seconds = 1;
  copy(path, std::move(options), [](const Moment&) { return true; });
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
    names.insert(entry.path().filename());
    EXPECT_EQ(names_of(entry.path()).count("unknown"), 0u) << entry.path();
  }
  EXPECT_EQ(names, (std::set<std::string>{"x2017-1512426387", "x2017-1512426388",
                                          "x2017-1512426389", "x2017-1512426390"}));
}

// `sysdig -p '%container.name %container.image'` counts the same; sysdig's own filtered copy has
// lost both.
TEST_F(HeadEvents, AFilteredCopyKeepsNamesAndImages) {
  SONDE_NEED_SHARED(path, kCapture);
  const std::string web = "example4_web_1 sysdig-example3-server";
  EXPECT_EQ(names_of(path)[web], 285);
  RecordingOptions options;
  options.path = folder_ + "web.scap";
  options.classic = true;
  copy(path, std::move(options), [](const Moment& moment) {
    return moment.thread && moment.thread->info->comm.view() == "apache2";
  });
  const std::map<std::string, int> found = names_of(folder_ + "web.scap");
  EXPECT_EQ(found, (std::map<std::string, int>{{web, 285}}));
}

// `--filter-proclist`: the names are known when the processes of the snapshot are chosen.
TEST_F(HeadEvents, ProcessesAreChosenByTheNameOfTheirContainer) {
  SONDE_NEED_SHARED(path, kCapture);
  auto filter = Filter::compile("container.name=example4_web_1", nullptr);
  ASSERT_TRUE(filter.ok());
  RecordingOptions options;
  options.path = folder_ + "some.scap";
  options.process_filter = &filter.value();
  copy(path, std::move(options), [](const Moment&) { return false; });
  auto original = open_session(path), chosen = open_session(folder_ + "some.scap");
  size_t expected = 0, found = 0;
  original->state().threads().for_each([&](const Thread& thread) {
    const Container* container = original->state().container_of(thread);
    expected += container && container->name == "example4_web_1";
  });
  chosen->state().threads().for_each([&](const Thread&) { ++found; });
  EXPECT_GT(expected, 0u);
  EXPECT_EQ(found, expected);
}

}  // namespace
}  // namespace sonde
