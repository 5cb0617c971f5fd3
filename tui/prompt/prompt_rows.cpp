// Which action opens which prompt. A new prompt is a file and a row here; see prompt.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/table_pane.h"
#include "tui/prompt/prompt.h"

namespace sonde {

PromptMaker prompt_of(Action action) {
  struct Row {
    Action action;
    PromptMaker make;
  };
  static constexpr Row kRows[] = {
      {Action::kFilter, make_filter_prompt},          {Action::kExpression, make_expression_prompt},
      {Action::kSearch, make_search_prompt},          {Action::kGotoTime, make_time_prompt},
      {Action::kGotoLine, make_line_prompt},          {Action::kSave, make_save_table_prompt},
      {Action::kSaveEvents, make_save_events_prompt},
  };
  for (const Row& row : kRows) {
    if (row.action == action) return row.make;
  }
  return nullptr;
}

std::shared_ptr<Prompt> make_filter_prompt(Host& host) {
  const bool is_text = table_of(host.level()) && !host.state().filters_events;
  return is_text ? make_text_prompt(host) : make_expression_prompt(host);
}

}  // namespace sonde
