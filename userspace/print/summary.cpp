// Counting events by kind, and the table of -S.
// SPDX-License-Identifier: Apache-2.0
#include "print/summary.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.h"
#include "fields/call_names.h"

namespace sonde {
namespace {

constexpr size_t kMaxRows = 100;
constexpr size_t kNameColumns = 16;

}  // namespace

void Summary::count(const RawEvent& event) {
  if (is_generic(event)) [[unlikely]] {
    const uint16_t code = call_code(event);
    std::vector<uint64_t>& counts = by_code_[event.id & 1][is_of_pair(event)];
    if (code >= counts.size()) counts.resize(code + 1);
    ++counts[code];
  } else {
    ++by_id_[event.id];
  }
}

void Summary::append_table(std::string& out) const {
  // Several ids are layouts of one event; the table has one row for them.
  std::map<std::pair<std::string_view, bool>, uint64_t> by_name;
  for (uint16_t id = 0; id < kEventRowCount; ++id) {
    if (by_id_[id]) by_name[{event_row(id).name, event_row(id).exit}] += by_id_[id];
  }
  for (bool exit : {false, true}) {
    for (bool old : {false, true}) {
      const std::vector<uint64_t>& counts = by_code_[exit][old];
      for (size_t code = 0; code < counts.size(); ++code) {
        const std::string_view name = call_name(static_cast<uint16_t>(code), old);
        if (counts[code]) by_name[{name, exit}] += counts[code];
      }
    }
  }
  using Entry = std::pair<std::pair<std::string_view, bool>, uint64_t>;
  std::vector<Entry> rows(by_name.begin(), by_name.end());
  std::stable_sort(rows.begin(), rows.end(),
                   [](const Entry& a, const Entry& b) { return a.second > b.second; });
  if (rows.size() > kMaxRows) rows.resize(kMaxRows);

  constexpr std::string_view kLine = "----------------------\n";
  out += kLine;
  out += "Event           #Calls\n";
  out += kLine;
  for (const auto& [event, count] : rows) {
    out += event.second ? "< " : "> ";
    out += event.first;
    out.append(event.first.size() < kNameColumns ? kNameColumns - event.first.size() : 1, ' ');
    append_decimal(out, count);
    out += '\n';
  }
}

}  // namespace sonde
