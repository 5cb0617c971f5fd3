// A view without a screen: waiting for the explorer, text and JSON. The explorer here is a made-up
// one that answers as the test tells it.
// SPDX-License-Identifier: Apache-2.0
#include "tui/raw_output.h"

#include <gtest/gtest.h>
#include <json/json.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <deque>
#include <sstream>

#include "view/path.h"

namespace sonde {
namespace {

Cell text(const char* value) {
  Cell cell;
  cell.kind = Cell::Kind::kText;
  cell.text = value;
  cell.size = static_cast<uint32_t>(std::strlen(value));
  return cell;
}
Cell integer(int64_t value) {
  Cell cell;
  cell.kind = Cell::Kind::kInt;
  cell.i = value;
  return cell;
}
Cell real(double value) {
  Cell cell;
  cell.kind = Cell::Kind::kReal;
  cell.d = value;
  return cell;
}

TableColumn column(const char* name, ColumnUnit unit, bool hidden = false) {
  TableColumn made;
  made.name = name;
  made.unit = unit;
  made.hidden = hidden;
  return made;
}

std::shared_ptr<Table> small_table() {
  auto table = std::make_shared<Table>();
  table->columns = {column("NA", ColumnUnit::kNumber, true), column("PID", ColumnUnit::kNumber),
                    column("USER", ColumnUnit::kText), column("IN/s", ColumnUnit::kBytes),
                    column("NAME \"X\"", ColumnUnit::kText)};
  const std::vector<std::vector<Cell>> rows = {
      {integer(1), integer(4711), text("r\xc3\xb6t"), real(1536), text("nginx: worker")},
      {integer(2), integer(5), Cell(), integer(0), text("a\x1b[31m\nb")},
      {integer(3), integer(-1), text("root"), real(0.5), Cell()}};
  for (const auto& cells : rows) {
    TableRow row;
    row.first_cell = static_cast<uint32_t>(table->cells.size());
    table->rows.push_back(row);
    table->cells.insert(table->cells.end(), cells.begin(), cells.end());
  }
  return table;
}

TEST(RawText, ColumnsStandBelowTheirNames) {
  EXPECT_EQ(table_as_text(*small_table()),
            " PID  USER  IN/s  NAME \"X\"\n"
            "4711  röt   1.5K  nginx: worker\n"
            "   5           0  a\\x1B[31m\\nb\n"
            "  -1  root   0.5\n");
}

TEST(RawText, NoRows) {
  auto table = small_table();
  table->rows.clear();
  EXPECT_EQ(table_as_text(*table), "PID  USER  IN/s  NAME \"X\"\n");
  EXPECT_EQ(table_as_json(*table), "");
}

TEST(RawText, RowsInTheOrderOfAColumn) {
  const auto table = small_table();
  const auto by_pid = sorted_part(*table, "PID");
  ASSERT_TRUE(by_pid);
  EXPECT_EQ(by_pid.value().rows, (std::vector<uint32_t>{0, 1, 2}));
  const auto by_rate = sorted_part(*table, "IN/s");
  ASSERT_TRUE(by_rate);
  EXPECT_EQ(by_rate.value().rows, (std::vector<uint32_t>{0, 2, 1}));
  const auto as_it_is = sorted_part(*table, "");
  ASSERT_TRUE(as_it_is);
  EXPECT_EQ(as_it_is.value().rows, (std::vector<uint32_t>{0, 1, 2}));
}

// Hidden columns cannot be seen to be sorted by.
TEST(RawText, ColumnsThatAreNotThereAreRefused) {
  for (const char* name : {"NA", "pid", "RES"}) {
    const auto part = sorted_part(*small_table(), name);
    ASSERT_FALSE(part) << name;
    EXPECT_EQ(part.error().kind, ErrorKind::kUsage);
    EXPECT_EQ(part.error().hint, "its columns are PID, USER, IN/s, NAME \"X\"");
  }
}

std::vector<Json::Value> objects_of(const std::string& lines) {
  std::vector<Json::Value> objects;
  std::istringstream stream(lines);
  for (std::string line; std::getline(stream, line);) {
    Json::Value object;
    std::istringstream one(line);
    Json::CharReaderBuilder strict;
    strict["rejectDupKeys"] = true;
    std::string errors;
    EXPECT_TRUE(Json::parseFromStream(strict, one, &object, &errors)) << errors << line;
    objects.push_back(object);
  }
  return objects;
}

TEST(RawJson, NumbersAreNumbers) {
  const std::vector<Json::Value> rows = objects_of(table_as_json(*small_table()));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].size(), 4u);
  EXPECT_EQ(rows[0]["PID"], 4711);
  EXPECT_EQ(rows[0]["USER"], "r\xc3\xb6t");
  EXPECT_EQ(rows[0]["IN/s"], 1536.0);
  EXPECT_EQ(rows[1]["NAME \"X\""], "a\x1b[31m\nb");
  EXPECT_TRUE(rows[1].isMember("USER"));
  EXPECT_TRUE(rows[1]["USER"].isNull());
  EXPECT_EQ(rows[2]["PID"], -1);
}

// Has read its capture after that number of looks at its status.
class FakeExplorer : public Explorer {
 public:
  int looks_until_complete = 3;
  std::string error;
  uint64_t events = 100;
  bool live = false;
  mutable int looks = 0;
  std::vector<TableRequest> asked;
  std::optional<Error> refusal;

  FakeExplorer() : wake_(eventfd(1, EFD_CLOEXEC)) {}
  ~FakeExplorer() override { close(wake_); }

  uint64_t ask(Request request) override {
    EXPECT_TRUE(live || !error.empty() || looks >= looks_until_complete) << "asked too early";
    asked.push_back(std::get<TableRequest>(std::move(request)));
    replies_.push_back({99, Result<Answer>(Answer(FoundEntry{}))});  // of another request
    replies_.push_back(
        {7, refusal ? Result<Answer>(*refusal) : Result<Answer>(Answer(TablePtr(small_table())))});
    return 7;
  }
  void cancel(uint64_t) override {}
  std::optional<Reply> take() override {
    if (++takes_ % 2) return {};  // not there yet
    if (replies_.empty()) return {};
    Reply reply = std::move(replies_.front());
    replies_.pop_front();
    return reply;
  }
  int wake_fd() const override { return wake_; }
  ExplorerStatus status() const override {
    ++looks;
    ExplorerStatus status;
    status.is_live = live;
    status.complete = looks >= looks_until_complete;
    status.error = error;
    status.events = events;
    return status;
  }

 private:
  int wake_;
  int takes_ = 0;
  std::deque<Reply> replies_;
};

TEST(FetchTable, WaitsForTheWholeCapture) {
  FakeExplorer explorer;
  RawQuery query;
  query.tag = "containers";
  query.filter = "proc.pid=1";
  const Result<TablePtr> table = fetch_table(explorer, query);
  ASSERT_TRUE(table);
  EXPECT_EQ(table.value()->rows.size(), 3u);
  ASSERT_EQ(explorer.asked.size(), 1u);
  EXPECT_EQ(explorer.asked[0].tag, "containers");
  EXPECT_EQ(explorer.asked[0].scope.filter, "proc.pid=1");
  EXPECT_FALSE(explorer.asked[0].follows);
}

TEST(FetchTable, LooksAtALiveMachineForAWhile) {
  FakeExplorer explorer;
  explorer.live = true;
  RawQuery query;
  query.live_ns = 120'000'000;
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(fetch_table(explorer, query));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(120));
}

TEST(FetchTable, LooksNoLongerThanIsWanted) {
  FakeExplorer explorer;
  explorer.live = true;
  const std::atomic<bool> enough = true;
  RawQuery query;
  query.live_ns = 3'600'000'000'000;
  query.enough = &enough;
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_TRUE(fetch_table(explorer, query));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::minutes(1));
}

TEST(FetchTable, Errors) {
  FakeExplorer unreadable;
  unreadable.error = "cannot read x";
  unreadable.events = 0;
  Result<TablePtr> table = fetch_table(unreadable, {});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().what, "cannot read x");
  EXPECT_TRUE(unreadable.asked.empty());

  FakeExplorer damaged;  // what was read is shown
  damaged.error = "damaged";
  EXPECT_TRUE(fetch_table(damaged, {}));

  FakeExplorer refusing;
  refusing.refusal = Error{ErrorKind::kUsage, "unknown field", {}};
  table = fetch_table(refusing, {});
  ASSERT_FALSE(table);
  EXPECT_EQ(table.error().what, "unknown field");
}

TEST(ListOfViews, TextAndJson) {
  ViewLibrary library;
  auto view = std::make_shared<ViewSpec>();
  view->id = "x";
  view->name = "Ex";
  view->description = "A view.";
  view->columns.resize(1);
  view->columns[0].field = "proc.pid";
  view->columns[0].aggregation = Aggregation::kRate;
  view->actions.resize(1);
  view->actions[0].hotkey = '"';
  library.views.push_back(view);
  EXPECT_EQ(views_as_text(library), "x  Ex  A view.\n");
  const std::vector<Json::Value> rows = objects_of(views_as_json(library));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0]["id"], "x");
  EXPECT_EQ(rows[0]["view_type"], "table");
  EXPECT_EQ(rows[0]["row_source"], "events");
  EXPECT_EQ(rows[0]["columns"][0]["aggregation"], "TIME_AVG");
  EXPECT_EQ(rows[0]["columns"][0]["colsize"], ColumnSpec::kWidthByType);
  EXPECT_EQ(rows[0]["actions"][0]["hotkey"], "\"");
}

}  // namespace
}  // namespace sonde
