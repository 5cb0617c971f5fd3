// Calls in the layouts of the writer: the current one, and the pairs that readers of 2022 know.
// Expected values are told by hand here, by events.json, and by what sysdig 0.29.3 prints.
// SPDX-License-Identifier: Apache-2.0
#include <json/json.h>

#include <algorithm>
#include <fstream>
#include <map>

#include "capfile/classic_layouts.h"
#include "capfile/writer.h"
#include "read_all.h"
#include "scap_builder.h"
#include "schema/private_events.h"
#include "shared_folder.h"
#include "sysdig.h"
#include "temp_path.h"

namespace sonde::test {
namespace {

constexpr uint64_t kStart = 1700000000000000000;

// Events of a built capture as calls, each with the duration that belongs to it. Enter events of
// `pairs` go to the exit events that follow them and are written first, as a session does.
struct Written {
  std::string path;
  ReadCapture read;
};

Written write_calls(const std::string& name, const ScapBuilder& built, uint64_t latency_ns,
                    bool classic) {
  Written out{temp_path(name), {}};
  DamageLog damage;
  auto reader = Reader::over(as_bytes(built.bytes()), "built", damage);
  auto writer = Writer::open(out.path, {.classic = classic});
  EXPECT_TRUE(reader.ok() && writer.ok());
  // The enter event of a call, kept beyond the window as state/ keeps it.
  std::string kept;
  RawEvent enter, event;
  bool have_enter = false;
  for (;;) {
    Reader::Step step = reader.value()->next(event);
    if (step == Reader::Step::kEnd) break;
    if (step == Reader::Step::kSnapshot) {
      EXPECT_TRUE(writer.value()->write_snapshot(reader.value()->snapshot()).ok());
    } else if (!event.row().exit && event.row().is_syscall()) {
      kept.assign(reinterpret_cast<const char*>(event.lengths),
                  event.nparams * 2 + event.params_bytes);
      enter = event;
      enter.lengths = reinterpret_cast<const uint8_t*>(kept.data());
      enter.params = enter.lengths + event.nparams * 2;
      have_enter = true;
      if (classic) {
        EXPECT_TRUE(writer.value()->write_event(event).ok());
      }
    } else {
      Call call{event, have_enter && enter.id + 1 == event.id ? &enter : nullptr,
                layout_of(event.id, event.nparams)};
      EXPECT_TRUE(writer.value()->write_call(call, latency_ns).ok());
      have_enter = false;
    }
  }
  EXPECT_TRUE(writer.value()->close().ok());
  out.read = read_path(out.path);
  EXPECT_TRUE(out.read.damage.empty());
  return out;
}

TEST(Calls, PairBecomesOneEventOfTheCurrentLayout) {
  ScapBuilder built;
  built.preamble();
  built.event({.ts_ns = kStart, .id = 6, .params = {p_i64(4), p_u32(100)}});
  built.event({.ts_ns = kStart + 5000, .id = 7, .cpu = 1, .params = {p_i64(5), "hello"}});
  Written written = write_calls("pair.scap", built, 5000, false);
  ASSERT_EQ(written.read.events.size(), 1u);
  const ReadEvent& got = written.read.events[0];
  EXPECT_EQ(got.id, 7);
  EXPECT_EQ(got.ts_ns, kStart + 5000);
  EXPECT_EQ(got.cpu, 1);
  EXPECT_EQ(got.params, (std::vector<std::string>{p_i64(5), "hello", p_i64(4), p_u32(100)}));
  // 5000 ns fit the mantissa as they are: bits 3-26.
  EXPECT_EQ(got.block_flags, 5000u << 3);
}

TEST(Calls, UnknownDurationAndStateFlag) {
  ScapBuilder built;
  built.preamble();
  built.event({.id = 5, .params = {p_i64(0), p_i64(3)}}, 0x217, 1 | 0xFFFFFFF8);
  Written written = write_calls("flags.scap", built, 0, false);
  ASSERT_EQ(written.read.events.size(), 1u);
  EXPECT_EQ(written.read.events[0].block_flags, 1u);
}

TEST(Calls, WhatNobodyKnowsIsEmptyButNoNumberThatOldReadersRead) {
  ScapBuilder built;
  built.preamble();
  built.event({.id = 7, .params = {p_i64(5), "hello"}});  // its enter event was lost
  built.event({.id = 3, .params = {p_i64(6), p_text("/etc"), p_u32(1), p_u32(0)}});  // no dev
  built.event({.id = 7, .params = {"", ""}});
  Written written = write_calls("lone.scap", built, 0, false);
  ASSERT_EQ(written.read.events.size(), 3u);
  EXPECT_EQ(written.read.events[0].params, (std::vector<std::string>{p_i64(5), "hello", "", ""}));
  EXPECT_EQ(written.read.events[1].params,
            (std::vector<std::string>{p_i64(6), p_text("/etc"), p_u32(1), p_u32(0), p_u32(0), ""}));
  EXPECT_EQ(written.read.events[2].params, (std::vector<std::string>{p_i64(0), "", "", ""}));
}

TEST(Calls, RetiredCallTurnsIntoItsSuccessor) {
  ScapBuilder built;
  built.preamble();
  built.event({.id = 124, .params = {p_i64(3)}});  // dup, as it was
  built.event({.id = 125, .params = {p_i64(7)}});
  built.event({.id = 138, .params = {p_u8(4)}});  // inotify_init, 8-bit flags
  built.event({.id = 139, .params = {p_i64(8)}});
  Written written = write_calls("dup.scap", built, 10, false);
  ASSERT_EQ(written.read.events.size(), 2u);
  EXPECT_EQ(written.read.events[0].id, 367);  // SYSCALL_DUP_1_X
  EXPECT_EQ(written.read.events[0].params, (std::vector<std::string>{p_i64(7), p_i64(3)}));
}

ScapBuilder modern_calls() {
  ScapBuilder built;
  built.section().machine();
  BuiltThread thread;
  thread.tail = Body().u32(1000).u8(0).u64(0).u64(0).u64(0).bytes();
  built.threads(0x215, {thread});
  built.descriptors(0x218, 10, {fd_entry(3, 16).u32(1).text("/etc/motd").u32(0).bytes()});
  auto add = [&built, at = kStart](uint16_t id, std::vector<std::string> params) mutable {
    built.event({.ts_ns = at += 1000000, .id = id, .params = std::move(params)});
  };
  add(7, {p_i64(5), "hello", p_i64(3), p_u32(100)});  // read
  add(307, {p_i64(4), p_i64(-100), p_text("/tmp/f"), p_u32(7), p_u32(0644), p_u32(0x801),
            p_u64(99)});                              // openat
  add(9, {p_i64(6), "GET / ", p_i64(4), p_u32(6)});   // write
  add(363, {p_i64(9), p_i64(4), p_i64(9)});           // dup2
  add(345, {p_i64(0), p_u64(4096), p_u64(8192)});     // mlock
  add(405, {p_i64(11), p_text("memory"), p_u32(1)});  // memfd_create
  add(5, {p_i64(0), p_i64(9)});                       // close
  return built;
}

TEST(Calls, ClassicGivesPairsWithTheEnterEventAtTheStartOfTheCall) {
  Written written = write_calls("classic.scap", modern_calls(), 250000, true);
  const auto& events = written.read.events;
  std::vector<uint16_t> ids;
  for (const ReadEvent& event : events) ids.push_back(event.id);
  // memfd_create is unknown to old readers under any name: it stays alone.
  ASSERT_EQ(ids, (std::vector<uint16_t>{6, 7, 306, 307, 8, 9, 124, 125, 0, 1, 405, 4, 5}));
  EXPECT_EQ(events[0].ts_ns, kStart + 1000000 - 250000);
  EXPECT_EQ(events[1].ts_ns, kStart + 1000000);
  EXPECT_EQ(events[0].params, (std::vector<std::string>{p_i64(3), p_u32(100)}));
  EXPECT_EQ(events[1].params, (std::vector<std::string>{p_i64(5), "hello", p_i64(3), p_u32(100)}));
  EXPECT_EQ(events[2].params,
            (std::vector<std::string>{p_i64(-100), p_text("/tmp/f"), p_u32(7), p_u32(0644)}));
  EXPECT_EQ(events[6].params, std::vector<std::string>{p_i64(4)});
  EXPECT_EQ(events[7].params, std::vector<std::string>{p_i64(9)});
  ASSERT_EQ(events[8].params.size(), 2u);
  EXPECT_EQ(events[8].params[0], events[9].params[0]);
  EXPECT_EQ(events[8].params[0], p_u16(static_cast<uint16_t>(find_syscall_code("mlock"))));
  EXPECT_EQ(events[11].params, std::vector<std::string>{p_i64(9)});
  for (const ReadEvent& event : events) EXPECT_EQ(event.block_flags, 0u);
}

// Two parameters would make the exit one of today's, in which calls have other names.
TEST(Calls, ClassicPairOfACallWithoutARow) {
  ScapBuilder built;
  built.preamble();
  built.event({.id = 1, .params = {p_u16(298), p_u16(15)}});
  Written written = write_calls("pair.scap", built, 1000, true);
  ASSERT_EQ(written.read.events.size(), 2u);
  EXPECT_EQ(written.read.events[0].id, 0);
  EXPECT_EQ(written.read.events[0].params, (std::vector<std::string>{p_u16(298), p_u16(15)}));
  EXPECT_EQ(written.read.events[1].id, 1);
  EXPECT_EQ(written.read.events[1].params, std::vector<std::string>{p_u16(298)});
}

TEST(Calls, ClassicIsUnderstoodBySysdig) {
  SONDE_NEED_SYSDIG();
  Written written = write_calls("classic.scap", modern_calls(), 250000, true);
  EXPECT_EQ(sysdig_lines("-r " + written.path +
                         " -p '%evt.num %evt.dir %evt.type %evt.latency %evt.args'"),
            (std::vector<std::string>{
                "1 > read 0 fd=3(<f>/etc/motd) size=100 ",
                "2 < read 250000 res=5 data=hello ",
                "3 > openat 0 dirfd=-100(AT_FDCWD) name=/tmp/f flags=7(O_CREAT|O_RDWR) mode=0644 ",
                "4 < openat 250000 fd=4(<f>/tmp/f) dirfd=-100(AT_FDCWD) name=/tmp/f "
                "flags=7(O_CREAT|O_RDWR) mode=0644 dev=801 ",
                "5 > write 0 fd=4(<f>/tmp/f) size=6 ",
                "6 < write 250000 res=6 data=GET /  ",
                "7 > dup 0 fd=4(<f>/tmp/f) ",
                "8 < dup 250000 res=9(<f>/tmp/f) ",
                "9 > mlock 0 ",
                "10 < mlock 250000 ",
                "11 > close 0 fd=9(<f>/tmp/f) ",
                "12 < close 250000 res=0 ",
            }));
}

TEST(Calls, PairsOfAnOldCaptureStayAsTheyAre) {
  ScapBuilder built;
  built.preamble();
  built.event({.id = 6, .params = {p_i64(4), p_u32(100)}});
  built.event({.id = 7, .params = {p_i64(5), "hello"}});
  built.event({.id = 7, .params = {p_i64(5), "again"}});  // lost its enter event
  built.event({.id = 97, .params = {p_i64(0)}});          // fchdir, the same
  Written written = write_calls("old.scap", built, 0, true);
  ASSERT_EQ(written.read.events.size(), 4u);
  EXPECT_EQ(written.read.events[0].params, (std::vector<std::string>{p_i64(4), p_u32(100)}));
  EXPECT_EQ(written.read.events[1].params, (std::vector<std::string>{p_i64(5), "hello"}));
  EXPECT_EQ(written.read.events[2].params, (std::vector<std::string>{p_i64(5), "again"}));
  EXPECT_EQ(written.read.events[3].params, std::vector<std::string>{p_i64(0)});
}

TEST(Calls, ChildOfAForkHasNoEnterEvent) {
  const EventRow& row = event_row(223);  // CLONE_20_X
  auto fork_end = [&](int64_t result) {
    std::vector<std::string> params(row.params.size());
    params[0] = p_i64(result);
    return params;
  };
  ScapBuilder built;
  built.preamble();
  built.event({.id = 223, .params = fork_end(11)});
  built.event({.tid = 11, .id = 223, .params = fork_end(0)});
  Written written = write_calls("fork.scap", built, 1000, true);
  ASSERT_EQ(written.read.events.size(), 3u);
  EXPECT_EQ(written.read.events[0].id, 222);
  EXPECT_EQ(written.read.events[2].tid, 11u);
}

// ---- against the format's own tables ----

class Facts : public testing::Test {
 protected:
  void SetUp() override {
    SONDE_NEED_SHARED(path, "spec/events.json");
    std::ifstream file(path);
    file >> facts_;
    for (const Json::Value& event : facts_["events"]) by_id_[event["id"].asUInt()] = event;
  }
  bool accepted(uint16_t id, size_t nparams) {
    const Json::Value& counts = by_id_[id]["newest_reader_accepts"]["nparams"];
    if (!counts.isArray()) return true;  // "any"
    return std::any_of(counts.begin(), counts.end(),
                       [&](const Json::Value& one) { return one.asUInt() == nparams; });
  }
  Json::Value facts_;
  std::map<uint32_t, Json::Value> by_id_;
};

TEST_F(Facts, ClassicCountsAndIds) {
  for (const auto& [id, event] : by_id_) {
    if (event["status"] == "unused") continue;
    const Json::Value& then = event["v2022"];
    EXPECT_EQ(classic_nparams(static_cast<uint16_t>(id)),
              then.isNull() ? 0 : then["nparams"].asUInt())
        << event["symbol"];
    if (event["status"] != "current") continue;
    const Json::Value& as = event["dual_readable_as"];
    const uint16_t got = classic_id(static_cast<uint16_t>(id));
    EXPECT_EQ(by_id_[got]["symbol"], as.isArray() && !as.empty() ? as[0] : event["symbol"]);
  }
}

// A value of the type's width, never empty; results tell of success, forks of a child.
std::string value_of_type(const EventRow& row, const ParamRow& param) {
  const int width = type_row(param.type).bytes;
  if (param.type == Type::ERRNO && row.effect.effect != Effect::FORKS) return p_i64(0);
  return width > 0 ? std::string(static_cast<size_t>(width), '\x01') : std::string("/v\0", 3);
}

ScapBuilder every_current_exit() {
  ScapBuilder built;
  built.preamble();
  for (const EventRow& row : event_rows()) {
    if (row.status != Status::kCurrent || !row.exit || !row.is_syscall()) continue;
    std::vector<std::string> params;
    for (const ParamRow& param : row.params) params.push_back(value_of_type(row, param));
    if (const int number = call_number_of_row(row.id); number >= 0) {
      params[1] = p_u16(static_cast<uint16_t>(number));
    }
    built.event({.ts_ns = kStart + row.id * 1000u, .id = file_id_of(row.id), .params = params});
  }
  return built;
}

TEST_F(Facts, EveryCallIsAcceptedByTheNewestReader) {
  for (bool classic : {false, true}) {
    Written written = write_calls("every.scap", every_current_exit(), 100, classic);
    size_t calls = 0, pairs = 0;
    for (const auto& [id, event] : by_id_) {
      if (event["status"] != "current" || event["direction"] != "exit") continue;
      if (!event_row(static_cast<uint16_t>(id)).is_syscall()) continue;
      ++calls;
      pairs += classic_id(static_cast<uint16_t>(id)) < kClassicEvents;
    }
    // Those of ours stand in files as they are, but for calls that have a code of old.
    for (uint16_t id = kKnownEvents; id < kEventRowCount; ++id) {
      if (!event_row(id).is_syscall()) continue;
      ++calls;
      pairs += is_raw_call(id) && has_classic_code(id);
    }
    ASSERT_EQ(written.read.events.size(), classic ? calls + pairs : calls);
    for (const ReadEvent& event : written.read.events) {
      if (is_private_event(event.id)) continue;
      // Such a reader stops before what is ours; one of 2022 must not find it.
      const size_t known = event_row(event.id).format_params();
      const size_t read = classic ? event.params.size() : std::min(event.params.size(), known);
      EXPECT_TRUE(accepted(event.id, read))
          << by_id_[event.id]["symbol"] << " with " << event.params.size();
    }
  }
}

// Every number that a reader of 2022 decodes is there, and every enter event is followed by the
// exit event of the same call.
TEST_F(Facts, EveryClassicCallIsWholeForReadersOf2022) {
  Written written = write_calls("every.scap", every_current_exit(), 100, true);
  const auto& events = written.read.events;
  for (size_t i = 0; i < events.size(); ++i) {
    if (is_private_event(events[i].id)) continue;
    const Json::Value& row = by_id_[events[i].id];
    if (row["v2022"].isNull()) continue;
    const uint32_t then = row["v2022"]["nparams"].asUInt();
    ASSERT_GE(events[i].params.size(), then) << row["symbol"];
    for (uint32_t p = 0; p < then; ++p) {
      const Type type = event_row(events[i].id).params[p].type;
      const int width = type_row(type).bytes;
      if (width > 0) {
        EXPECT_EQ(events[i].params[p].size(), static_cast<size_t>(width))
            << row["symbol"] << " " << row["params"][p]["name"];
      }
    }
    if (row["direction"] == "enter") {
      ASSERT_LT(i + 1, events.size());
      EXPECT_EQ(events[i + 1].id, events[i].id + 1);
      EXPECT_EQ(events[i].ts_ns, events[i + 1].ts_ns - 100);
    }
  }
}

TEST_F(Facts, EveryClassicCallIsShownBySysdig) {
  SONDE_NEED_SYSDIG();
  Written written = write_calls("every.scap", every_current_exit(), 100, true);
  size_t known = 0;
  for (const ReadEvent& event : written.read.events) known += event.id < kClassicEvents;
  const auto lines = sysdig_lines("-r " + written.path + " -p '%evt.num %evt.rawtime %evt.dir'");
  ASSERT_FALSE(lines.empty());
  EXPECT_EQ(std::stoul(lines.back()), known);
}

}  // namespace
}  // namespace sonde::test
