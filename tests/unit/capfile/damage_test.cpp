// Damaged, cut, foreign and concatenated input. What must survive is known because every block
// is at an offset that the builder, or a walk over the intact file, has told.
// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <random>
#include <sstream>

#include "read_all.h"
#include "rounds.h"
#include "scap_builder.h"

namespace sonde::test {
namespace {

std::string file_bytes(const std::string& name) {
  std::ifstream file(std::string(SONDE_SOURCE_DIR) + "/tests/captures/" + name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

uint32_t u32_at(const std::string& bytes, size_t at) {
  return load<uint32_t>(reinterpret_cast<const uint8_t*>(bytes.data()) + at);
}

// Ends of the event blocks, found by nothing but the lengths of blocks.
std::vector<size_t> event_ends(const std::string& bytes) {
  std::vector<size_t> ends;
  for (size_t at = 0; at + 8 <= bytes.size(); at += u32_at(bytes, at + 4)) {
    if (u32_at(bytes, at) == 0x216) ends.push_back(at + u32_at(bytes, at + 4));
  }
  return ends;
}

ScapBuilder ten_events() {
  ScapBuilder builder;
  builder.preamble();
  for (int i = 0; i < 10; ++i) builder.event({.params = {p_i64(i), p_i64(3)}});
  return builder;
}
constexpr size_t kTenEventBytes = 8 + 2 + 26 + 4 + 16 + 4;  // one block of ten_events()

size_t start_of(const ScapBuilder& builder, size_t event) {
  return builder.size() - (10 - event) * kTenEventBytes;
}

TEST(Damage, CutAnywhereEveryWholeEventSurvives) {
  const std::string whole = file_bytes("d_odd.scap");
  const std::vector<size_t> ends = event_ends(whole);
  ASSERT_EQ(ends.size(), 3386u);  // counted by the description's own reader
  std::mt19937 random(20240801);
  for (int i = 0; i < test::rounds(2000); ++i) {
    const size_t cut = 28 + random() % (whole.size() - 28);
    const size_t survive =
        static_cast<size_t>(std::upper_bound(ends.begin(), ends.end(), cut) - ends.begin());
    ReadCapture read = read_bytes(std::string_view(whole).substr(0, cut));
    ASSERT_EQ(read.error, "") << cut;
    ASSERT_EQ(read.events.size(), survive) << cut;
    bool on_a_boundary = survive > 0 && ends[survive - 1] == cut;
    if (survive > 0) {
      ASSERT_EQ(read.damage.size(), on_a_boundary ? 0u : 1u) << cut;
    }
    for (const Damage& damage : read.damage) ASSERT_LE(damage.offset, cut);
  }
}

TEST(Damage, AnyBitFlippedNothingBreaksAndLittleIsLost) {
  const std::string whole = file_bytes("d_odd.scap");
  const size_t first_event = event_ends(whole)[0];
  std::mt19937 random(7);
  size_t lost = 0;
  constexpr int kRounds = test::rounds(1500);
  for (int i = 0; i < kRounds; ++i) {
    std::string flipped = whole;
    const size_t at = first_event + random() % (whole.size() - first_event);
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    ReadCapture read = read_bytes(flipped);
    ASSERT_EQ(read.error, "") << at;
    ASSERT_LE(read.events.size(), 3386u) << at;
    ASSERT_GE(read.events.size(), 3385u) << at;  // at most the event that is hit
    lost += 3386 - read.events.size();
  }
  // Of an event's 74 bytes on average, 14 and the lengths of its parameters are vital.
  EXPECT_LT(lost, kRounds / 3);
}

TEST(Damage, FlippedMetadataIsSurvived) {
  const std::string whole = file_bytes("d_odd.scap");
  std::mt19937 random(8);
  for (int i = 0; i < test::rounds(1500); ++i) {
    std::string flipped = whole;
    const size_t at = 28 + random() % (event_ends(whole)[0] - 100);
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << random() % 8));
    ReadCapture read = read_bytes(flipped);
    ASSERT_EQ(read.error, "") << at;
    ASSERT_GE(read.events.size(), 3385u) << at;
  }
}

TEST(Damage, EventWhoseLengthsDoNotFitIsSkippedAlone) {
  ScapBuilder builder = ten_events();
  builder.edit()[start_of(builder, 4) + 8 + 2 + 26] = 100;  // the first parameter's length
  ReadCapture read = read_bytes(builder.bytes());
  ASSERT_EQ(read.events.size(), 9u);
  EXPECT_EQ(read.events[3].num, 4u);
  EXPECT_EQ(read.events[4].num, 6u);  // its number stays its own
  ASSERT_EQ(read.damage.size(), 1u);
  EXPECT_EQ(read.damage[0].offset, start_of(builder, 4));
}

TEST(Damage, EventLongerThanItsBlock) {
  ScapBuilder builder = ten_events();
  builder.edit()[start_of(builder, 4) + 8 + 2 + 16 + 1] = 1;  // + 256 bytes
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 9u);
  EXPECT_EQ(read.damage.size(), 1u);
}

TEST(Damage, GarbageBetweenBlocksIsSteppedOver) {
  for (size_t garbage : {1u, 2u, 3u, 4u, 7u, 64u, 5000u, 3000000u}) {
    ScapBuilder builder = ten_events();
    std::mt19937 random(static_cast<uint32_t>(garbage));
    std::string noise;
    for (size_t i = 0; i < garbage; ++i) noise += static_cast<char>(random() | 1);
    const size_t at = start_of(builder, 5);
    builder.edit().insert(at, noise);
    ReadCapture read = read_bytes(builder.bytes());
    EXPECT_EQ(read.events.size(), 10u) << garbage;
    ASSERT_EQ(read.damage.size(), 1u) << garbage;
    EXPECT_EQ(read.damage[0].offset, at);
    EXPECT_NE(read.damage[0].what.find(" " + std::to_string(garbage) + " bytes"), std::string::npos)
        << read.damage[0].what;
  }
}

TEST(Damage, OverwrittenStretchCostsTheBlocksInIt) {
  ScapBuilder builder = ten_events();
  const size_t at = start_of(builder, 3) + 20;
  builder.edit().replace(at, 2 * kTenEventBytes, std::string(2 * kTenEventBytes, '\0'));
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 7u);
  ASSERT_FALSE(read.damage.empty());
  EXPECT_EQ(read.damage[0].offset, start_of(builder, 3));
}

TEST(Damage, WrongBlockLengthIsTakenFromTheEvent) {
  for (int change : {4, -4, 8, 1, 64, 127}) {
    ScapBuilder builder = ten_events();
    builder.edit()[start_of(builder, 5) + 4] = static_cast<char>(kTenEventBytes + change);
    ReadCapture read = read_bytes(builder.bytes());
    EXPECT_EQ(read.events.size(), 10u) << change;
    ASSERT_EQ(read.damage.size(), 1u) << change;
    EXPECT_EQ(read.damage[0].offset, start_of(builder, 5));
  }
}

// Known readers do not compare the trailer of events, so neither is it an error here.
TEST(Damage, WrongTrailerOfAnEventIsIgnored) {
  ScapBuilder builder = ten_events();
  builder.edit()[start_of(builder, 6) - 4] ^= 0x40;
  builder.edit()[builder.size() - 4] ^= 0x40;  // and of the last one
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 10u);
  EXPECT_TRUE(read.damage.empty());
}

TEST(Damage, HugeLengthIsNotWaitedFor) {
  ScapBuilder builder;
  builder.preamble();
  builder.raw(Body().u32(0x215).u32(200u << 20).u64(1).bytes());
  builder.event({.params = {p_i64(1)}});
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 1u);
  EXPECT_EQ(read.damage.size(), 1u);
}

TEST(Damage, DamagedBeginning) {
  ScapBuilder builder = ten_events();
  builder.edit()[1] ^= 0x10;
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.events.size(), 10u);
  EXPECT_EQ(read.all<MachineInfo>().size(), 1u);
  EXPECT_EQ(read.damage.size(), 1u);
}

TEST(Damage, ListIsCutOffWhenThereIsTooMuch) {
  ScapBuilder builder;
  builder.preamble();
  for (int i = 0; i < 3000; ++i) {
    builder.event({.params = {p_i64(1)}});
    builder.raw("abcd");
  }
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 3000u);
  EXPECT_EQ(read.damage.size(), DamageLog::kMost);
}

TEST(Blocks, UnknownOnesAreSkippedAheadOfAndAmongEvents) {
  ScapBuilder builder;
  builder.section().block(0x999, "something new").machine().threads(0x215, {BuiltThread{}});
  builder.event({.params = {p_i64(1)}});
  builder.block(0x999, "").block(0xB16B00B5, std::string(100000, 'n'));
  builder.event({.params = {p_i64(2)}});
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 2u);
  EXPECT_TRUE(read.damage.empty());
  EXPECT_TRUE(read.restarts.empty());
}

TEST(Blocks, OptionsOfTheSectionHeaderAreSkipped) {
  ScapBuilder builder;
  builder.section(1, 2, std::string(88, 'o')).machine().event({.params = {p_i64(1)}});
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 1u);
  EXPECT_TRUE(read.damage.empty());
}

TEST(Blocks, MinorVersionsAndOlderMajorsAreAccepted) {
  for (auto [major, minor] : {std::pair<uint16_t, uint16_t>{1, 9}, {0, 7}, {1, 0}}) {
    ScapBuilder builder;
    builder.section(major, minor).event({.params = {p_i64(1)}});
    EXPECT_EQ(read_bytes(builder.bytes()).events.size(), 1u);
  }
}

TEST(Blocks, ConcatenatedCapturesRestartAndNumberOn) {
  const std::string one = ten_events().bytes();
  ReadCapture read = read_bytes(one + one + one);
  EXPECT_EQ(read.events.size(), 30u);
  EXPECT_EQ(read.events.back().num, 30u);
  EXPECT_EQ(read.restarts, (std::vector<size_t>{10, 20}));
  EXPECT_EQ(read.all<MachineInfo>().size(), 3u);
  EXPECT_TRUE(read.damage.empty());
}

TEST(Blocks, MetadataAfterEventsIsAnotherCapture) {
  ScapBuilder builder = ten_events();
  builder.machine().event({.params = {p_i64(1)}});
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.events.size(), 11u);
  EXPECT_EQ(read.restarts, std::vector<size_t>{10});
  EXPECT_EQ(read.all<MachineInfo>().size(), 2u);
  EXPECT_EQ(read.damage.size(), 1u);
}

TEST(Blocks, CaptureWithoutEventsIsEmptyNotAnError) {
  ScapBuilder builder;
  builder.preamble();
  ReadCapture read = read_bytes(builder.bytes());
  EXPECT_EQ(read.error, "");
  EXPECT_EQ(read.entries<ThreadSnapshot>().size(), 1u);
}

TEST(Foreign, EachIsNamed) {
  ScapBuilder swapped, later, pcapng;
  swapped.raw(Body().u32(0x0A0D0D0A).u32(0x1C000000).u32(0x4D3C2B1A).u32(0).u64(0).u32(0).bytes());
  later.section(2, 0).machine();
  pcapng.section(1, 0).block(1, std::string(8, '\0')).block(6, std::string(64, 'p'));
  const std::pair<std::string, const char*> cases[] = {
      {"", "an empty file"},
      {std::string("\xd4\xc3\xb2\xa1", 4) + std::string(40, '\0'), "pcap network capture"},
      {pcapng.bytes(), "pcapng network capture"},
      {"\x7f"
       "ELF" +
           std::string(100, '\1'),
       "an ELF file"},
      {"#!/bin/sh\necho it is a script, not a capture at all\n", "a text file"},
      {std::string(4000, '\0'), "kind that is not known"},
      {swapped.bytes(), "other byte order"},
      {later.bytes(), "version 2.0"},
      {later.bytes().substr(0, 20), "cut off inside its first block"},
  };
  for (const auto& [bytes, what] : cases) {
    ReadCapture read = read_bytes(bytes);
    EXPECT_NE(read.error.find(what), std::string::npos) << what << " / " << read.error;
    EXPECT_NE(read.error.find("test.scap"), std::string::npos);
    EXPECT_TRUE(read.events.empty());
  }
}

}  // namespace
}  // namespace sonde::test
