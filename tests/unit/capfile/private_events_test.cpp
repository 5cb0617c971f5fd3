// Events of ours in files: read under the rows of the calls that they tell of, written under the
// ids that other readers skip, and, for readers of 2022, as the events that those know.
// SPDX-License-Identifier: Apache-2.0
#include "schema/private_events.h"

#include <sys/syscall.h>

#include "capfile/writer.h"
#include "read_all.h"
#include "scap_builder.h"
#include "temp_path.h"

namespace sonde::test {
namespace {

constexpr uint64_t kStart = 1700000000000000000;
constexpr uint16_t kGap = 0x8000, kCall = 0x8001, kFromTheFuture = 0x8765;

uint16_t id(EventId id) { return static_cast<uint16_t>(id); }

ScapBuilder private_events() {
  ScapBuilder built;
  built.preamble();
  built.event(
      {.ts_ns = kStart, .id = kCall, .params = {p_i64(0), p_u16(SYS_fsync), p_u64(0xABCD00000003)}},
      0x217, 5000u << 3);
  built.event({.ts_ns = kStart + 1, .id = kFromTheFuture, .params = {p_u64(1)}});
  built.event(
      {.ts_ns = kStart + 2,
       .tid = ~0ull,
       .id = kGap,
       .params = {p_u64(kStart), p_u64(kStart + 1), p_u64(0), p_u64(3), p_u64(9), p_u64(0)}});
  built.event({.ts_ns = kStart + 3, .id = kCall, .params = {p_i64(-38), p_u16(400), p_u64(1)}});
  built.event({.ts_ns = kStart + 4, .id = 5, .params = {p_i64(0), p_i64(3)}});
  return built;
}

void expect_private_events(const ReadCapture& read) {
  ASSERT_EQ(read.events.size(), 4u);
  EXPECT_EQ(read.events[0].id, id(EventId::CALL_fsync));
  EXPECT_EQ(read.events[0].params,
            (std::vector<std::string>{p_i64(0), p_u16(SYS_fsync), p_u64(0xABCD00000003)}));
  EXPECT_EQ(read.events[0].block_flags, 5000u << 3);
  EXPECT_EQ(read.events[1].id, id(EventId::SONDE_GAP));
  EXPECT_EQ(read.events[1].params.size(), 6u);
  EXPECT_EQ(read.events[2].id, id(EventId::SONDE_CALL)) << "there is no call 400";
  EXPECT_EQ(read.events[3].id, id(EventId::SYSCALL_CLOSE_X));
  for (size_t i = 0; i < 4; ++i) EXPECT_EQ(read.events[i].num, i + 1);
  EXPECT_TRUE(read.damage.empty());
}

TEST(PrivateEventsInFiles, AreReadAndUnknownOnesAreSkipped) {
  expect_private_events(read_bytes(private_events().bytes()));
}

// The same events at the very end of the input, where the short way does not reach.
TEST(PrivateEventsInFiles, AreReadWhereverTheyStand) {
  const std::string all = private_events().bytes();
  for (size_t cut = 0; cut < 400; cut += 4) {
    const ReadCapture read = read_bytes(std::string_view(all).substr(0, all.size() - cut));
    for (const ReadEvent& event : read.events) {
      EXPECT_TRUE(event.id == id(EventId::CALL_fsync) || event.id == id(EventId::SONDE_GAP) ||
                  event.id == id(EventId::SONDE_CALL) || event.id == id(EventId::SYSCALL_CLOSE_X));
    }
  }
  for (uint32_t code : {0x216u, 0x217u, 0x221u, 0x222u}) {
    ScapBuilder built;
    built.preamble();
    built.event({.id = kCall, .params = {p_i64(0), p_u16(SYS_fsync), p_u64(3)}}, code);
    const ReadCapture read = read_bytes(built.bytes());
    ASSERT_EQ(read.events.size(), 1u) << std::hex << code;
    EXPECT_EQ(read.events[0].id, id(EventId::CALL_fsync));
  }
}

TEST(PrivateEventsInFiles, WithParametersThatDoNotFitAreDamage) {
  ScapBuilder built;
  built.preamble();
  built.event({.id = kCall, .params = {p_i64(0), p_u16(SYS_fsync), p_u64(3)}});
  const size_t lengths = built.size() - 4 - 2 - 18 - 6;  // trailer, padding, values, lengths
  built.edit()[lengths] = 100;
  built.event({.id = 5, .params = {p_i64(0), p_i64(3)}});
  const ReadCapture read = read_bytes(built.bytes());
  ASSERT_EQ(read.events.size(), 1u);
  ASSERT_EQ(read.damage.size(), 1u);
  EXPECT_NE(read.damage[0].what.find("(call)"), std::string::npos) << read.damage[0].what;
}

std::string written(const ScapBuilder& built, bool classic, const std::string& name) {
  const std::string path = temp_path(name);
  DamageLog damage;
  auto reader = Reader::over(as_bytes(built.bytes()), "in", damage);
  WriterOptions options;
  options.classic = classic;
  auto writer = Writer::open(path, options);
  EXPECT_TRUE(reader.ok() && writer.ok());
  RawEvent event;
  for (;;) {
    const Reader::Step step = reader.value()->next(event);
    if (step == Reader::Step::kEnd) break;
    if (step == Reader::Step::kSnapshot) {
      EXPECT_TRUE(writer.value()->write_snapshot(reader.value()->snapshot()).ok());
    } else if (event.row().exit && event.row().is_syscall()) {
      const Call call{event, nullptr, layout_of(event.id, event.nparams)};
      EXPECT_TRUE(writer.value()->write_call(call, 5000, 0).ok());
    } else {
      EXPECT_TRUE(writer.value()->write_event(event, 0).ok());
    }
  }
  EXPECT_TRUE(writer.value()->close().ok());
  return path;
}

TEST(PrivateEventsInFiles, RoundTrip) {
  const std::string path = written(private_events(), false, "own.scap");
  expect_private_events(read_path(path));
}

// A 32-bit program's fsync is number 118 to it: the record says which table that is of.
TEST(PrivateEventsInFiles, TheNumberOfA32BitCallSaysSo) {
  constexpr uint16_t kFsync = 118 | 0x8000;
  ScapBuilder built;
  built.preamble();
  built.event({.id = kCall, .params = {p_i64(0), p_u16(kFsync), p_u64(3)}});
  DamageLog damage;
  auto reader = Reader::over(as_bytes(built.bytes()), "in", damage);
  RawEvent event;
  while (reader.value()->next(event) != Reader::Step::kEvent) {
  }
  ASSERT_EQ(event.id, id(EventId::CALL_fsync));
  const std::string path = temp_path("compat.scap");
  auto writer = Writer::open(path, {});
  EXPECT_TRUE(writer.value()->write_event(event, 0).ok());
  EXPECT_TRUE(writer.value()->close().ok());
  const ReadCapture read = read_path(path);
  ASSERT_EQ(read.events.size(), 1u);
  EXPECT_EQ(read.events[0].id, id(EventId::CALL_fsync));
  EXPECT_EQ(read.events[0].params[1], p_u16(kFsync));
}

// Readers of 2022 know some calls by their code alone.
TEST(PrivateEventsInFiles, ClassicFilesHaveThePairThatOldReadersKnow) {
  const ReadCapture read = read_path(written(private_events(), true, "classic.scap"));
  ASSERT_EQ(read.events.size(), 6u);
  const int code = find_syscall_code("fsync");
  EXPECT_EQ(read.events[0].id, id(EventId::GENERIC_E));
  EXPECT_EQ(read.events[0].ts_ns, kStart - 5000);
  EXPECT_EQ(read.events[0].params[0], p_u16(static_cast<uint16_t>(code)));
  EXPECT_EQ(read.events[0].params[1], p_u16(SYS_fsync));
  EXPECT_EQ(read.events[1].id, id(EventId::GENERIC_X));
  EXPECT_EQ(read.events[1].params[0], p_u16(static_cast<uint16_t>(code)));
  EXPECT_EQ(read.events[2].id, id(EventId::SONDE_GAP)) << "nothing that they know says this";
  EXPECT_EQ(read.events[3].id, id(EventId::SONDE_CALL)) << "a call without a code";
  // They end at codes that are newer than they are.
  ScapBuilder newer;
  newer.preamble();
  newer.event({.id = kCall, .params = {p_i64(7), p_u16(444), p_u64(0), p_u64(0), p_u64(1)}});
  const ReadCapture alone = read_path(written(newer, true, "newer.scap"));
  ASSERT_EQ(alone.events.size(), 1u);
  EXPECT_EQ(alone.events[0].id, id(EventId::CALL_landlock_create_ruleset));
}

}  // namespace
}  // namespace sonde::test
