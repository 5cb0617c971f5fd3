// How long looking around takes: opens a capture as csonde does, waits for the first rows and for
// the end, then goes through views, drills down and filters, and prints what each step took.
// usage: explorer_tour CAPTURE VIEWS_FOLDER [STEPS [print]]
//        explorer_tour CAPTURE VIEWS_FOLDER VIEW [FILTER]   forty times the same
// Not a test: tests/bench/README.md says how its figures are read.
// SPDX-License-Identifier: Apache-2.0
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "explore/explorer.h"
#include "script/view_loader.h"
#include "view/path.h"

namespace sonde {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// The next reply to this ticket.
Reply wait_for(Explorer& explorer, uint64_t ticket) {
  while (true) {
    while (auto reply = explorer.take()) {
      if (reply->ticket == ticket) return std::move(*reply);
    }
    pollfd wake{explorer.wake_fd(), POLLIN, 0};
    ::poll(&wake, 1, 1000);
  }
}

TablePtr table_of(Explorer& explorer, const ViewPtr& view, const std::string& filter,
                  double& took_ms, uint64_t from_ns = 0, uint64_t to_ns = 0) {
  TableRequest request;
  request.view = view;
  request.scope.filter = filter;
  request.scope.from_ns = from_ns;
  request.scope.to_ns = to_ns;
  const auto begin = Clock::now();
  Reply reply = wait_for(explorer, explorer.ask(std::move(request)));
  took_ms = ms_since(begin);
  if (!reply.answer) {
    std::printf("%s: %s\n", view->id.c_str(), reply.answer.error().what.c_str());
    return nullptr;
  }
  return std::get<TablePtr>(reply.answer.value());
}

// How long the explorer takes for a request that is no table.
double ms_of(Explorer& explorer, Request request) {
  const auto begin = Clock::now();
  const Reply reply = wait_for(explorer, explorer.ask(std::move(request)));
  if (!reply.answer) std::printf("%s\n", reply.answer.error().what.c_str());
  return ms_since(begin);
}

void print_times(const char* what, std::vector<double> times) {
  std::sort(times.begin(), times.end());
  std::printf("%s: median %.1f ms, 95th %.1f ms, worst %.1f ms\n", what, times[times.size() / 2],
              times[times.size() * 95 / 100], times.back());
}

// To a time: its place in the list of all events and the page there, and a view of a short range
// that begins then.
void seek(Explorer& explorer, const ViewPtr& view) {
  const ExplorerStatus status = explorer.status();
  const uint64_t span = status.last_ns - status.first_ns;
  std::vector<double> lines, tables;
  for (int i = 0; i < 40; ++i) {
    const uint64_t ts_ns =
        status.first_ns + span / 1000 * static_cast<uint64_t>(std::rand() % 1000);
    const auto begin = Clock::now();
    GotoRequest request;
    request.ts_ns = ts_ns;
    const Reply reply = wait_for(explorer, explorer.ask(request));
    LinesRequest page;
    page.first = std::get<FoundEntry>(reply.answer.value()).entry.value_or(0);
    page.count = 50;
    wait_for(explorer, explorer.ask(page));
    lines.push_back(ms_since(begin));
    double ms = 0;
    table_of(explorer, view, "", ms, ts_ns, ts_ns + span / 50);
    tables.push_back(ms);
  }
  std::printf("first of them %.1f ms\n", lines[0]);
  print_times("seek to a page of events", lines);
  print_times("seek with a view", tables);
}

void time_filter(Explorer& explorer, const ViewPtr& view, const std::string& text) {
  double ms = 0;
  table_of(explorer, view, text, ms);
  std::printf("%8.1f ms  %s\n", ms, text.c_str());
}

// Filters that nobody asked for before, of every kind that the index treats in its own way.
void filter_anew(Explorer& explorer, const ViewPtr& view) {
  constexpr const char* kFilters[] = {"proc.name contains redis",
                                      "fd.name contains log",
                                      "evt.type in (read, write)",
                                      "evt.failed=true and proc.cmdline contains nginx",
                                      "evt.latency>1ms and evt.is_io=true",
                                      "fd.ip=127.0.0.1",
                                      "proc.aname=bash",
                                      "evt.dir=> and evt.type=futex",
                                      "evt.arg.flags contains O_CREAT",
                                      "evt.rawarg.size>100000",
                                      "evt.buffer contains HTTP",
                                      "thread.vmrss>10000",
                                      "proc.duration>1000000000",
                                      "evt.args contains foo",
                                      "evt.info contains res=-2"};
  for (const char* text : kFilters) time_filter(explorer, view, text);
}

// The lines of standard input.
void filter_as_listed(Explorer& explorer, const ViewPtr& view) {
  std::string text;
  while (std::getline(std::cin, text)) time_filter(explorer, view, text);
}

void print(const Table& table) {
  for (const TableColumn& column : table.columns) {
    if (!column.hidden) std::printf("%-12s ", column.name.c_str());
  }
  std::printf("\n");
  for (size_t row = 0; row < table.rows.size() && row < 12; ++row) {
    for (size_t column = 0; column < table.columns.size(); ++column) {
      if (table.columns[column].hidden) continue;
      std::string text;
      append_cell(text, table.columns[column], table.cell(row, column));
      std::printf("%-12s ", text.substr(0, 40).c_str());
    }
    std::printf("\n");
  }
}

struct TourOptions {
  int steps = 70;
  bool prints = false;
  std::string view, filter;  // of the same request again and again
};

// Asks for a view that follows until the capture has been read, and says when it had rows.
void wait_until_complete(Explorer& explorer, const ViewPtr& view, Clock::time_point begin) {
  TableRequest first;
  first.view = view;
  first.follows = true;
  const uint64_t ticket = explorer.ask(first);
  bool seen = false;
  while (!explorer.status().complete) {
    if (auto reply = explorer.take(); reply && reply->ticket == ticket) {
      const auto table = std::get<TablePtr>(reply->answer.value());
      if (!seen && !table->rows.empty()) {
        std::printf("first rows (%zu) after %.0f ms\n", table->rows.size(), ms_since(begin));
        seen = true;
      }
      continue;
    }
    pollfd wake{explorer.wake_fd(), POLLIN, 0};
    ::poll(&wake, 1, 20);
  }
}

// The same request again and again. Returns the exit status.
int repeat(Explorer& explorer, const ViewPtr& view, const TourOptions& query) {
  for (int i = 0; view && i < 40; ++i) {
    double ms = 0;
    const TablePtr table = table_of(explorer, view, query.filter, ms);
    std::printf("%s %.1f ms %zu rows\n", query.view.c_str(), ms, table ? table->rows.size() : 0);
  }
  return view ? 0 : 1;
}

int tour(const char* capture, const char* folder, const TourOptions& query) {
  const ViewLibrary views = load_views({folder});
  if (!views.find("procs")) {
    std::printf("no view procs in %s\n", folder);
    return 1;
  }
  const auto begin = Clock::now();
  ExplorerOptions options;
  options.inputs = {capture};
  auto opened = Explorer::open(std::move(options));
  if (!opened) {
    std::printf("%s\n", opened.error().what.c_str());
    return 1;
  }
  Explorer& explorer = *opened.value();
  wait_until_complete(explorer, views.find("procs"), begin);
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::printf("complete after %.0f ms, %llu events, %ld MB\n", ms_since(begin),
              static_cast<unsigned long long>(explorer.status().events), usage.ru_maxrss / 1024);
  if (query.view == "filters") {
    filter_as_listed(explorer, views.find("procs"));
    return 0;
  }
  if (!query.view.empty()) return repeat(explorer, views.find(query.view), query);
  std::vector<double> times;
  std::srand(1);
  std::string filter;
  for (int i = 0; i < query.steps; ++i) {
    const ViewPtr& view = views.views[static_cast<size_t>(i) % views.views.size()];
    if (view->type == ViewType::kSpectrogram) continue;
    double ms = 0;
    const TablePtr table = table_of(explorer, view, filter, ms);
    times.push_back(ms);
    std::printf("%-24s %8.1f ms %8zu rows  %s\n", view->id.c_str(), ms,
                table ? table->rows.size() : 0, filter.c_str());
    if (table && query.prints) print(*table);
    filter.clear();
    if (table && !table->rows.empty() && i % 2 == 0 && !table->key_field.empty()) {
      const size_t row = static_cast<size_t>(std::rand()) % table->rows.size();
      filter = path_filter({drill_step(*table, row)});
    }
  }
  std::sort(times.begin(), times.end());
  if (!times.empty()) {
    ActivityRequest activity;
    activity.buckets = 130;
    std::printf("activity %.1f ms\n", ms_of(explorer, activity));
    SpectrogramRequest spectrogram;
    spectrogram.rows = 40;
    spectrogram.columns = 130;
    std::printf("spectrogram %.1f ms\n", ms_of(explorer, spectrogram));
    seek(explorer, views.find("procs"));
    filter_anew(explorer, views.find("procs"));
    std::printf("median %.1f ms, 95th %.1f ms, worst %.1f ms\n", times[times.size() / 2],
                times[times.size() * 95 / 100], times.back());
  }
  getrusage(RUSAGE_SELF, &usage);
  std::printf("%ld MB at most\n", usage.ru_maxrss / 1024);
  return 0;
}

}  // namespace
}  // namespace sonde

int main(int argc, char** argv) {
  if (argc < 3) {
    std::printf(
        "usage: explorer_tour CAPTURE VIEWS_FOLDER [STEPS [print]]\n"
        "       explorer_tour CAPTURE VIEWS_FOLDER VIEW [FILTER]\n"
        "       explorer_tour CAPTURE VIEWS_FOLDER filters < LIST_OF_FILTERS\n");
    return 2;
  }
  sonde::TourOptions query;
  const bool is_view = argc > 3 && std::atoi(argv[3]) == 0;
  if (is_view) {
    query.view = argv[3];
    if (argc > 4) query.filter = argv[4];
  } else if (argc > 3) {
    query.steps = std::atoi(argv[3]);
    query.prints = argc > 4;
  }
  return sonde::tour(argv[1], argv[2], query);
}
