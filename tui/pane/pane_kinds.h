// PaneKind: a kind of pane that a key opens: the factory of the rows of tui/keys/pane_kinds.def.
// Asked by Model for an action that it does not know.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "tui/pane/pane.h"

namespace sonde {

struct PaneKind {
  Action action;           // that opens it
  uint32_t place;          // of its keys
  std::string_view label;  // in the line of levels
  std::shared_ptr<Pane> (*make)(Host&, Level&);
};

std::span<const PaneKind> pane_kinds();
// nullptr: the action opens none.
const PaneKind* pane_kind_of(Action action);

}  // namespace sonde
