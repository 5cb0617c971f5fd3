// Tables as text and JSON; see raw_output.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/raw_output.h"

#include <poll.h>

#include <algorithm>
#include <chrono>

#include "base/json_text.h"
#include "base/text.h"
#include "tui/screen/frame.h"
#include "tui/text/table_text.h"
#include "tui/text/time_words.h"

namespace sonde {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kLookEveryMs = 50;

void wait_for_news(const Explorer& explorer) {
  pollfd waits{explorer.wake_fd(), POLLIN, 0};
  poll(&waits, 1, kLookEveryMs);
}

void append_column(std::string& out, const ColumnSpec& column) {
  JsonObject object(out);
  object.text("name", column.name);
  object.text("field", column.field);
  object.text("description", column.description);
  object.number("colsize", column.width);
  object.text("aggregation", word_of(aggregation_words(), column.aggregation));
  object.text("groupby_aggregation", word_of(aggregation_words(), column.group_aggregation));
  object.flag("is_key", column.is_key);
  object.flag("is_groupby_key", column.is_group_key);
  object.flag("is_sorting", column.is_sorting);
  object.flag("hidden", column.is_hidden);
  object.texts("tags", column.tags);
  object.text("filterfield", column.filter_field);
  object.flag("filter_in_child_only", column.filter_in_child_only);
}

void append_action(std::string& out, const ActionSpec& action) {
  JsonObject object(out);
  object.text("hotkey", {&action.hotkey, 1});
  object.text("command", action.command);
  object.text("description", action.description);
  object.flag("ask_confirmation", action.ask_confirmation);
  object.flag("wait_finish", action.wait_finish);
}

template <typename T>
void append_list(std::string& out, const std::vector<T>& items,
                 void (*append)(std::string&, const T&)) {
  out += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    if (i) out += ',';
    append(out, items[i]);
  }
  out += ']';
}

void append_view(std::string& out, const ViewSpec& view) {
  JsonObject object(out);
  object.text("id", view.id);
  object.text("name", view.name);
  object.text("description", view.description);
  object.texts("tips", view.tips);
  object.texts("tags", view.tags);
  object.text("view_type", word_of(view_type_words(), view.type));
  object.texts("applies_to", view.applies_to);
  object.text("filter", view.filter);
  object.flag("use_defaults", view.use_defaults);
  object.text("row_source", word_of(row_source_words(), view.row_source));
  object.flag("is_root", view.is_root);
  object.text("drilldown_target", view.drilldown_target);
  object.flag("drilldown_increase_depth", view.drilldown_increase_depth);
  object.flag("propagate_filter", view.propagate_filter);
  object.text("spectro_type", view.spectro_type);
  append_list(object.member("columns"), view.columns, append_column);
  append_list(object.member("actions"), view.actions, append_action);
  object.text("path", view.path);
}

}  // namespace

Result<TablePtr> fetch_table(Explorer& explorer, const RawQuery& query) {
  const auto until = Clock::now() + std::chrono::nanoseconds(query.live_ns);
  const auto looks_on = [&] {
    return Clock::now() < until && !(query.enough && query.enough->load(std::memory_order_relaxed));
  };
  ExplorerStatus status = explorer.status();
  while (status.error.empty() && (status.is_live ? looks_on() : !status.complete)) {
    wait_for_news(explorer);
    explorer.take();  // nothing was asked yet; this says that the news was heard
    status = explorer.status();
  }
  if (!status.error.empty() && status.events == 0) {
    return Error{ErrorKind::kSystem, status.error, {}};
  }
  TableRequest request;
  request.view = query.view;
  request.tag = query.tag;
  request.scope.filter = query.filter;
  if (!query.from.empty() || !query.to.empty()) {
    const auto range = range_named(query.from, query.to, status.first_ns, status.last_ns);
    if (!range) return range.error();
    request.scope.from_ns = range.value().from_ns;
    request.scope.to_ns = range.value().to_ns;
  }
  const uint64_t ticket = explorer.ask(std::move(request));
  while (true) {
    std::optional<Reply> reply = explorer.take();
    if (!reply) {
      wait_for_news(explorer);
    } else if (reply->ticket == ticket) {
      if (!reply->answer) return reply->answer.error();
      return std::get<TablePtr>(reply->answer.take());
    }
  }
}

Result<TablePart> sorted_part(const Table& table, std::string_view column) {
  TablePart part = TablePart::whole(table);
  if (column.empty()) return part;
  std::string names;
  for (const size_t at : part.columns) {
    if (table.columns[at].name == column) {
      part.rows = sorted_rows(table, at, table.columns[at].descends);
      return part;
    }
    names += (names.empty() ? "" : ", ") + table.columns[at].name;
  }
  return Error{ErrorKind::kUsage, "the view has no column '" + std::string(column) + "'",
               "its columns are " + names};
}

std::string table_as_text(const Table& table) { return part_as_text(TablePart::whole(table)); }

std::string table_as_json(const Table& table) { return part_as_json(TablePart::whole(table)); }

std::string views_as_text(const ViewLibrary& library) {
  int ids = 0, names = 0;
  for (const ViewPtr& view : library.views) {
    ids = std::max(ids, text_width(view->id));
    names = std::max(names, text_width(view->name));
  }
  std::string out;
  for (const ViewPtr& view : library.views) {
    append_escaped(out, view->id);
    out.append(static_cast<size_t>(ids - text_width(view->id) + 2), ' ');
    append_escaped(out, view->name);
    out.append(static_cast<size_t>(names - text_width(view->name) + 2), ' ');
    append_escaped(out, view->description);
    out += '\n';
  }
  return out;
}

std::string views_as_json(const ViewLibrary& library) {
  std::string out;
  for (const ViewPtr& view : library.views) {
    append_view(out, *view);
    out += '\n';
  }
  return out;
}

}  // namespace sonde
