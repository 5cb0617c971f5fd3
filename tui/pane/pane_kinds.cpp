// See pane_kinds.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/pane_kinds.h"

#include <vector>

namespace sonde {

#define SONDE_PANE_KIND(Name, make, ...) std::shared_ptr<Pane> make(Host&, Level&);
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND

std::span<const PaneKind> pane_kinds() {
  static const std::vector<PaneKind> kKinds = {
#define SONDE_PANE_KIND(Name, make, keys, places, label, ...) \
  {Action::kOpen##Name, place::k##Name, label, make},
#include "tui/keys/pane_kinds.def"
#undef SONDE_PANE_KIND
  };
  return kKinds;
}

const PaneKind* pane_kind_of(Action action) {
  for (const PaneKind& kind : pane_kinds()) {
    if (kind.action == action) return &kind;
  }
  return nullptr;
}

}  // namespace sonde
