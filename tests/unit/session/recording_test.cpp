// Copies of the shipped captures. What a copy must hold is computed here from the original with
// plain code of its own: pairs of enter and exit events, their times, who did what.
// That sysdig reads classic copies alike is checked by tests/peer.
// SPDX-License-Identifier: Apache-2.0
#include "session/recording.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "capture_copies.h"
#include "scap_builder.h"
#include "sysdig.h"

namespace sonde {
namespace {

using Step = Session::Step;
using test::open_session;

struct Seen {
  uint64_t ts_ns, tid, latency_ns;
  uint16_t id;
  bool state_only;
  std::string bytes;  // of all parameters
  bool exit() const { return event_row(id).exit; }
  bool is_syscall() const { return event_row(id).is_syscall(); }
  bool operator==(const Seen&) const = default;
};

std::vector<Seen> events_of(const std::string& path) {
  std::vector<Seen> all;
  auto session = open_session(path);
  while (session && session->next() == Step::kEvent) {
    const RawEvent& event = *session->moment().event;
    Seen seen{event.ts_ns, event.tid,          session->moment().latency_ns,
              event.id,    event.state_only(), {}};
    for (uint32_t i = 0; i < event.nparams; ++i) {
      seen.bytes +=
          std::to_string(event.param_size(i)) + ":" + std::string(as_text(event.param(i)));
    }
    all.push_back(std::move(seen));
  }
  if (!session) return all;
  EXPECT_TRUE(session->reports()[0].damage.empty()) << path;
  return all;
}

class RecordingTest : public testing::TestWithParam<const char*> {
 protected:
  RecordingTest() : folder_(testing::TempDir() + "sonde_rec_" + std::to_string(getpid()) + "/") {
    std::filesystem::create_directories(folder_);
  }
  ~RecordingTest() override { std::filesystem::remove_all(folder_); }

  std::string original() const {
    return SONDE_SOURCE_DIR "/tests/captures/" + std::string(GetParam());
  }
  std::string copy() const { return folder_ + "copy.scap"; }
  const std::string& folder() const { return folder_; }
  std::string piece(size_t number) const {
    return copy() + (number < 10 ? ".00" : ".0") + std::to_string(number);
  }

  // Copies what the filter matches.
  void record(RecordingOptions options, const std::string& filter_text = {},
              bool filter_processes = false) {
    auto filter = filter_text.empty() ? nullptr : test::compile_filter(filter_text);
    if (options.path.empty()) options.path = copy();
    if (filter_processes) options.process_filter = filter.get();
    test::record_copy(original(), std::move(options), filter.get());
  }

 private:
  std::string folder_;
};

TEST_P(RecordingTest, AClassicCopyIsTheSameEventForEvent) {
  RecordingOptions options;
  options.classic = true;
  record(options);
  EXPECT_EQ(events_of(original()), events_of(copy()));
}

// rseq has number 380 in captures of 2023. sysdig 0.29.3 has 329 numbers and looks beyond its
// table.
TEST(ClassicCodesTest, CallsThatOldReadersDoNotKnowAreUnknownToThem) {
  const std::string folder = testing::TempDir() + "sonde_code_" + std::to_string(getpid());
  std::filesystem::create_directories(folder);
  test::ScapBuilder builder;
  builder.preamble();
  const auto add = [&](uint16_t id, std::vector<std::string> params) {
    test::BuiltEvent event;
    event.id = id;
    event.params = std::move(params);
    builder.event(event);
  };
  add(0, {test::p_u16(380), test::p_u16(334)});
  add(1, {test::p_u16(380)});
  add(1, {test::p_u16(328)});
  std::ofstream(folder + "/in.scap", std::ios::binary) << builder.bytes();
  auto session = open_session(folder + "/in.scap");
  ASSERT_TRUE(session);
  RecordingOptions options;
  options.path = folder + "/out.scap";
  options.classic = true;
  test::record_copy(*session, options, [](const Moment&) { return true; });
  const std::vector<Seen> copied = events_of(folder + "/out.scap");
  ASSERT_EQ(copied.size(), 3u);
  EXPECT_EQ(copied[0].bytes, std::string("2:\0\0", 4) + std::string("2:\x4E\x01", 4));
  EXPECT_EQ(copied[1].bytes, std::string("2:\0\0", 4));
  EXPECT_EQ(copied[2].bytes, std::string("2:\x48\x01", 4));
  if (test::have_sysdig()) {
    EXPECT_EQ(test::sysdig_lines("-r " + folder + "/out.scap").size(), 3u);
  }
  std::filesystem::remove_all(folder);
}

// Each exit event once, in order, with its own time and duration; enter events only where no exit
// of the same call follows in the original.
TEST_P(RecordingTest, ACopyHoldsEachCallOnce) {
  record({});
  struct Open {
    size_t place;
    uint64_t ts_ns;
    uint16_t id;
  };
  const std::vector<Seen> before = events_of(original());
  std::vector<Seen> wanted;
  std::vector<bool> folded(before.size());
  std::map<uint64_t, Open> open;
  std::map<size_t, uint64_t> durations;
  for (size_t i = 0; i < before.size(); ++i) {
    const Seen& event = before[i];
    if (!event.is_syscall()) continue;
    if (!event.exit()) {
      open[event.tid] = {i, event.ts_ns, event.id};
    } else if (auto found = open.find(event.tid); found != open.end()) {
      if (found->second.id + 1 == event.id) {
        folded[found->second.place] = true;
        durations[i] = event.ts_ns - found->second.ts_ns;
      }
      open.erase(found);
    }
  }
  const std::vector<Seen> after = events_of(copy());
  size_t at = 0, released = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    // An enter event that waited too long for its exit is in the copy as it was.
    const bool same = at < after.size() && after[at] == before[i];
    if (folded[i]) {
      if (same) ++at, ++released;
      continue;
    }
    ASSERT_LT(at, after.size());
    EXPECT_EQ(after[at].ts_ns, before[i].ts_ns);
    EXPECT_EQ(after[at].tid, before[i].tid);
    EXPECT_EQ(after[at].exit(), before[i].exit());
    if (durations.count(i)) {
      const double exact = static_cast<double>(durations[i]);
      EXPECT_NEAR(static_cast<double>(after[at].latency_ns), exact, exact * 1e-7 + 1);
    }
    ++at;
  }
  EXPECT_EQ(at, after.size());
  EXPECT_LT(released, 5u);
  EXPECT_LT(after.size(), before.size());
}

TEST_P(RecordingTest, TheExitThatDoesNotMatchLeavesItsEnterEventInPlace) {
  record({}, "evt.dir = '>'");
  std::vector<Seen> enters;
  for (Seen& event : events_of(original())) {
    if (!event.exit()) enters.push_back(std::move(event));
  }
  EXPECT_EQ(events_of(copy()), enters);
}

TEST_P(RecordingTest, FilesSplitByNumberHoldEverythingOnce) {
  RecordingOptions options;
  options.classic = true;
  options.rotation.events = 500;
  record(options);
  const std::vector<Seen> before = events_of(original());
  std::vector<Seen> together;
  for (size_t file = 0; together.size() < before.size(); ++file) {
    const std::string path = piece(file);
    ASSERT_TRUE(std::filesystem::exists(path)) << path;
    const std::vector<Seen> part = events_of(path);
    EXPECT_TRUE(part.size() == 500 || together.size() + part.size() == before.size());
    together.insert(together.end(), part.begin(), part.end());
  }
  ASSERT_EQ(together.size(), before.size());
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(together[i].ts_ns, before[i].ts_ns);
    EXPECT_EQ(together[i].bytes, before[i].bytes);
  }
}

TEST_P(RecordingTest, CallsSplitByNumberAreExact) {
  RecordingOptions options;
  options.rotation.events = 100;
  record(options);
  RecordingOptions in_one_file;
  in_one_file.path = folder() + "whole.scap";
  record(in_one_file);
  const size_t whole = events_of(folder() + "whole.scap").size();
  size_t sum = 0;
  for (size_t file = 0; std::filesystem::exists(piece(file)); ++file) {
    const std::vector<Seen> part = events_of(piece(file));
    EXPECT_LE(part.size(), 100u);
    sum += part.size();
  }
  // A call that is under way at a split has its enter event in the file before.
  EXPECT_GE(sum, whole);
}

TEST_P(RecordingTest, WhatIsOnlyForTheStateIsHidden) {
  RecordingOptions options;
  options.classic = true;
  options.fat = true;
  record(options, "evt.type = read");
  size_t reads = 0, changing = 0;
  for (const Seen& event : events_of(original())) {
    const bool read = event_row(event.id).name == "read";
    reads += read;
    changing += !read && ((event_row(event.id).flags & kModifiesState) ||
                          (event_row(event.id).category & kInternal));
  }
  size_t shown = 0, hidden = 0;
  for (const Seen& event : events_of(copy())) ++(event.state_only ? hidden : shown);
  EXPECT_EQ(shown, reads);
  EXPECT_EQ(hidden, changing);
}

TEST_P(RecordingTest, SeveralCapturesInOneFile) {
  auto session = open_session(std::vector<std::string>{original(), original()});
  ASSERT_TRUE(session);
  RecordingOptions options;
  options.path = copy();
  options.classic = true;
  test::record_copy(*session, options, [](const Moment&) { return true; });

  auto again = open_session(copy());
  ASSERT_TRUE(again);
  const size_t count = events_of(original()).size();
  size_t restarts = 0;
  Step step;
  while ((step = again->next()) != Step::kEnd) restarts += step == Step::kRestart;
  EXPECT_EQ(restarts, 1u);
  EXPECT_EQ(again->events(), 2 * count);
  EXPECT_EQ(again->moment().event->num, 2 * count);  // within a file, events are numbered on
}

TEST_P(RecordingTest, TheTableOfProcessesCanBeFilteredToo) {
  record({}, "proc.name = bash", true);
  auto session = open_session(copy());
  ASSERT_TRUE(session);
  session->state().threads().for_each(
      [](const Thread& thread) { EXPECT_EQ(thread.info->comm.view(), "bash"); });
}

INSTANTIATE_TEST_SUITE_P(Captures, RecordingTest,
                         testing::Values("curl_google.scap", "d_odd.scap",
                                         "single_ipv6_conn.scap"));

}  // namespace
}  // namespace sonde
