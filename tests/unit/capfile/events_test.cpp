// Events in every kind of block and in every layout that a version of the format has had. Layouts
// come from events.json of the shared folder, which was taken from the format's own tables.
// SPDX-License-Identifier: Apache-2.0
#include <json/json.h>

#include <fstream>
#include <set>

#include "read_all.h"
#include "scap_builder.h"
#include "shared_folder.h"

namespace sonde::test {
namespace {

constexpr uint16_t kCloseExit = 5;         // PPME_SYSCALL_CLOSE_X
constexpr uint16_t kContainerJson2 = 324;  // 32-bit lengths

TEST(Events, EveryBlockTypeGivesTheSameEvent) {
  const std::vector<std::string> params = {p_i64(-2), p_i64(7)};
  for (uint32_t code : {0x204u, 0x8010ABCDu, 0x208u, 0x216u, 0x217u, 0x221u, 0x222u}) {
    SCOPED_TRACE(code);
    const bool flagged = code == 0x208 || code == 0x217 || code == 0x222;
    ScapBuilder builder;
    builder.preamble();
    const size_t offset = builder.size();
    builder.event({.ts_ns = 123456789, .tid = 42, .id = kCloseExit, .cpu = 3, .params = params},
                  code, 0xFFFFFFF8);
    ReadCapture read = read_bytes(builder.bytes());
    ASSERT_EQ(read.events.size(), 1u);
    const ReadEvent& got = read.events[0];
    EXPECT_EQ(got.ts_ns, 123456789u);
    EXPECT_EQ(got.tid, 42u);
    EXPECT_EQ(got.id, kCloseExit);
    EXPECT_EQ(got.cpu, 3);
    EXPECT_EQ(got.num, 1u);
    EXPECT_EQ(got.offset, offset);
    EXPECT_EQ(got.block_flags, flagged ? 0xFFFFFFF8 : 0);
    EXPECT_EQ(got.params, params);
    EXPECT_TRUE(read.damage.empty());
  }
}

TEST(Events, WideLengthsFollowTheTypeNotTheBlock) {
  const std::string json(70000, 'j');
  ScapBuilder builder;
  builder.preamble();
  builder.event({.id = kContainerJson2, .params = {json}, .wide_lengths = true}, 0x221);
  builder.event({.id = kContainerJson2, .params = {"{}"}, .wide_lengths = true}, 0x216);
  builder.event({.id = kContainerJson2, .params = {"{}"}, .wide_lengths = true}, 0x222, 1);
  builder.event({.id = kCloseExit, .params = {p_i64(0)}}, 0x221);
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.events.size(), 4u);
  EXPECT_EQ(read.events[0].params, std::vector<std::string>{json});
  EXPECT_TRUE(read.events[0].large);
  EXPECT_EQ(read.events[1].params[0], "{}");
  EXPECT_TRUE(read.events[1].large);
  EXPECT_EQ(read.events[2].block_flags, 1u);
  EXPECT_FALSE(read.events[3].large);
  EXPECT_EQ(read.events[3].params[0], p_i64(0));
  EXPECT_TRUE(read.damage.empty());
}

TEST(Events, BytesAfterTheEventAreIgnored) {
  ScapBuilder builder;
  builder.preamble();
  builder.event({.params = {p_i64(0)}}, 0x216, 0, "options of another tool");
  builder.event({.params = {p_i64(1)}});
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.events.size(), 2u);
  EXPECT_EQ(read.events[0].params, std::vector<std::string>{p_i64(0)});
  EXPECT_TRUE(read.damage.empty());
}

// sysdig 0.29.3 skips unknown ids without numbering them, numbers unused ones that it knows
// (it prints them as NA1 and so on), and numbers state-only events without showing them.
TEST(Events, NumbersAgreeWithKnownReaders) {
  ScapBuilder builder;
  builder.preamble();
  builder.event({.params = {p_i64(0)}});
  builder.event({.id = 999, .params = {}});         // unknown: not counted
  builder.event({.id = 0xFFF0, .params = {}});      // own range, no row: not counted
  builder.event({.id = 17, .params = {}});          // unused in 2022 already: counted
  builder.event({.params = {p_i64(1)}}, 0x217, 1);  // state only: counted and delivered
  builder.event({.id = 355, .params = {}});         // unused, younger: not counted
  builder.event({.params = {p_i64(2)}});
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.events.size(), 3u);
  EXPECT_EQ(read.events[0].num, 1u);
  EXPECT_EQ(read.events[1].num, 3u);
  EXPECT_EQ(read.events[1].block_flags, 1u);
  EXPECT_EQ(read.events[2].num, 4u);
  EXPECT_TRUE(read.damage.empty());
}

TEST(Events, ManyParametersAreCheckedButNotAllOffered) {
  ScapBuilder builder;
  builder.preamble();
  for (uint32_t count : {63u, 64u, 65u, 66u, 67u, 68u, 5000u}) {
    builder.event({.params = std::vector<std::string>(count, "ab")});
  }
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.events.size(), 7u);
  EXPECT_EQ(read.events[0].params.size(), 63u);
  for (size_t i = 1; i < 7; ++i) {
    EXPECT_EQ(read.events[i].params, std::vector<std::string>(64, "ab"));
  }
}

TEST(Events, BiggestPlainBlock) {
  // 65544 bytes is the longest a plain block may be; frame, cpu, header and two lengths are 44.
  ScapBuilder builder;
  builder.preamble();
  builder.event({.id = 7, .params = {p_i64(1), std::string(65544 - 44 - 8, 'x')}});
  builder.event({.params = {p_i64(1)}});
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.events.size(), 2u);
  EXPECT_EQ(read.events[0].params[1].size(), 65492u);
  EXPECT_TRUE(read.damage.empty());
}

// Old writers stored three bytes too many in these two.
TEST(Events, OvercountedLengthsOfVersionOne) {
  for (uint16_t id : {280, 286}) {
    ScapBuilder builder;
    builder.preamble();
    const size_t start = builder.size();
    std::vector<std::string> params = {p_text("name"), p_text("text of it")};
    if (id == 286) params = {p_text("s"), p_text("n"), p_text("d"), p_text("scope")};
    builder.event({.id = id, .params = params}, 0x204);
    builder.edit()[start + 8 + 2 + 16] += 3;             // the event's own length
    builder.event({.id = id, .params = params}, 0x204);  // and a right one
    ReadCapture read = read_bytes(builder.bytes());
    ASSERT_EQ(read.events.size(), 2u) << id;
    EXPECT_EQ(read.events[0].params, params);
    EXPECT_EQ(read.events[1].params, params);
    EXPECT_TRUE(read.damage.empty());
  }
}

TEST(Events, SumOfLengthsIsExact) {
  // 1 to 17 lengths of odd sizes: every remainder of the steps of four.
  ScapBuilder builder;
  builder.preamble();
  std::vector<std::vector<std::string>> written;
  for (size_t count = 0; count <= 17; ++count) {
    std::vector<std::string> params;
    for (size_t i = 0; i < count; ++i) params.emplace_back(257 * i + 1, static_cast<char>('a' + i));
    written.push_back(params);
    builder.event({.params = params});
  }
  const size_t good = builder.size();
  // The same with a last length one too big: each must be refused.
  for (size_t count = 1; count <= 17; ++count) {
    const size_t start = builder.size();
    builder.event({.params = written[count]});
    builder.edit()[start + 8 + 2 + 26 + 2 * (count - 1)] += 1;
  }
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.events.size(), written.size());
  for (size_t i = 0; i < written.size(); ++i) EXPECT_EQ(read.events[i].params, written[i]);
  ASSERT_EQ(read.damage.size(), 17u);
  EXPECT_GE(read.damage[0].offset, good);
}

// ---- every layout of every id ----

struct LayoutCase {
  uint16_t id;
  std::string symbol;
  std::vector<std::string> params;
  bool wide;
  bool old_enough;  // existed in 2022: version 1 blocks may hold it
};

// Bytes that no count of parameters but the right one can take for lengths: all large.
std::string filler(const Json::Value& types, const std::string& type, uint16_t salt) {
  size_t bytes = 6 + salt % 5;  // variable size
  for (const auto& [name, size] : {std::pair{"8", 1}, {"16", 2}, {"32", 4}, {"64", 8}}) {
    if (type.ends_with(std::string("INT") + name) || type.ends_with(std::string("FLAGS") + name)) {
      bytes = static_cast<size_t>(size);
    }
  }
  (void)types;
  for (const char* eight : {"PT_ERRNO", "PT_FD", "PT_PID", "PT_RELTIME", "PT_ABSTIME"}) {
    if (type == eight) bytes = 8;
  }
  for (const char* four : {"PT_UID", "PT_GID", "PT_MODE", "PT_BOOL", "PT_SIGSET"}) {
    if (type == four) bytes = 4;
  }
  if (type == "PT_SIGTYPE") bytes = 1;
  if (type == "PT_SYSCALLID") bytes = 2;
  return std::string(bytes, static_cast<char>(0x80 + salt % 100));
}

std::vector<LayoutCase> layouts_of(const Json::Value& event, const Json::Value& types) {
  std::set<uint32_t> counts = {event["params"].size()};
  for (const Json::Value& point : event["nparams_history"]) {
    if (point[1].isInt()) counts.insert(point[1].asUInt());
  }
  const Json::Value& accepted = event["newest_reader_accepts"]["nparams"];
  for (const Json::Value& count : accepted.isArray() ? accepted : Json::Value(Json::arrayValue)) {
    counts.insert(count.asUInt());
  }
  std::vector<LayoutCase> cases;
  for (uint32_t count : counts) {
    LayoutCase one;
    one.id = static_cast<uint16_t>(event["id"].asUInt());
    one.symbol = event["symbol"].asString();
    for (uint32_t i = 0; i < count; ++i) {
      std::string type = i < event["params"].size() ? event["params"][i]["type"].asString() : "";
      one.params.push_back(filler(types, type, static_cast<uint16_t>(one.id + i)));
    }
    one.wide = event["param_len_bytes"].isInt();
    one.old_enough = !event["v2022"].isNull() && !one.wide;
    cases.push_back(std::move(one));
  }
  return cases;
}

std::vector<LayoutCase> all_layouts(const std::string& path) {
  std::ifstream file(path);
  Json::Value facts;
  file >> facts;
  std::vector<LayoutCase> cases;
  for (const Json::Value& event : facts["events"]) {
    if (event["status"] == "unused") continue;
    for (LayoutCase& one : layouts_of(event, facts["param_types"])) cases.push_back(std::move(one));
  }
  return cases;
}

void expect_layouts(const std::vector<LayoutCase>& cases, const ReadCapture& read) {
  ASSERT_EQ(read.events.size(), cases.size());
  for (size_t i = 0; i < cases.size(); ++i) {
    ASSERT_EQ(read.events[i].id, cases[i].id);
    EXPECT_EQ(read.events[i].params, cases[i].params)
        << cases[i].symbol << " with " << cases[i].params.size() << " parameters";
  }
  for (const Damage& damage : read.damage) ADD_FAILURE() << damage.offset << " " << damage.what;
}

TEST(Events, EveryLayoutInVersionTwo) {
  SONDE_NEED_SHARED(path, "spec/events.json");
  const std::vector<LayoutCase> cases = all_layouts(path);
  ASSERT_GT(cases.size(), 500u);
  for (uint32_t code : {0x216u, 0x217u, 0x221u, 0x222u}) {
    ScapBuilder builder;
    builder.preamble();
    for (const LayoutCase& one : cases) {
      builder.event({.id = one.id, .params = one.params, .wide_lengths = one.wide}, code);
    }
    expect_layouts(cases, read_bytes(builder.bytes()));
  }
}

TEST(Events, EveryLayoutInVersionOneFindsTheCount) {
  SONDE_NEED_SHARED(path, "spec/events.json");
  std::vector<LayoutCase> cases = all_layouts(path);
  std::erase_if(cases, [](const LayoutCase& one) { return !one.old_enough; });
  ASSERT_GT(cases.size(), 400u);
  for (uint32_t code : {0x204u, 0x208u}) {
    ScapBuilder builder;
    builder.preamble();
    for (const LayoutCase& one : cases) {
      builder.event({.id = one.id, .params = one.params}, code);
    }
    expect_layouts(cases, read_bytes(builder.bytes()));
  }
}

}  // namespace
}  // namespace sonde::test
