// Filters over events themselves: parameters whose type depends on the event, times, and the same
// events that sysdig 0.29.3 selects from captures, number by number.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "engine/file_engine.h"
#include "event_builder.h"
#include "filter/filter.h"
#include "naive_walk.h"
#include "shared_folder.h"
#include "state/state.h"
#include "state/text_options.h"
#include "sysdig.h"

namespace sonde {
namespace {

constexpr uint64_t kTs_ns = 1700000000000000000;

bool matches(std::string_view text, const RawEvent& event) {
  Result<Filter> filter = Filter::compile(text, nullptr);
  if (!filter) {
    ADD_FAILURE() << filter.error().what;
    return false;
  }
  State state;
  Scratch scratch;
  TextOptions options;
  Moment moment;
  moment.scratch = &scratch;
  moment.text = &options;
  state.step(event, moment);
  const bool answer = filter.value().matches(moment);
  EXPECT_EQ(matches_naively(filter.value(), moment), answer) << text;
  return answer;
}

TEST(RawParameterTest, HasTheTypeOfTheEvent) {
  EventBuilder close(EventId::SYSCALL_CLOSE_X, 7, kTs_ns);
  close.s64(-9);  // res: ERRNO, signed
  EXPECT_TRUE(matches("evt.rawarg.res < 0", close.get()));
  EXPECT_TRUE(matches("evt.rawarg.res = -9", close.get()));
  EXPECT_TRUE(matches("evt.rawarg.res in (-9, 0)", close.get()));
  EXPECT_TRUE(matches("evt.rawarg.res exists", close.get()));
  EXPECT_FALSE(matches("evt.rawarg.fd exists", close.get()));
  EXPECT_FALSE(matches("evt.rawarg.fd != 3", close.get()));

  EventBuilder setuid(EventId::SYSCALL_SETUID_E, 7, kTs_ns);
  setuid.u32(1000);  // uid: UID
  EXPECT_TRUE(matches("evt.rawarg.uid = 1000", setuid.get()));
  EXPECT_TRUE(matches("evt.rawarg.uid > 0", setuid.get()));
}

TEST(AroundTest, CountsMillisecondsBothWays) {
  EventBuilder close(EventId::SYSCALL_CLOSE_X, 7, kTs_ns);
  close.s64(0);
  EXPECT_TRUE(matches("evt.around[1700000000000000000]=0", close.get()));
  EXPECT_TRUE(matches("evt.around[1700000000005000000]=5", close.get()));
  EXPECT_TRUE(matches("evt.around[1699999999995000000]=5", close.get()));
  EXPECT_FALSE(matches("evt.around[1699999999994999999]=5", close.get()));
  EXPECT_FALSE(matches("evt.around[1700000000005000001]=5", close.get()));
}

TEST(EventNameTest, NamesOfEventsAndCallsAreKnown) {
  EventBuilder close(EventId::SYSCALL_CLOSE_X, 7, kTs_ns);
  close.s64(0);
  EXPECT_TRUE(matches("evt.type = close", close.get()));
  EXPECT_TRUE(matches("evt.type in (open, close)", close.get()));
  EXPECT_TRUE(matches("evt.type startswith clo", close.get()));
  EXPECT_FALSE(matches("evt.type = clock_adjtime", close.get()));
  EXPECT_TRUE(matches("evt.dir=<", close.get()));
}

// Only what the events themselves hold, so that this tests the filter and not the state of the
// machine; tests/peer compares the rest.
constexpr const char* kFilters[] = {
    "evt.cpu=1",
    "evt.cpu>=1",
    "evt.dir=>",
    "evt.dir!=<",
    "evt.dir in (<, >)",
    "evt.dir=> and evt.cpu=1",
    "not evt.dir=<",
    "evt.num<100",
    "evt.num < -1",
    "(evt.cpu=0 or evt.cpu=1) and (not evt.dir=>)",
    "evt.type=openat",
    "evt.type!=openat",
    "evt.type in (open,close,mmap)",
    "evt.type<open",
    "evt.type>=open",
    "evt.arg.name glob *.so*",
    "evt.arg.name glob /[el]*",
    "evt.arg.name endswith 6",
    "evt.arg.name icontains LIB",
    "evt.type pmatch (read,open)",
    "evt.type.is.open=1",
    "evt.type.is.3=1",
    "evt.count=1",
    "evt.is_wait=true",
    "evt.rawtime>1",
    "evt.rawarg.res<0",
    "evt.rawarg.res=-2",
    "evt.rawarg.res>=0 and evt.rawarg.res<5",
    "evt.rawarg.size>100",
    "evt.rawarg.fd=3",
    "evt.rawarg.uid=0",
    "evt.rawarg.flags=1",
    "evt.rawarg.name contains lib",
    "evt.rawarg.name startswith /",
    "evt.arg.res=0",
    "evt.arg.name startswith /etc",
    "evt.arg[99]=x",
    "evt.buffer contains a",
    "evt.buffer startswith a",
    "evt.failed=true",
    "evt.rawres=-2",
    "thread.tid>100",
    "evt.arg.res in (0, ENOENT, \"EAGAIN\")",
    "evt.type='close' or evt.type=\"close'",
    "evt.type=\\x6fpen",
    "evt.type=open or evt.type=close",
};

std::vector<uint64_t> numbers(const std::vector<std::string>& lines) {
  std::vector<uint64_t> found;
  for (const std::string& line : lines) found.push_back(std::strtoull(line.c_str(), nullptr, 10));
  return found;
}

void compare_with_sysdig(const std::string& path) {
  std::vector<Filter> filters;
  for (const char* text : kFilters) {
    Result<Filter> filter = Filter::compile(text, nullptr);
    ASSERT_TRUE(filter.ok()) << filter.error().what;
    filters.push_back(filter.take());
  }
  const std::string command = "-r '" + path + "' -p '%evt.num' ";
  const std::vector<uint64_t> all = numbers(test::sysdig_lines(command));
  const std::set<uint64_t> shown(all.begin(), all.end());  // without internal events
  ASSERT_GT(shown.size(), 20u);
  std::vector<std::vector<uint64_t>> ours(filters.size());
  Result<std::unique_ptr<FileEngine>> engine = FileEngine::open(path);
  ASSERT_TRUE(engine.ok());
  State state;
  Scratch scratch;
  TextOptions options;
  Moment moment;
  moment.scratch = &scratch;
  moment.text = &options;
  RawEvent event;
  while (true) {
    Result<Next> next = engine.value()->next(event);
    ASSERT_TRUE(next.ok());
    if (next.value() == Next::kEnd) break;
    if (next.value() == Next::kSnapshot) state.apply(engine.value()->snapshot());
    if (next.value() != Next::kEvent) continue;
    state.step(event, moment);
    scratch.reset();
    for (size_t i = 0; i < filters.size() && shown.contains(event.num); ++i) {
      if (filters[i].matches(moment)) ours[i].push_back(event.num);
    }
  }
  for (size_t i = 0; i < filters.size(); ++i) {
    std::string quoted;
    for (const char c : filters[i].text())
      quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    EXPECT_EQ(ours[i], numbers(test::sysdig_lines(command + "'" + quoted + "'")))
        << filters[i].text();
  }
}

TEST(SysdigTest, SelectsTheSameEvents) {
  SONDE_NEED_SYSDIG();
  for (const char* name : {"captures/d_odd.scap", "captures/curl_google.scap"}) {
    SONDE_NEED_SHARED(path, name);
    compare_with_sysdig(path);
  }
}

}  // namespace
}  // namespace sonde
