// Processes as a tree: rows stand below the row of the process that made them. Made of the columns
// with the fields proc.pid and proc.ppid, shown or not; threads stand below their process.
// Called by table_pane.cpp when rows are put in order.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "tui/pane/table_pane.h"

namespace sonde {

namespace {

constexpr uint32_t kNone = ~uint32_t{0};

int column_of(const Table& table, std::string_view field) {
  for (size_t column = 0; column < table.columns.size(); ++column) {
    if (table.columns[column].field == field) return static_cast<int>(column);
  }
  return -1;
}

int64_t number_at(const Table& table, uint32_t row, int column) {
  if (column < 0) return -1;
  const Cell& cell = table.cell(row, static_cast<size_t>(column));
  if (cell.kind == Cell::Kind::kInt) return cell.i;
  if (cell.kind == Cell::Kind::kUint) return static_cast<int64_t>(cell.u);
  return -1;
}

// For each place of `order` the place of its parent, or kNone.
std::vector<uint32_t> parents_of(const Table& table, const std::vector<uint32_t>& order,
                                 int pid_column, int parent_column) {
  const int tid_column = column_of(table, "thread.tid");
  const auto count = static_cast<uint32_t>(order.size());
  // The row of each process: its first thread when there are several.
  std::map<int64_t, uint32_t> processes;
  for (uint32_t at = 0; at < count; ++at) {
    const int64_t pid = number_at(table, order[at], pid_column);
    const int64_t tid = number_at(table, order[at], tid_column);
    if (pid < 0) continue;
    if (tid < 0 || tid == pid)
      processes[pid] = at;
    else
      processes.emplace(pid, at);
  }
  std::vector<uint32_t> parent(count, kNone);
  for (uint32_t at = 0; at < count; ++at) {
    const int64_t pid = number_at(table, order[at], pid_column);
    const auto self = processes.find(pid);
    if (self != processes.end() && self->second != at) {
      parent[at] = self->second;
      continue;
    }
    const auto found = processes.find(number_at(table, order[at], parent_column));
    if (found != processes.end() && found->second != at) parent[at] = found->second;
  }
  return parent;
}

// A circle of parents (numbers are used again) is opened where it is met first.
void open_circles(std::vector<uint32_t>& parent) {
  std::vector<uint8_t> seen(parent.size(), 0);
  for (uint32_t at = 0; at < parent.size(); ++at) {
    std::vector<uint32_t> way;
    uint32_t up = at;
    while (up != kNone && seen[up] == 0) {
      seen[up] = 1;
      way.push_back(up);
      up = parent[up];
    }
    if (up != kNone && seen[up] == 1) parent[up] = kNone;
    for (uint32_t passed : way) seen[passed] = 2;
  }
}

}  // namespace

TableTree tree_of(const Table& table, const std::vector<uint32_t>& order,
                  const std::map<std::string, bool>& folded) {
  const int pid_column = column_of(table, "proc.pid"),
            parent_column = column_of(table, "proc.ppid");
  if (pid_column < 0 || parent_column < 0) return {order, {}};
  std::vector<uint32_t> parent = parents_of(table, order, pid_column, parent_column);
  open_circles(parent);
  std::vector<std::vector<uint32_t>> children(order.size());
  std::vector<uint32_t> roots;
  for (uint32_t at = 0; at < order.size(); ++at) {
    if (parent[at] == kNone)
      roots.push_back(at);
    else
      children[parent[at]].push_back(at);
  }
  // Without recursion: chains of processes may be as long as a capture says.
  struct Visit {
    uint32_t at;
    std::string lead;  // in front of its branch
    bool is_root, is_last;
  };
  std::vector<Visit> open;
  for (size_t root = roots.size(); root-- > 0;) open.push_back({roots[root], "", true, true});
  TableTree tree;
  while (!open.empty()) {
    const Visit visit = std::move(open.back());
    open.pop_back();
    const uint32_t row = order[visit.at];
    const auto fold = folded.find(row_identity(table, row));
    const bool is_folded = fold != folded.end() && fold->second;
    const auto& below = children[visit.at];
    std::string branch = visit.lead;
    if (!visit.is_root) branch += visit.is_last ? "└─" : "├─";
    if (is_folded && !below.empty())
      branch += "+ ";
    else if (!visit.is_root)
      branch += " ";
    tree.order.push_back(row);
    tree.branches.push_back(std::move(branch));
    if (is_folded) continue;
    std::string lead = visit.lead;
    if (!visit.is_root && lead.size() < 200) lead += visit.is_last ? "   " : "│  ";
    for (size_t child = below.size(); child-- > 0;) {
      open.push_back({below[child], lead, false, child + 1 == below.size()});
    }
  }
  return tree;
}

}  // namespace sonde
