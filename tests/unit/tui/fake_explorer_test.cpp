// What the fake explorer answers; see fake_explorer.h. Times: 2023-11-14 22:13:20 UTC and later.
// SPDX-License-Identifier: Apache-2.0
#include "fake_explorer.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "tui/text/table_file.h"

namespace sonde {

namespace {

constexpr uint64_t kStart = 1'700'000'000'000'000'000, kSecond = 1'000'000'000;

std::shared_ptr<ViewSpec> view(const std::string& id, const std::string& name,
                               std::vector<std::string> applies_to) {
  auto spec = std::make_shared<ViewSpec>();
  spec->id = id;
  spec->name = name;
  spec->description = "Rows of " + name + ".";
  spec->applies_to = std::move(applies_to);
  return spec;
}

ColumnSpec column_spec(const std::string& name, const std::string& field) {
  ColumnSpec column;
  column.name = name;
  column.field = field;
  column.description = "Meaning of " + name + ".";
  return column;
}

ActionSpec action(char hotkey, const std::string& command, const std::string& description,
                  bool asks) {
  ActionSpec spec;
  spec.hotkey = hotkey;
  spec.command = command;
  spec.description = description;
  spec.ask_confirmation = asks;
  return spec;
}

ViewLibrary make_views() {
  auto procs = view("procs", "Processes", {"", "fd.name"});
  procs->is_root = true;
  procs->drilldown_target = "threads";
  procs->columns = {column_spec("PID", "proc.pid"), column_spec("COMMAND", "proc.exeline")};
  procs->actions = {action('k', "kill %proc.pid", "kill", true),
                    action('9', "kill -9 %proc.pid", "kill -9", true),
                    action('l', "lsof -p %proc.pid", "list open files", false),
                    action('h', "echo %proc.pid", "a hotkey that help has", false)};
  procs->tips = {"A tip."};
  auto threads = view("threads", "Threads", {"", "proc.pid"});
  threads->filter = "evt.type!=switch";
  threads->drilldown_target = "files";
  threads->columns = {column_spec("TID", "thread.tid"), column_spec("CPU%", "thread.cpu")};
  auto files = view("files", "Files", {"", "proc.pid", "thread.tid"});
  files->filter = "fd.type=file";
  auto errors = view("errors", "Errors", {"", "proc.pid"});
  auto opens = view("opens", "File Opens", {""});
  opens->type = ViewType::kList;
  auto spectro = view("spectro_all", "Spectrogram-All", {"", "proc.pid"});
  spectro->type = ViewType::kSpectrogram;
  auto spectro_file = view("spectro_file", "Spectrogram-File", {""});
  spectro_file->type = ViewType::kSpectrogram;
  spectro_file->filter = "fd.type=file";
  ViewLibrary library;
  library.views = {errors, opens, files, procs, spectro, spectro_file, threads};
  return library;
}

TablePtr procs_table() {
  TableMaker maker(fake_views().find("procs"), "proc.pid");
  maker.column("PID", "proc.pid", 7, ColumnUnit::kNumber)
      .column("NA", "proc.ppid", 7, ColumnUnit::kNumber, true)
      .column("USER", "user.name", 10, ColumnUnit::kText)
      .column("CPU%", "thread.cpu", 7, ColumnUnit::kPercent)
      .column("TH", "proc.nthreads", 4, ColumnUnit::kNumber)
      .column("RES", "thread.vmrss.b", 6, ColumnUnit::kBytes)
      .column("ERR/s", "evt.count.error", 6, ColumnUnit::kCount)
      .column("TIME", "evt.latency", 6, ColumnUnit::kDuration)
      .column("COMMAND", "proc.exeline", 0, ColumnUnit::kText);
  maker
      .row("4711", {"4711", "901", "www-data", "88.2", "2", "63963136", "0", "1500000",
                    "nginx: worker process"})
      .row("5120", {"5120", "1", "postgres", "21", "1", "432013312", "0", "20000",
                    "postgres: shop shop 10.0.0.12 SELECT"})
      .row("901", {"901", "1", "root", "3.1", "14", "92274688", "41", "900", "containerd"})
      .row("7113", {"7113", "901", "app", "0.4", "1", "-", "2", "-", "sh -c health.sh"},
           TableRow::kEnded)
      .row("7200", {"7200", "1", "mallory", "0.3", "1", "4096", "0", "0",
                    "evil\x1b[2J\x1b]0;owned\x07 größe \xe4\xb8\xad\xe6\x96\x87"})
      .row("1", {"1", "0", "root", "0", "1", "8192", "0", "0", "/sbin/init"});
  maker.sorted_by(3, true);
  return maker.table();
}

TablePtr other_table(const ViewPtr& view) {
  const bool is_list = view->type == ViewType::kList;
  const std::string key_field = view->id == "threads"  ? "thread.tid"
                                : view->id == "files"  ? "fd.name"
                                : view->id == "errors" ? "evt.res"
                                                       : "";
  TableMaker maker(view, key_field);
  maker.column("TIME", "evt.time", 12, ColumnUnit::kText)
      .column("NAME", key_field.empty() ? "fd.name" : key_field, 20, ColumnUnit::kText)
      .column("COUNT", "evt.count", 8, ColumnUnit::kCount);
  for (int row = 0; row < 60; ++row) {
    const std::string number = std::to_string(row);
    maker.row(is_list ? "" : std::to_string(8000 + row),
              {"22:13:" + number, "name" + number, std::to_string(row * 37 % 100)});
  }
  return maker.table();
}

Lines lines_of(const LinesRequest& request, uint64_t total) {
  Lines lines;
  lines.total = total;
  const uint64_t count = std::min<uint64_t>(request.count, total);
  lines.first = request.from_end ? total - count - std::min(request.first, total - count)
                                 : std::min(request.first, total);
  for (uint64_t at = lines.first; at < std::min(lines.first + count, total); ++at) {
    LineEntry entry;
    entry.event = at;
    entry.ts_ns = kStart + at * 1'000'000;
    if (!is_echo(request.style)) {
      entry.text = std::to_string(at) + " 22:13:20 3 nginx (4711) < read res=80 data=GET /";
      if (at % 10 == 3) entry.kind = LineEntry::Kind::kFailed;
      if (at == 7) {
        entry.kind = LineEntry::Kind::kGap;
        entry.text = "12 events were lost";
      }
    } else {
      entry.kind = at % 2 ? LineEntry::Kind::kWrite : LineEntry::Kind::kRead;
      entry.text = std::string(at % 2 ? "Write" : "Read") + " 80B " + std::to_string(at);
      entry.payload = "GET / HTTP/1.1\nHost: x";
    }
    lines.entries.push_back(std::move(entry));
  }
  return lines;
}

EventDetail detail_of(uint64_t event) {
  EventDetail detail;
  detail.event = event;
  detail.number = event + 1;
  detail.type = "read";
  detail.direction = "<";
  detail.category = "I/O";
  detail.process = "nginx";
  detail.descriptor = "/var/log/x";
  detail.ts_ns = detail.exit_ts_ns = kStart + event * 1'000'000;
  detail.enter_ts_ns = detail.ts_ns - 34'000;
  detail.latency_ns = 34'000;
  detail.has_latency = true;
  detail.cpu = 3;
  detail.tid = detail.pid = 4711;
  detail.fd = 5;
  detail.params = {{"res", "ERRNO", "80", "Bytes that were read, or an error."},
                   {"data", "BYTEBUF", "GET /", "The first bytes."}};
  detail.facts = {{"proc.cwd", "CHARBUF", "/srv", "Current directory."}};
  detail.process_filter = "proc.pid=4711";
  detail.descriptor_filter = "fd.name=\"/var/log/x\" and proc.pid=4711";
  return detail;
}

Spectrogram spectrogram_of(const SpectrogramRequest& request) {
  Spectrogram cells;
  cells.from_ns = kStart;
  cells.to_ns = kStart + 60 * kSecond;
  cells.rows = request.rows;
  cells.columns = request.columns;
  cells.counts.resize(static_cast<size_t>(request.rows) * request.columns);
  for (uint32_t row = 0; row < request.rows; ++row) {
    for (uint32_t column = request.columns / 3; column < request.columns / 2; ++column) {
      const uint64_t count = (column * 7 + row * 3) % 50;
      cells.counts[static_cast<size_t>(row) * request.columns + column] = count * count;
      cells.most = std::max(cells.most, count * count);
    }
  }
  return cells;
}

}  // namespace

TableMaker::TableMaker(ViewPtr view, std::string key_field) {
  table_->view = std::move(view);
  table_->key_field = std::move(key_field);
  table_->from_ns = kStart;
  table_->to_ns = kStart + 60 * kSecond;
}

TableMaker& TableMaker::column(const std::string& name, const std::string& field, int width,
                               ColumnUnit unit, bool hidden) {
  TableColumn column;
  column.name = name;
  column.field = field;
  column.width = width;
  column.unit = unit;
  column.hidden = hidden;
  column.descends = unit != ColumnUnit::kText;
  table_->columns.push_back(column);
  return *this;
}

TableMaker& TableMaker::row(const std::string& key, const std::vector<std::string>& cells,
                            uint8_t flags) {
  TableRow row;
  row.flags = flags;
  if (!key.empty()) row.flags |= TableRow::kHasKey;
  row.key = key;
  row.first_cell = static_cast<uint32_t>(table_->cells.size());
  row.event = key.empty() ? table_->rows.size() : ~uint64_t{0};
  for (size_t at = 0; at < cells.size(); ++at) {
    Cell cell;
    const ColumnUnit unit = table_->columns[at].unit;
    if (cells[at] != "-" && unit == ColumnUnit::kText) {
      table_->texts.push_back(cells[at]);
      cell.kind = Cell::Kind::kText;
      cell.size = static_cast<uint32_t>(table_->texts.back().size());
      cell.text = table_->texts.back().data();
    } else if (cells[at] != "-" && unit == ColumnUnit::kPercent) {
      cell.kind = Cell::Kind::kReal;
      cell.d = std::stod(cells[at]);
    } else if (cells[at] != "-") {
      cell.kind = Cell::Kind::kUint;
      cell.u = std::stoull(cells[at]);
    }
    table_->cells.push_back(cell);
  }
  table_->rows.push_back(row);
  return *this;
}

TableMaker& TableMaker::sorted_by(int column, bool descending) {
  table_->sort_column = column;
  table_->descending = descending;
  return *this;
}

const ViewLibrary& fake_views() {
  static const ViewLibrary kViews = make_views();
  return kViews;
}

uint64_t FakeExplorer::ask(Request request) {
  const uint64_t ticket = next_++;
  requests_.push_back(request);
  const bool follows = std::visit(
      [](const auto& one) {
        if constexpr (requires { one.follows; }) return one.follows;
        return false;
      },
      request);
  if (follows) followers_.emplace(ticket, request);
  if (silent_) return ticket;
  const bool refuses = !refusal_.empty() && (std::holds_alternative<TableRequest>(request) ||
                                             std::holds_alternative<LinesRequest>(request));
  if (refuses_events_ && std::holds_alternative<EventRequest>(request))
    replies_.push_back({ticket, Error{ErrorKind::kUsage, "no such event", ""}});
  else if (refuses)
    replies_.push_back({ticket, Error{ErrorKind::kUsage, refusal_, ""}});
  else
    replies_.push_back({ticket, answer(request)});
  return ticket;
}

void FakeExplorer::cancel(uint64_t ticket) {
  cancelled_.push_back(ticket);
  followers_.erase(ticket);
  std::erase_if(replies_, [&](const Reply& reply) { return reply.ticket == ticket; });
}

void FakeExplorer::answer_again() {
  for (const auto& [ticket, request] : followers_) replies_.push_back({ticket, answer(request)});
}

std::optional<Reply> FakeExplorer::take() {
  if (replies_.empty()) return std::nullopt;
  Reply reply = std::move(replies_.front());
  replies_.pop_front();
  return reply;
}

Answer FakeExplorer::answer(const Request& request) const {
  if (const auto* table = std::get_if<TableRequest>(&request)) {
    if (empty_) return TableMaker(table->view, "").column("X", "x", 5, ColumnUnit::kText).table();
    if (table->view->id == "procs") return procs_ ? procs_ : procs_table();
    return other_table(table->view);
  }
  if (const auto* lines = std::get_if<LinesRequest>(&request)) {
    return lines_of(*lines, empty_ ? 0 : lines_);
  }
  if (const auto* find = std::get_if<FindRequest>(&request)) {
    // "77" stands in entries 77, 177 and so on.
    FoundEntry found;
    const int64_t step = find->backwards ? -1 : 1;
    for (auto at = static_cast<int64_t>(find->from); at >= 0 && at < 1000; at += step) {
      if (!std::to_string(at).ends_with(find->text)) continue;
      found.entry = static_cast<uint64_t>(at);
      break;
    }
    return found;
  }
  if (const auto* go = std::get_if<GotoRequest>(&request)) {
    return FoundEntry{(go->ts_ns - kStart) / 1'000'000};
  }
  if (const auto* event = std::get_if<EventRequest>(&request)) return detail_of(event->event);
  if (const auto* activity = std::get_if<ActivityRequest>(&request)) {
    Activity out;
    out.from_ns = kStart;
    out.to_ns = kStart + 60 * kSecond;
    out.buckets.resize(activity->buckets);
    for (size_t at = 0; at < out.buckets.size(); ++at) out.buckets[at].events = at * 13 % 40;
    if (out.buckets.size() > 10) out.buckets[10].lost = 5;
    return out;
  }
  if (const auto* spectrogram = std::get_if<SpectrogramRequest>(&request))
    return spectrogram_of(*spectrogram);
  return Exported{12, 3456};
}

ModelOnFake::ModelOnFake(const std::string& view, Size size, bool live, bool htop) {
  setenv("TZ", "UTC", 1);
  ExplorerStatus& status = explorer.status_;
  status.is_live = live;
  status.complete = !live;
  status.source = live ? "Live system" : "captures/it.scap";
  status.events = 1'234'567;
  status.events_s = 412'000;
  status.first_ns = kStart;
  status.last_ns = kStart + 60 * kSecond;
  if (live) {
    Meters meters;
    meters.host = "web-01";
    meters.system = "Debian GNU/Linux 12 (bookworm)";
    meters.uptime_s = 41 * 86400;
    meters.cpu_percent = 57;
    meters.memory_bytes = uint64_t{16} << 30;
    meters.memory_used_bytes = uint64_t{11} << 30;
    meters.load[0] = 2.1;
    meters.load[1] = 1.8;
    meters.load[2] = 1.5;
    meters.net_in_bytes_s = 38 << 20;
    meters.tasks = 212;
    meters.cpus = 4;
    status.meters = meters;
  }
  AppOptions options;
  options.view = view;
  if (htop) options.layout = "htop";
  Services services;
  services.check = [](std::string_view text) {
    FilterCheck check;
    const size_t at = text.find("bad");
    check.good = at == std::string_view::npos;
    if (!check.good) check = {false, "unknown field 'bad'", "", at};
    return check;
  };
  services.complete = [](std::string_view, size_t) {
    return std::vector<Completion>{{"proc.name", "Name."}, {"proc.pid", "Number."}};
  };
  services.span = [](uint32_t column, uint32_t) {
    return LatencySpan{column * 1000, (column + 1) * 1000};
  };
  services.write_file = write_new_file;
  model = std::make_unique<Model>(explorer, fake_views(), options, services, Settings{});
  model->set_size(size);
  model->start();
  model->on_replies();
}

ModelOnFake& ModelOnFake::type(const std::string& keys) {
  for (size_t at = 0; at < keys.size();) {
    if (keys[at] == ' ') {
      ++at;
      continue;
    }
    if (keys[at] == '\'') {
      const size_t end = keys.find('\'', at + 1);
      for (char32_t c : decode_utf8(keys.substr(at + 1, end - at - 1))) {
        model->on_input(Input::of(static_cast<Key>(c)));
        model->on_replies();
      }
      at = end + 1;
      continue;
    }
    const size_t end = std::min(keys.find(' ', at), keys.size());
    const auto key = key_named(keys.substr(at, end - at));
    EXPECT_TRUE(key) << keys.substr(at, end - at);
    if (key) model->on_input(Input::of(*key));
    model->on_replies();
    at = end;
  }
  return *this;
}

std::string ModelOnFake::screen() { return draw_screen(*model).text(); }

bool ModelOnFake::shows(const std::string& text) {
  return screen().find(text) != std::string::npos;
}

const TableState& ModelOnFake::table() const {
  return dynamic_cast<const TablePane&>(*model->level().pane).state();
}

const LinesState& ModelOnFake::lines() const {
  return dynamic_cast<const LinesPane&>(*model->level().pane).state();
}

const SpectrogramState& ModelOnFake::spectrogram() const {
  return dynamic_cast<const SpectrogramPane&>(*model->level().pane).state();
}

std::string ModelOnFake::selected() const {
  const TableState& state = table();
  if (!state.table || state.at >= state.order.size()) return {};
  return row_identity(*state.table, state.order[state.at]);
}

namespace {

TEST(FakeExplorer, AnswersEverythingAtOnce) {
  ModelOnFake on;
  EXPECT_FALSE(on.model->is_waiting());
  EXPECT_EQ(on.selected(), "4711");
}

}  // namespace
}  // namespace sonde
