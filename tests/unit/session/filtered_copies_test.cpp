// What is read from a filtered copy is what the filter finds in the whole, line for line: 110 pairs
// of a capture and a filter, each told by the whole itself. The whole is first copied without a
// filter, so that both are in the layout of today, in which a call is one event.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "capture_copies.h"
#include "shared_folder.h"

namespace sonde {
namespace {

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

const char* const kCaptures[] = {
    "a_shell.scap",
    "a_users.scap",
    "d_python.scap",
    "d_odd.scap",
    "e_docker.scap",
    "curl_google.scap",
    "foreign/ex_example4_example4-1.scap.zst",
    "foreign/ex_example2_502error.scap.zst",
    "foreign/sf_nginx_nginx.scap.zst",
    "foreign/falco_psp_run_as_user_0_container.scap",
};

void record(const std::string& from, const std::string& to, Filter* filter) {
  RecordingOptions options;
  options.path = to;
  options.is_filtered = filter != nullptr;
  test::record_copy(from, std::move(options), filter);
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
  record(original, whole, nullptr);
  for (const char* text : kFilters) {
    auto filter = test::compile_filter(text);
    record(whole, part, filter.get());
    EXPECT_LT(std::filesystem::file_size(part), std::filesystem::file_size(whole) * 5 / 4) << text;
    const std::vector<std::string> expected = test::lines_of(whole, filter.get());
    const std::vector<std::string> found = test::lines_of(part, nullptr);
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

INSTANTIATE_TEST_SUITE_P(Captures, FilteredCopies, testing::ValuesIn(kCaptures),
                         [](const auto& info) { return "Capture" + std::to_string(info.index); });

// Of two empty copies nothing can be told.
TEST(FilteredCopiesFilters, EachFindsSomethingInACapture) {
  std::map<std::string, size_t> found;
  for (const char* name : kCaptures) {
    SONDE_NEED_SHARED(path, std::string("captures/") + name);
    std::map<std::string, std::unique_ptr<Filter>> filters;
    for (const char* text : kFilters) filters[text] = test::compile_filter(text);
    auto session = test::open_session(path);
    while (session && session->next() == Session::Step::kEvent) {
      const Moment& moment = session->moment();
      if (moment.event->state_only() || (moment.row().category & kInternal)) continue;
      if (event_kind(moment.event->id).bits & EventKind::kEnter) continue;
      for (const auto& [text, filter] : filters) found[text] += filter->matches(moment);
    }
  }
  for (const char* text : kFilters) EXPECT_GT(found[text], 0u) << text;
}

}  // namespace
}  // namespace sonde
