// Counting calls, and the table; see call_summary.h.
// SPDX-License-Identifier: Apache-2.0
#include "print/call_summary.h"

#include <algorithm>
#include <cstdio>

#include "fields/call_names.h"
#include "print/strace_rows.h"
#include "state/moment.h"

namespace sonde {
namespace {

constexpr double kNsInSecond = 1e9, kNsInMicrosecond = 1e3;
constexpr int64_t kLastError = 4095;

bool has_failed(const Call& call) {
  const Type type = call.row().params.empty() ? Type::NONE : call.row().params[0].type;
  const bool is_result =
      type == Type::ERRNO || type == Type::FD || type == Type::PID || type == Type::INT64;
  if (!is_result) return false;
  const int64_t result = call.get<int64_t>(0);
  return result < 0 && result >= -kLastError;
}

}  // namespace

void CallSummary::Count::add(const Count& other) {
  calls += other.calls;
  errors += other.errors;
  ns += other.ns;
}

void CallSummary::count(const Moment& moment) {
  const RawEvent& event = *moment.event;
  if (!event.row().exit || !event.row().is_syscall()) return;
  const Call call = moment.call();
  // The two ends of a fork are one call, the parent's.
  if (call.row().effect.effect == Effect::FORKS && call.get<int64_t>(0, -1) == 0) return;
  Count& count = is_generic(event) ? by_name_[call_name(call_code(event), is_of_pair(event))]
                                   : by_row_[call.row().id];
  ++count.calls;
  count.errors += !is_generic(event) && has_failed(call);
  count.ns += moment.has_latency ? moment.latency_ns : 0;
}

void CallSummary::append_table(std::string& out) const {
  std::unordered_map<std::string_view, Count> by_name = by_name_;
  for (uint16_t id = 0; id < kEventRowCount; ++id) {
    if (by_row_[id].calls) by_name[strace_row(id).name].add(by_row_[id]);
  }
  using Entry = std::pair<std::string_view, Count>;
  std::vector<Entry> rows(by_name.begin(), by_name.end());
  std::sort(rows.begin(), rows.end(), [](const Entry& a, const Entry& b) {
    if (a.second.ns != b.second.ns) return a.second.ns > b.second.ns;
    if (a.second.calls != b.second.calls) return a.second.calls > b.second.calls;
    return a.first < b.first;
  });
  Count total;
  for (const Entry& row : rows) total.add(row.second);

  const auto add = [&](std::string_view name, const Count& count) {
    char numbers[160], errors[32] = "";
    if (count.errors) std::snprintf(errors, sizeof errors, "%lu", count.errors);
    const double ns = static_cast<double>(count.ns);
    const double part = total.ns ? 100.0 * ns / static_cast<double>(total.ns) : 0.0;
    const double each = count.calls ? ns / static_cast<double>(count.calls) : 0.0;
    std::snprintf(numbers, sizeof numbers, "%6.2f %11.6f %11.0f %9lu %9s ", part, ns / kNsInSecond,
                  each / kNsInMicrosecond, count.calls, errors);
    out += numbers;
    out += name;
    out += '\n';
  };
  constexpr std::string_view kLine =
      "------ ----------- ----------- --------- --------- ----------------\n";
  out += "% time     seconds  usecs/call     calls    errors syscall\n";
  out += kLine;
  for (const Entry& row : rows) add(row.first, row.second);
  out += kLine;
  add("total", total);
}

}  // namespace sonde
