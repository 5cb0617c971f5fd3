// ViewOfEvents: a fixture that feeds a Scenario's events to an index and asks for cells of the
// views that come with csonde. Used by tests of views. Next: ../state/scenario.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "script/view_loader.h"
#include "tests/unit/index/indexed_capture.h"
#include "tests/unit/state/scenario.h"
#include "view/query.h"

namespace sonde {

class ViewOfEvents : public testing::Test {
 protected:
  static constexpr uint32_t kThreadFlag = 0x2001;
  static constexpr uint64_t kMs = 1'000'000, kSecond = 1000 * kMs;

  ViewOfEvents() { index_.take_snapshot(s_.state); }

  void step(EventBuilder& event) { index_.append(s_.step(event)); }
  void step(EventBuilder&& event) { step(event); }
  void start(int64_t tid) { step(s_.clone_exit(10, tid, 10, 1, 0, 10, 10)); }
  void start_thread(int64_t tid) { step(s_.clone_exit(10, tid, 10, 1, kThreadFlag, 10, 10)); }
  void end(uint64_t tid) {
    step(s_.event(EventId::PROCEXIT_1_E, tid).s64(0).s64(0).u8(0).u8(0).s64(0));
  }

  // The cell of the row whose first cell of that name is `row`, as text.
  std::string cell(const std::string& view, const std::string& column, const std::string& head,
                   const std::string& row, const std::string& filter = "") {
    const ViewLibrary views = load_views({std::string(SONDE_SOURCE_DIR) + "/views"});
    for (const ViewPtr& one : views.views) {
      if (one->id != view) continue;
      RowReplay replay(index_, store_, text_);
      replay.refresh(s_.state);
      ScanPool pool(index_, replay);
      auto got = run_query({one, filter, 0, 0, "default", 0}, {index_, pool, s_.state});
      EXPECT_TRUE(got.ok());
      return cell_of(*got.value(), column, head, row);
    }
    return "no such view";
  }
  static std::string cell_of(const Table& table, const std::string& column, const std::string& head,
                             const std::string& wanted) {
    for (size_t row = 0; row < table.rows.size(); ++row) {
      std::string name, value;
      for (size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].name == head) append_cell(name, table.columns[i], table.cell(row, i));
        if (table.columns[i].name == column)
          append_cell(value, table.columns[i], table.cell(row, i));
      }
      if (name == wanted) return value;
    }
    return "no such row";
  }

  Scenario s_;
  Index index_{true};
  EventStore store_;
  TextOptions text_;
};

}  // namespace sonde
