// Answers to requests: which scan or list each kind of request becomes, and what of it is kept for
// the next one. Runs on the Explorer's thread. See explorer_thread.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "explore/event_detail.h"
#include "explore/explorer_thread.h"
#include "explore/export_events.h"
#include "explore/time_scans.h"
#include "state/text_options.h"

namespace sonde {
namespace {

constexpr size_t kKeptLists = 4;
constexpr size_t kMaxKeptCells = 500'000;
constexpr uint32_t kMaxLines = 2000;  // on a page

}  // namespace

// A time that counts back from now becomes one that stands still.
Scope ExplorerThread::resolved(const Scope& scope) const {
  Scope out = scope;
  if (scope.last_ns) {
    const LiveInput* const live = session_->live();
    const uint64_t now_ns = live && reading_ ? live->now_ns() : index_.last_ts_ns();
    out.to_ns = now_ns + 1;
    out.from_ns = now_ns > scope.last_ns ? now_ns - scope.last_ns : 1;
    out.last_ns = 0;
  }
  return out;
}

Result<Answer> ExplorerThread::answer(const Request& request) {
  const QueryContext here = context();
  if (const auto* one = std::get_if<TableRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<LinesRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<FindRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<GotoRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<ExportRequest>(&request)) return answer(*one, here);
  if (const auto* one = std::get_if<EventRequest>(&request)) {
    return describe_event(one->event, here);
  }
  if (const auto* one = std::get_if<ActivityRequest>(&request)) {
    ActivityRequest fixed = *one;
    fixed.scope = resolved(one->scope);
    return scan_activity(fixed, here);
  }
  SpectrogramRequest fixed = std::get<SpectrogramRequest>(request);
  fixed.scope = resolved(fixed.scope);
  return scan_latencies(fixed, here);
}

Result<Answer> ExplorerThread::answer(const TableRequest& request, const QueryContext& context) {
  Scope scope = resolved(request.scope);
  // Rates are by the second that was looked at, whether or not something happened in it.
  if (const LiveInput* live = session_->live()) {
    const bool forgot = index_.generation() > 1;
    scope.from_ns = std::max({scope.from_ns, begin_ns_, forgot ? index_.first_ts_ns() : 0});
    if (!scope.to_ns && reading_) scope.to_ns = live->now_ns() + 1;
  }
  Query query{request.view, scope.filter, scope.from_ns, scope.to_ns, request.tag, request.depth};
  const auto is_same = [&](const KeptTable& kept) {
    const TableRequest& other = kept.request;
    return other.view == request.view && other.tag == request.tag && other.depth == request.depth &&
           other.scope.filter == scope.filter && other.scope.from_ns == scope.from_ns &&
           other.scope.to_ns == scope.to_ns;
  };
  const auto kept = std::find_if(tables_.begin(), tables_.end(), is_same);
  if (kept != tables_.end()) return Answer(kept->table);
  pool_.set_text(text_);
  auto table = run_query(query, context.source(), &cancelled_);
  if (!table) return table.error();
  if (!reading_ && table.value()) {
    TableRequest fixed = request;
    fixed.scope = scope;
    kept_cells_ += table.value()->cells.size();
    tables_.push_back({std::move(fixed), table.value()});
    while (kept_cells_ > kMaxKeptCells) {
      kept_cells_ -= tables_.front().table->cells.size();
      tables_.pop_front();
    }
  }
  return Answer(table.take());
}

Result<EntryList*> ExplorerThread::entries_of(const Scope& scope, EntryStyle style,
                                              const QueryContext& context) {
  for (auto& list : lists_) {
    if (!list->is_of(scope, style)) continue;
    list->count(context);
    return list.get();
  }
  auto made = EntryList::make(scope, style, context);
  if (!made) return made.error();
  if (lists_.size() == kKeptLists) lists_.erase(lists_.begin());
  lists_.push_back(std::make_unique<EntryList>(made.take()));
  if (!lists_.back()->count(context)) lists_.back()->count(context);
  return lists_.back().get();
}

Result<Answer> ExplorerThread::answer(const LinesRequest& request, const QueryContext& context) {
  auto list = entries_of(resolved(request.scope), request.style, context);
  if (!list) return list.error();
  EntryList& entries = *list.value();
  const uint32_t count = std::min(request.count, kMaxLines);
  uint64_t first = request.first;
  if (request.from_end) {
    const uint64_t back = request.first + count;
    first = entries.size() > back ? entries.size() - back : 0;
  }
  Lines lines;
  entries.page(context, first, count, lines);
  pool_.set_text(text_);
  return Answer(std::move(lines));
}

Result<Answer> ExplorerThread::answer(const FindRequest& request, const QueryContext& context) {
  auto list = entries_of(resolved(request.scope), request.style, context);
  if (!list) return list.error();
  FoundEntry found;
  found.entry = list.value()->find(context, request.text, request.from, request.backwards);
  pool_.set_text(text_);
  return Answer(found);
}

Result<Answer> ExplorerThread::answer(const GotoRequest& request, const QueryContext& context) {
  auto list = entries_of(resolved(request.scope), request.style, context);
  if (!list) return list.error();
  FoundEntry found;
  if (list.value()->size()) found.entry = list.value()->entry_at(context, request.ts_ns);
  return Answer(found);
}

Result<Answer> ExplorerThread::answer(const ExportRequest& request, const QueryContext& context) {
  for (const InputReport& report : session_->reports()) {
    if (report.path != "-" || !report.copy_error) continue;
    return Error{ErrorKind::kSystem,
                 "standard input cannot be saved: its temporary copy was not written",
                 "set TMPDIR to a folder with room for it"};
  }
  ExportRequest fixed = request;
  fixed.scope = resolved(request.scope);
  auto written = export_events(fixed, inputs_, context);
  if (!written) return written.error();
  return Answer(written.value());
}

}  // namespace sonde
