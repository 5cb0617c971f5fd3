// csonde on a machine that is made up: processes whose numbers change every period, so that what
// only a live machine has (refreshing, actions, meters) can be looked at where no module runs.
//   live_stand_in PERIOD_MS
// terminal_checks.py runs it on a pseudo-terminal.
// SPDX-License-Identifier: Apache-2.0
#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdlib>
#include <deque>
#include <string>

#include "tui/app.h"

namespace sonde {
namespace {

constexpr uint64_t kStart = 1'700'000'000'000'000'000;
constexpr int kRows = 100;

class StandIn : public Explorer {
 public:
  explicit StandIn(int period_ms) {
    timer_ = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    const timespec period = {period_ms / 1000, period_ms % 1000 * 1'000'000L};
    const itimerspec every = {period, period};
    timerfd_settime(timer_, 0, &every, nullptr);
  }
  ~StandIn() override { close(timer_); }

  uint64_t ask(Request request) override {
    const uint64_t ticket = ++last_ticket_;
    if (std::holds_alternative<TableRequest>(request)) {
      follows_ = std::get<TableRequest>(request).follows ? ticket : 0;
      view_ = std::get<TableRequest>(request).view;
      replies_.push_back({ticket, Answer(table())});
    } else if (std::holds_alternative<ActivityRequest>(request)) {
      Activity activity;
      activity.from_ns = kStart;
      activity.to_ns = kStart + 300'000'000'000;
      activity.buckets.resize(80, {5, 0});
      replies_.push_back({ticket, Answer(activity)});
    } else {
      replies_.push_back({ticket, Error{ErrorKind::kSystem, "a stand-in has no events", ""}});
    }
    return ticket;
  }
  void cancel(uint64_t ticket) override {
    if (follows_ == ticket) follows_ = 0;
  }
  std::optional<Reply> take() override {
    uint64_t times = 0;
    if (read(timer_, &times, sizeof times) == sizeof times) {
      round_ += times;
      if (follows_) replies_.push_back({follows_, Answer(table())});
    }
    if (replies_.empty()) return std::nullopt;
    Reply reply = std::move(replies_.front());
    replies_.pop_front();
    return reply;
  }
  int wake_fd() const override { return timer_; }
  ExplorerStatus status() const override {
    ExplorerStatus status;
    status.is_live = true;
    status.source = "Live system";
    status.events = round_ * 1000;
    status.events_s = 1000.0 + static_cast<double>(round_ % 7);
    status.first_ns = kStart;
    status.last_ns = kStart + 300'000'000'000;
    Meters meters;
    meters.host = "stand-in";
    meters.cpu_percent = static_cast<double>(10 + round_ % 30);
    meters.memory_bytes = uint64_t{1} << 34;
    meters.memory_used_bytes = uint64_t{1} << 32;
    status.meters = meters;
    return status;
  }

 private:
  TablePtr table() const {
    auto table = std::make_shared<Table>();
    table->view = view_;
    table->key_field = "proc.pid";
    table->columns = {{"PID", "proc.pid", "", 7, ColumnUnit::kNumber},
                      {"CPU%", "thread.cpu", "", 7, ColumnUnit::kPercent},
                      {"FILE/s", "evt.buflen.file", "", 8, ColumnUnit::kBytes},
                      {"COMMAND", "proc.exeline", "", 0, ColumnUnit::kText}};
    table->sort_column = 0;
    // A few processes are busy, the rest sleeps, as on a machine.
    for (int row = 0; row < kRows; ++row) {
      const bool busy = row % 6 == 0;
      const uint64_t wave = busy ? (round_ * 37 + static_cast<uint64_t>(row) * 11) % 97 : 0;
      TableRow at;
      at.flags = TableRow::kHasKey;
      at.key = std::to_string(kRows - row + 1000);
      at.first_cell = static_cast<uint32_t>(table->cells.size());
      at.event = ~uint64_t{0};
      table->rows.push_back(at);
      Cell cell;
      cell.kind = Cell::Kind::kUint;
      cell.u = static_cast<uint64_t>(kRows - row + 1000);
      table->cells.push_back(cell);
      cell.kind = Cell::Kind::kReal;
      cell.d = static_cast<double>(wave);
      table->cells.push_back(cell);
      cell.kind = Cell::Kind::kUint;
      cell.u = wave * 1000;
      table->cells.push_back(cell);
      table->texts.push_back("/usr/bin/process --number " + std::to_string(row));
      cell.kind = Cell::Kind::kText;
      cell.size = static_cast<uint32_t>(table->texts.back().size());
      cell.text = table->texts.back().data();
      table->cells.push_back(cell);
    }
    return table;
  }

  int timer_ = -1;
  uint64_t last_ticket_ = 0, follows_ = 0, round_ = 0;
  ViewPtr view_;
  std::deque<Reply> replies_;
};

ViewLibrary one_view() {
  auto view = std::make_shared<ViewSpec>();
  view->id = "procs";
  view->name = "Processes";
  view->is_root = true;
  view->applies_to = {""};
  ActionSpec tell;
  tell.hotkey = 'x';
  tell.command = "echo told %proc.pid";
  tell.description = "tell";
  ActionSpec fail;
  fail.hotkey = 'y';
  fail.command = "false %proc.pid";
  fail.description = "fail";
  fail.ask_confirmation = true;
  view->actions = {tell, fail};
  ViewLibrary library;
  library.views = {view};
  return library;
}

}  // namespace
}  // namespace sonde

int main(int argc, char** argv) {
  const int period_ms = argc > 1 ? std::atoi(argv[1]) : 2000;
  const sonde::ViewLibrary views = sonde::one_view();
  return sonde::run_app({}, std::make_unique<sonde::StandIn>(period_ms), views);
}
