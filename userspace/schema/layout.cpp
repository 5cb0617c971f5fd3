// Works out, once, where each layout keeps the parameters of its current row. Rules, by name:
// an exit event or an event of no call stands for its successor row; a parameter of that row comes
// from the event itself, else from the enter event of the call, else from nowhere. Enter events
// stand for themselves. docs/event-layouts.md shows it on an example.
// SPDX-License-Identifier: Apache-2.0
#include "schema/layout.h"

#include <algorithm>
#include <vector>

#include "base/result.h"

namespace sonde {
namespace {

// Parameters that were called something else in a row that turned into another, or in its enter
// event. A DYN value is preceded by the number of its type; today's type is one of those it had.
struct Rename {
  EventId row;  // the event that is read
  std::string_view current, old;
  uint8_t skip_bytes;
};
constexpr Rename kRenames[] = {
    {EventId::SYSCALL_DUP_X, "oldfd", "fd", 0},     {EventId::SYSCALL_DUP_1_X, "oldfd", "fd", 0},
    {EventId::SYSCALL_DUP2_X, "oldfd", "fd", 0},    {EventId::SYSCALL_DUP3_X, "oldfd", "fd", 0},
    {EventId::SYSCALL_BPF_X, "fd", "res_or_fd", 1},
};

// A name that means one thing in the enter event and another in the exit event: the flags of the
// call there, the properties of the executable here.
bool is_homonym(const EventRow& recorded, std::string_view name) {
  return recorded.id == static_cast<uint16_t>(EventId::SYSCALL_EXECVEAT_X) && name == "flags";
}

Layout::Source find_source(const EventRow& recorded, uint32_t nparams, std::string_view name,
                           uint8_t skip_bytes) {
  int index = recorded.param_index(name);
  if (index >= 0 && static_cast<uint32_t>(index) < nparams)
    return {Layout::From::kSelf, static_cast<uint8_t>(index), skip_bytes};
  if (recorded.id < kKnownEvents && recorded.exit && recorded.is_syscall() &&
      !is_homonym(recorded, name)) {
    index = event_row(recorded.id - 1).param_index(name);
    if (index >= 0) return {Layout::From::kEnter, static_cast<uint8_t>(index), 0};
  }
  return {};
}

Layout make_layout(const EventRow& recorded, uint32_t nparams) {
  Layout layout;
  layout.row = &event_row(recorded.successor);
  layout.nparams = static_cast<uint8_t>(layout.row->params.size());
  layout.identity = layout.row == &recorded;
  for (size_t i = 0; i < layout.nparams; ++i) {
    std::string_view name = layout.row->params[i].name;
    // Rows of calls.def have an address and what is behind it under one name.
    const bool self = layout.row == &recorded && i < nparams;
    Layout::Source source = self ? Layout::Source{Layout::From::kSelf, static_cast<uint8_t>(i), 0}
                                 : find_source(recorded, nparams, name, 0);
    for (const Rename& rename : kRenames)
      if (source.from == Layout::From::kNowhere && rename.current == name &&
          static_cast<uint16_t>(rename.row) == recorded.id)
        source = find_source(recorded, nparams, rename.old, rename.skip_bytes);
    layout.source[i] = source;
    layout.needs_enter |= source.from == Layout::From::kEnter;
    // What is ours and behind the rest is missing in events of other recorders.
    layout.identity &= source.from == Layout::From::kSelf || layout.row->params[i].own;
  }
  return layout;
}

// Layouts of all rows back to back: for each row those with 0, 1, ... all of its parameters.
class LayoutTable {
 public:
  LayoutTable() {
    for (const EventRow& row : event_rows()) {
      first_[row.id] = static_cast<uint32_t>(layouts_.size());
      max_params_[row.id] = static_cast<uint8_t>(row.params.size());
      SONDE_CHECK(row.params.size() <= std::size(Layout{}.source));
      for (uint32_t nparams = 0; nparams <= row.params.size(); ++nparams)
        layouts_.push_back(make_layout(row, nparams));
    }
  }
  const Layout& at(uint16_t id, uint32_t nparams) const {
    return layouts_[first_[id] + std::min<uint32_t>(nparams, max_params_[id])];
  }

 private:
  std::vector<Layout> layouts_;
  uint32_t first_[kEventRowCount];
  uint8_t max_params_[kEventRowCount];
};

}  // namespace

const Layout& layout_of(uint16_t id, uint32_t nparams) {
  static const LayoutTable table;
  SONDE_CHECK(id < kEventRowCount);
  return table.at(id, nparams);
}

}  // namespace sonde
