// Filters on rows: every way of deciding (rollups, columns, events) passes the events that the same
// filter passed while they were read.
// SPDX-License-Identifier: Apache-2.0
#include "index/row_filter.h"

#include <gtest/gtest.h>

#include "indexed_capture.h"
#include "state/moment.h"
#include "state/text_options.h"

namespace sonde {
namespace {

constexpr const char* kFilters[] = {
    "evt.type=openat",
    "evt.type=openat and evt.dir=<",
    "not evt.type in (read, write, close)",
    "proc.name=w_odd",
    "proc.pname=bash or proc.aname=bash",
    "proc.acmdline contains sh and not proc.apid=2",
    "proc.aexe endswith sh or proc.aexepath contains /bin/",
    "proc.pexe endswith sh and proc.pexepath startswith /",
    "not proc.pcmdline contains sh and proc.pvpid>1",
    "proc.aname[2] exists and not proc.aname[2]=bash",
    "proc.aenv contains PATH or proc.aargs contains w_",
    "proc.name contains odd and fd.name startswith /etc",
    "fd.name contains lib",
    "fd.name contains missing",
    "fd.type=ipv4 or fd.type=unix",
    "fd.type in (file, directory) and fd.name!=''",
    "fd.port=7100",
    "fd.sport=7100 and evt.is_io=true",
    "fd.directory=/etc",
    "fd.typechar=f",
    "evt.failed=true",
    "evt.failed=true and not evt.res=ENOENT",
    "evt.res=EPERM or evt.res=EAGAIN",
    "evt.res=SUCCESS",
    "evt.res exists and evt.category=file",
    "evt.rawres>100",
    "evt.buflen>10 and evt.io_dir=read",
    "evt.latency>1000000",
    "evt.latency=0",
    "evt.num>500 and evt.num<=600",
    "evt.cpu=1",
    "evt.rawtime>0 and evt.cpu=0",
    "evt.arg.fd exists",
    "evt.arg.flags contains O_CREAT",
    "evt.args contains passwd",
    "thread.tid=305",
    "thread.ismain=false",
    "thread.vmrss>2000",
    "proc.nthreads>1",
    "user.name=root and not user.uid=33",
    "container.id=host",
    "container.id!=host",
    "syscall.type exists",
    "evt.type.is.openat=1",
    "evt.is_wait=true",
    "evt.is_syslog=true",
    "evt.count=1",
    "evt.count.error=1",
    "evt.count.error.file=1 or evt.count.error.net=1 or evt.count.error.other=1",
    "proc.cmdline contains vforked",
    "evt.buffer contains root",
    "(evt.type=execve or evt.type=clone) and evt.dir=<",
    "not (proc.name=bash or fd.num>2) and evt.dir=>",
    "proc.sname exists",
    "proc.loginshellid=145",
    "proc.fdopencount>3 and proc.fdusage>0.0",
    "proc.stdin.name exists and not proc.stdout.type=pipe",
    "fd.types[1] exists",
    "fd.types intersects (pipe)",
    "fdlist.names contains /",
    "thread.totexectime>1000000",
    "proc.nthreads>1 and proc.nchilds<3",
    "proc.duration>1000000 or proc.ppid.duration>1000000",
    "evt.category=net or evt.category=file",
    "evt.time contains 5 and evt.latency.ns>5000",
    "evt.arg[0] contains /",
    "fs.path.name contains lib or fs.path.target exists",
    "proc.exit.code=0 or proc.lifetime>1000",
    "evt.is_open_read=true and not evt.is_open_write=true",
};

// And whether a field has a value, for every field that takes no argument.
std::vector<std::string> all_filters() {
  std::vector<std::string> all(std::begin(kFilters), std::end(kFilters));
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) {
      const std::string text = std::string(field.name) + " exists";
      if (Filter::compile(text, nullptr).ok()) all.push_back(text);
    }
  }
  return all;
}

class RowFilterTest : public testing::TestWithParam<bool> {};

TEST_P(RowFilterTest, PassesWhatPassedWhenItWasRead) {
  const std::vector<std::string> texts = all_filters();
  ASSERT_GT(texts.size(), std::size(kFilters) + 250);
  std::vector<Filter> filters;
  for (const std::string& text : texts) {
    auto compiled = Filter::compile(text, nullptr);
    ASSERT_TRUE(compiled.ok()) << compiled.error().what;
    filters.push_back(compiled.take());
  }
  std::vector<std::vector<bool>> passed;
  test::IndexedCapture capture(test::capture("d_odd.scap"), false,
                               [&](const Moment& moment, uint64_t) {
                                 passed.emplace_back();
                                 for (Filter& filter : filters) {
                                   passed.back().push_back(filter.matches(moment));
                                 }
                               });
  if (GetParam()) capture.index->begin_input(1);  // the last chunk is full, and has rollups
  size_t with_hits = 0;
  for (size_t i = 0; i < filters.size(); ++i) {
    auto compiled = RowFilter::compile(texts[i], *capture.index, *capture.replay);
    ASSERT_TRUE(compiled.ok());
    RowFilter filter = compiled.take();
    size_t hits = 0;
    for (const auto& chunk : capture.index->chunks()) {
      RowBits rows;
      rows.fill(chunk->rows);
      filter.apply(*chunk, rows);
      std::vector<bool> found(chunk->rows);
      rows.for_each([&](uint32_t at) { found[at] = true; });
      for (uint32_t at = 0; at < chunk->rows; ++at) {
        hits += found[at];
        ASSERT_EQ(found[at], passed[chunk->first_row + at][i])
            << texts[i] << ": row " << chunk->first_row + at << " "
            << event_row(chunk->kind[at]).name;
      }
      if (!GetParam() || !filter.fits_rollup()) continue;
      const ChunkRollup* rollups = rollup_of(*chunk);
      ASSERT_TRUE(rollups);
      RowBits bits;
      bits.fill(static_cast<uint32_t>(rollups->list.size()));
      filter.apply(*chunk, *rollups, bits);
      std::vector<bool> keep(rollups->list.size());
      bits.for_each([&](uint32_t rollup) { keep[rollup] = true; });
      for (uint32_t at = 0; at < chunk->rows; ++at) {
        ASSERT_EQ(keep[rollups->of_row[at]], found[at]) << texts[i] << ": row " << at;
      }
    }
    with_hits += hits > 0 && i < std::size(kFilters);
  }
  EXPECT_GT(with_hits, std::size(kFilters) * 3 / 4);
}

INSTANTIATE_TEST_SUITE_P(Ways, RowFilterTest, testing::Bool(),
                         [](const auto& info) { return info.param ? "Rollups" : "Rows"; });

TEST(RowFilter, TellsWhatIsWrongWithAFilter) {
  test::IndexedCapture capture(test::capture("d_odd.scap"));
  auto compiled = RowFilter::compile("proc.nmae=x", *capture.index, *capture.replay);
  ASSERT_FALSE(compiled.ok());
  EXPECT_NE(compiled.error().what.find("proc.nmae"), std::string::npos);
}

// What the live history forgets is gone; what it keeps says what was said, and a filter that was
// made before, and knows versions by their numbers, still decides right.
TEST(Index, ForgetsWhatIsOldAndKeepsTheRest) {
  size_t used = 0;
  FieldUse name = parse_field("proc.pname", used).take();
  FieldUse file = parse_field("fd.name", used).take();
  const auto log_info = [&](const Moment& moment) {
    std::string text(moment.row().name);
    text += '|';
    append_field(text, moment, name);
    text += '|';
    append_field(text, moment, file);
    return text;
  };
  SessionOptions options;
  options.inputs = {test::capture("d_odd.scap")};
  auto session = Session::open(std::move(options)).take();
  Filter wanted = Filter::compile("proc.name contains odd or fd.name contains lib", nullptr).take();
  Index index(true);
  EventStore store;
  const TextOptions text;
  RowReplay replay(index, store, text);
  index.take_snapshot(session->state());
  replay.refresh(session->state());
  RowFilter filter = RowFilter::compile(wanted.text(), index, replay).take();
  std::vector<std::string> said;
  std::vector<bool> passed;
  const auto check_all = [&] {
    filter.prepare();
    for (const auto& chunk : index.chunks()) {
      RowBits rows;
      rows.fill(chunk->rows);
      filter.apply(*chunk, rows);
      std::vector<bool> found(chunk->rows);
      rows.for_each([&](uint32_t at) { found[at] = true; });
      for (uint32_t at = 0; at < chunk->rows; ++at) {
        const uint64_t row = chunk->first_row + at;
        ASSERT_EQ(found[at], passed[row]) << "row " << row << " of " << index.first_row() << " to "
                                          << index.end_row() << ": " << said[row];
        const Moment* moment = replay.at(*chunk, at);
        ASSERT_TRUE(moment) << "row " << row;
        ASSERT_EQ(log_info(*moment), said[row]) << "row " << row;
      }
    }
  };
  constexpr size_t kEach = 200;  // rows of a chunk, so that there are several
  while (session->next() == Session::Step::kEvent) {
    index.append(session->moment());
    said.push_back(log_info(session->moment()));
    passed.push_back(wanted.matches(session->moment()));
    if (said.size() % kEach) continue;
    index.begin_input(0);
    const auto& chunks = index.chunks();
    if (chunks.size() < 4) continue;
    check_all();
    const uint64_t before = index.generation(), first = index.first_row();
    index.forget(chunks.front()->max_ts + 1, ~uint64_t{0}, session->state());
    EXPECT_EQ(index.chunks().size(), 3u);
    EXPECT_EQ(index.first_row(), first + kEach);
    EXPECT_NE(index.generation(), before);
    check_all();
    if (HasFatalFailure()) return;
  }
  EXPECT_GT(index.first_row(), 2000u);
  EXPECT_LT(index.versions().thread_count(), 100u) << "numbers are given out again";
}

}  // namespace
}  // namespace sonde
