// Several threads that scan one index find what one finds: every view, with filters that versions
// decide, or columns, or events, and with ranges of time.
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "script/view_loader.h"
#include "tests/unit/index/indexed_capture.h"
#include "view/query.h"

namespace sonde {
namespace {

constexpr const char* kFilters[] = {
    "",
    "proc.name contains odd",
    "fd.name contains etc or fd.type=ipv4",
    "evt.failed=true",
    "evt.arg.flags contains O_CREAT or evt.args contains passwd",
    "evt.latency>1000 and evt.dir=<",
    "thread.vmrss>1000 and not evt.buffer contains root",
};

std::string text_of(const Table& table) {
  std::string text;
  for (size_t row = 0; row < table.rows.size(); ++row) {
    text += table.rows[row].key + " " + std::to_string(table.rows[row].flags);
    for (size_t column = 0; column < table.columns.size(); ++column) {
      text += "|";
      append_cell(text, table.columns[column], table.cell(row, column));
    }
    text += "\n";
  }
  return text + std::to_string(table.events);
}

TEST(ScanPool, FindsWhatOneThreadFinds) {
  // Read so often that there are more chunks than threads.
  test::IndexedCapture read(test::capture("d_odd.scap"), false, {}, 30);
  ASSERT_GT(read.index->chunks().size(), 5u);
  ScanPool one(*read.index, *read.replay);
  ScanPool three(*read.index, *read.replay);
  three.add(read.store, read.text);
  three.add(read.store, read.text);
  three.set_share(1);
  three.refresh(read.session->state());
  ASSERT_EQ(three.members_for_scan(), 3u);
  const ViewLibrary views = load_views({std::string(SONDE_SOURCE_DIR) + "/views"});
  ASSERT_GT(views.views.size(), 30u);
  const uint64_t first = read.index->first_ts_ns(), last = read.index->last_ts_ns();
  size_t compared = 0, with_rows = 0;
  for (const ViewPtr& view : views.views) {
    if (view->type == ViewType::kSpectrogram) continue;
    for (const char* filter : kFilters) {
      Query query{view, filter, 0, 0, "default", 0};
      if (compared % 3 == 1) query.from_ns = first + (last - first) / 3;
      if (compared % 3 == 2) query.to_ns = last - (last - first) / 4;
      auto alone = run_query(query, {*read.index, one, read.session->state()});
      auto together = run_query(query, {*read.index, three, read.session->state()});
      ASSERT_TRUE(alone.ok() && together.ok()) << view->id;
      EXPECT_EQ(text_of(*together.value()), text_of(*alone.value())) << view->id << ": " << filter;
      ++compared;
      with_rows += !alone.value()->rows.empty();
    }
  }
  EXPECT_GT(with_rows, compared / 3) << "the filters leave too little to compare";
}

}  // namespace
}  // namespace sonde
