// What is read from a filtered copy is what the filter finds in the whole, line for line: 110 pairs
// of a capture and a filter, each told by the whole itself. The whole is first copied without a
// filter, so that both are in the layout of today, in which a call is one event.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "print/line_format.h"
#include "session/recording.h"
#include "session/session.h"
#include "shared_folder.h"
#include "state/event_kinds.h"
#include "state/moment.h"

namespace sonde {
namespace {

constexpr char kFormat[] =
    "*%evt.time %evt.cpu %proc.name %thread.tid %proc.pid %proc.ppid %proc.pname %proc.aname[2] "
    "%user.name %container.id %container.name %container.image %fd.name %fd.type %proc.cwd "
    "%proc.cmdline %evt.type %evt.args";

const char* const kFilters[] = {
    "evt.type=open or evt.type=openat",
    "fd.type=ipv4",
    "evt.failed=true",
    "evt.is_io=true",
    "user.name=root and evt.type=read",
    // The caller's side of a clone may come after the child has run another program, and then names
    // the child by what it was before.
    "proc.pname=bash and evt.type!=clone",
    "container.id!=host",
    "evt.type=execve",
    "fd.name contains /etc",
    "proc.name in (sh,bash) and evt.is_io=true",
    "evt.type in (close,dup,pipe,socket)",
};

std::unique_ptr<Session> open_session(const std::string& path) {
  SessionOptions options;
  options.inputs = {path};
  auto session = Session::open(std::move(options));
  EXPECT_TRUE(session.ok()) << (session.ok() ? "" : session.error().what);
  return session.ok() ? session.take() : nullptr;
}

std::unique_ptr<Filter> compile(const std::string& text) {
  auto filter = Filter::compile(text, nullptr);
  EXPECT_TRUE(filter.ok()) << text;
  return filter.ok() ? std::make_unique<Filter>(filter.take()) : nullptr;
}

// As cli/run.cpp does it.
void record_copy(const std::string& from, const std::string& to, Filter* filter) {
  auto session = open_session(from);
  RecordingOptions options;
  options.path = to;
  options.is_filtered = filter != nullptr;
  auto recording = Recording::open(options, session->state(), session->upcoming_ts_ns());
  ASSERT_TRUE(recording.ok());
  while (session->next() == Session::Step::kEvent) {
    const Moment& moment = session->moment();
    const bool matched = !moment.event->state_only() && (!filter || filter->matches(moment));
    const bool wanted =
        matched || moment.event->state_only() || completes_snapshot(moment.row().effect.effect);
    ASSERT_TRUE(
        (wanted ? recording.value()->add(moment, !matched) : recording.value()->pass_over(moment))
            .ok());
  }
  ASSERT_TRUE(recording.value()->close().ok());
}

std::vector<std::string> lines_of(const std::string& path, Filter* filter) {
  std::vector<std::string> lines;
  auto format = LineFormat::parse(kFormat);
  EXPECT_TRUE(format.ok());
  auto session = open_session(path);
  while (session->next() == Session::Step::kEvent) {
    const Moment& moment = session->moment();
    if (moment.event->state_only() || (moment.row().category & kInternal)) continue;
    // The beginning of a call is in a copy only where its end came too late, or not at all.
    if (event_kind(moment.event->id).bits & EventKind::kEnter) continue;
    if (filter && !filter->matches(moment)) continue;
    std::string line;
    format.value().append_line(line, moment);
    lines.push_back(std::move(line));
  }
  return lines;
}

class FilteredCopies : public testing::TestWithParam<const char*> {
 protected:
  FilteredCopies()
      : folder_(testing::TempDir() + "sonde_copies_" + std::to_string(getpid()) + "/") {
    std::filesystem::create_directories(folder_);
  }
  ~FilteredCopies() override { std::filesystem::remove_all(folder_); }
  const std::string folder_;
};

TEST_P(FilteredCopies, SayWhatTheFilterFindsInTheWhole) {
  SONDE_NEED_SHARED(original, std::string("captures/") + GetParam());
  const std::string whole = folder_ + "whole.scap", part = folder_ + "part.scap";
  record_copy(original, whole, nullptr);
  for (const char* text : kFilters) {
    auto filter = compile(text);
    record_copy(whole, part, filter.get());
    EXPECT_LT(std::filesystem::file_size(part), std::filesystem::file_size(whole) * 5 / 4) << text;
    const std::vector<std::string> expected = lines_of(whole, filter.get());
    const std::vector<std::string> found = lines_of(part, nullptr);
    EXPECT_EQ(found.size(), expected.size()) << text;
    size_t differing = 0;
    for (size_t i = 0; i < std::min(found.size(), expected.size()); ++i) {
      if (found[i] != expected[i] && ++differing <= 3) {
        EXPECT_EQ(found[i], expected[i]) << text << ", line " << i;
      }
    }
    EXPECT_EQ(differing, 0u) << text;
  }
}

INSTANTIATE_TEST_SUITE_P(Captures, FilteredCopies,
                         testing::Values("a_shell.scap", "a_users.scap", "d_python.scap",
                                         "d_odd.scap", "e_docker.scap", "curl_google.scap",
                                         "foreign/ex_example4_example4-1.scap.zst",
                                         "foreign/ex_example2_502error.scap.zst",
                                         "foreign/sf_nginx_nginx.scap.zst",
                                         "foreign/falco_psp_run_as_user_0_container.scap"),
                         [](const auto& info) { return "Capture" + std::to_string(info.index); });

}  // namespace
}  // namespace sonde
