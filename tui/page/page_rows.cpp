// Which action opens which page. A new page is a file and a row here; see page.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/page/page.h"

namespace sonde {

PageMaker page_of(Action action) {
  struct Row {
    Action action;
    PageMaker make;
  };
  static constexpr Row kRows[] = {
      {Action::kHelp, make_help_page},
      {Action::kInfo, make_legend_page},
  };
  for (const Row& row : kRows) {
    if (row.action == action) return row.make;
  }
  return nullptr;
}

}  // namespace sonde
