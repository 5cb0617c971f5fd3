// Session over the shipped captures. Numbers of events are those that sysdig 0.29.3 shows for the
// same files (sysdig -r FILE -D -p x | wc -l).
// SPDX-License-Identifier: Apache-2.0
#include "session/session.h"
#include "state/moment.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace sonde {
namespace {

using Step = Session::Step;

std::string capture(const std::string& name) { return SONDE_SOURCE_DIR "/tests/captures/" + name; }

std::unique_ptr<Session> opened(SessionOptions options) {
  auto session = Session::open(std::move(options));
  EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().what);
  return session.ok() ? session.take() : nullptr;
}

std::unique_ptr<Session> opened(std::vector<std::string> inputs) {
  SessionOptions options;
  options.inputs = std::move(inputs);
  return opened(std::move(options));
}

TEST(Session, ReadsEveryEvent) {
  const std::pair<const char*, uint64_t> kCounts[] = {
      {"curl_google.scap", 1536}, {"d_odd.scap", 3386}, {"single_ipv6_conn.scap", 1728}};
  for (const auto& [name, count] : kCounts) {
    auto session = opened({capture(name)});
    ASSERT_TRUE(session);
    uint64_t shown = 0;
    while (session->next() == Step::kEvent) ++shown;
    const auto reports = session->reports();
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_TRUE(reports[0].damage.empty()) << name;
    EXPECT_EQ(reports[0].events, shown);
    EXPECT_EQ(shown, count) << name;
  }
}

TEST(Session, TheSnapshotIsThereBeforeTheFirstEvent) {
  auto session = opened({capture("d_odd.scap")});
  ASSERT_TRUE(session);
  // sysdig -r d_odd.scap -n 1: the first event is of thread 302, a sleep; its shell is 145.
  ASSERT_TRUE(session->state().find_thread(145));
  EXPECT_EQ(session->state().find_thread(145)->info->comm.view(), "bash");
  const uint64_t first_ts_ns = session->upcoming_ts_ns();
  ASSERT_EQ(session->next(), Step::kEvent);
  EXPECT_EQ(session->moment().event->ts_ns, first_ts_ns);
  EXPECT_EQ(session->moment().event->tid, 302u);
  EXPECT_EQ(session->upcoming_ts_ns(), 0u);
}

TEST(Session, EachInputIsNumberedAnew) {
  auto session = opened({capture("d_odd.scap"), capture("curl_google.scap")});
  ASSERT_TRUE(session);
  for (int i = 0; i < 3386; ++i) ASSERT_EQ(session->next(), Step::kEvent);
  EXPECT_EQ(session->next(), Step::kNextInput);
  EXPECT_EQ(session->path(), capture("curl_google.scap"));
  EXPECT_FALSE(session->state().find_thread(145)) << "state of the file before";
  ASSERT_EQ(session->next(), Step::kEvent);
  EXPECT_EQ(session->moment().event->num, 1u);
  for (int i = 1; i < 1536; ++i) ASSERT_EQ(session->next(), Step::kEvent);
  EXPECT_EQ(session->next(), Step::kEnd);
  EXPECT_EQ(session->events(), 3386u + 1536u);
  EXPECT_EQ(session->reports().size(), 2u);
}

TEST(Session, ProgressIsThatOfAllInputs) {
  auto session = opened({capture("d_odd.scap"), capture("curl_google.scap")});
  ASSERT_TRUE(session);
  double progress = 0;
  for (Step step = Step::kEvent; step != Step::kEnd; step = session->next()) {
    EXPECT_GE(session->progress(), progress);
    progress = session->progress();
    EXPECT_TRUE(step != Step::kNextInput || progress >= 0.5);
  }
  EXPECT_DOUBLE_EQ(session->progress(), 1.0);
  EXPECT_EQ(session->live(), nullptr);
}

TEST(Session, InputsCanBeLeft) {
  auto session = opened({capture("d_odd.scap"), capture("curl_google.scap")});
  ASSERT_TRUE(session);
  ASSERT_EQ(session->next(), Step::kEvent);
  EXPECT_EQ(session->skip_input(), Step::kNextInput);
  EXPECT_EQ(session->skip_input(), Step::kEnd);
}

TEST(Session, ALaterInputMayBeMissing) {
  auto session = opened({capture("d_odd.scap"), "/nonexistent"});
  ASSERT_TRUE(session);
  EXPECT_EQ(session->skip_input(), Step::kFailed);
  EXPECT_NE(session->error().what.find("/nonexistent"), std::string::npos);
  EXPECT_EQ(session->reports().size(), 1u);
  SessionOptions options;
  options.inputs = {"/nonexistent"};
  EXPECT_FALSE(Session::open(options).ok());
}

TEST(Session, ThreadsCanBeLeftOutByName) {
  SessionOptions options;
  options.inputs = {capture("d_odd.scap")};
  options.suppressed = {"sleep", "w_odd"};
  auto session = opened(std::move(options));
  ASSERT_TRUE(session);
  uint64_t shown = 0;
  while (session->next() == Step::kEvent) {
    ++shown;
    if (!session->moment().thread) continue;
    const std::string_view comm = session->moment().thread->info->comm;
    EXPECT_TRUE(comm != "sleep" && comm != "w_odd");
  }
  // Of 3386 events sysdig shows 638 as of sleep and 354 as of w_odd (-D -p '*%proc.name').
  EXPECT_EQ(session->suppressed(), 638u + 354u);
  EXPECT_EQ(shown, 3386u - 638u - 354u);
}

TEST(Session, UsersCanBeForgotten) {
  SessionOptions options;
  options.inputs = {capture("d_odd.scap")};
  auto with = opened(options);
  options.exclude_users = true;
  auto without = opened(options);
  ASSERT_TRUE(with && without);
  EXPECT_TRUE(with->state().users().find_user("", 0));
  EXPECT_FALSE(without->state().users().find_user("", 0));
}

TEST(Session, DamageIsReportedAndWhatCameBeforeIsRead) {
  std::ifstream whole(capture("d_odd.scap"), std::ios::binary);
  std::stringstream content;
  content << whole.rdbuf();
  const std::string path = testing::TempDir() + "sonde_cut_" + std::to_string(getpid()) + ".scap";
  std::ofstream(path, std::ios::binary) << content.str().substr(0, 200001);
  auto session = opened({path});
  ASSERT_TRUE(session);
  uint64_t shown = 0;
  Step step;
  while ((step = session->next()) == Step::kEvent) ++shown;
  EXPECT_EQ(step, Step::kEnd);
  EXPECT_GT(shown, 1000u);
  ASSERT_EQ(session->reports().size(), 1u);
  EXPECT_FALSE(session->reports()[0].damage.empty());
  unlink(path.c_str());
}

}  // namespace
}  // namespace sonde
