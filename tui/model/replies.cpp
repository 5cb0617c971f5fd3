// What the explorer answers becomes what is on the screen; see model.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/model/model.h"

namespace sonde {

Model::Model(Explorer& explorer, const ViewLibrary& views, AppOptions options, Services services,
             Settings settings)
    : settings_(std::move(settings)),
      options_(std::move(options)),
      views_(views),
      services_(std::move(services)),
      explorer_(explorer) {
  keys_ = layout_named(options_.layout.empty() ? settings_.layout : options_.layout);
  // A name that is none leaves the theme: a newer csonde may have written the settings.
  theme_named(options_.theme.empty() ? settings_.theme : options_.theme, theme_);
}

void Model::say(std::string text, bool is_error) {
  message_ = std::move(text);
  message_is_error_ = is_error;
}

std::vector<ProgramCall> Model::take_commands() { return std::exchange(commands_, {}); }

bool Model::is_waiting() const {
  const Level& top = level();
  if (!top.answered || top.detail.awaits_entry) return true;
  if (layout().time_y >= 0 && !activity_answered_) return true;
  return find_ticket_ || export_ticket_ || goto_ticket_;
}

bool Model::on_replies() {
  bool changed = false;
  ExplorerStatus now = explorer_.status();
  changed = now.events != status_.events || now.complete != status_.complete ||
            now.progress != status_.progress || now.warnings != status_.warnings ||
            now.error != status_.error || now.last_ns != status_.last_ns || now.meters.has_value();
  status_ = std::move(now);
  take_wanted_range();
  while (auto reply = explorer_.take()) {
    on_reply(*reply);
    changed = true;
  }
  return changed;
}

void Model::on_reply(Reply& reply) {
  const std::string error = reply.answer.ok() ? "" : reply.answer.error().what;
  if (reply.ticket == export_ticket_) {
    export_ticket_ = 0;
    if (!reply.answer.ok()) return say(error, true);
    if (const auto* done = std::get_if<Exported>(&reply.answer.value())) {
      say("Wrote " + grouped(done->events) + " events, " +
          amount(ColumnUnit::kBytes, static_cast<double>(done->bytes)) + "B.");
    }
    return;
  }
  if (reply.ticket == find_ticket_ || reply.ticket == goto_ticket_) {
    const bool is_find = reply.ticket == find_ticket_;
    (is_find ? find_ticket_ : goto_ticket_) = 0;
    if (!reply.answer.ok()) return say(error, true);
    const auto* found = std::get_if<FoundEntry>(&reply.answer.value());
    if (!found || level().kind != Level::Kind::kLines) return;
    if (found->entry) {
      const uint64_t above = is_find ? 0 : std::exchange(level().lines.entries_above, 0);
      return show_entry(*found->entry - std::min(above, *found->entry));
    }
    return say(is_find ? "Not found: " + search_ : "There is no event at or after that time.");
  }
  if (reply.ticket == activity_ticket_) {
    activity_answered_ = true;
    if (!reply.answer.ok()) return;
    if (auto* activity = std::get_if<Activity>(&reply.answer.value())) {
      activity_ = std::move(*activity);
      has_activity_ = true;
    }
    return;
  }
  for (Level& at : levels_) {
    if (at.ticket != reply.ticket) continue;
    at.error = error;
    at.answered = true;
    if (!reply.answer.ok()) {
      at.detail.awaits_entry = false;
      at.table.table = nullptr;
      at.table.order.clear();
      return;
    }
    Answer& answer = reply.answer.value();
    if (auto* table = std::get_if<TablePtr>(&answer)) {
      if (&at == &level()) take_table(std::move(*table));
    } else if (auto* lines = std::get_if<Lines>(&answer)) {
      if (&at == &level()) return take_lines(std::move(*lines));
      at.lines.page = std::move(*lines);
      at.lines.total = at.lines.page.total;
      if (level().detail.awaits_entry) {
        level().detail.awaits_entry = false;
        // Live, what was there may have been forgotten.
        if (at.lines.total > 0) at.lines.at = std::min(at.lines.at, at.lines.total - 1);
        const uint64_t place = at.lines.at - at.lines.page.first;
        const bool is_there =
            at.lines.at >= at.lines.page.first && place < at.lines.page.entries.size();
        if (!is_there) return say("There is no other event.");
        step_event(0);
      }
    } else if (auto* detail = std::get_if<EventDetail>(&answer)) {
      at.detail.detail = std::move(*detail);
      at.detail.has_detail = true;
    } else if (auto* picture = std::get_if<Spectrogram>(&answer)) {
      if (&at == &level()) take_picture(std::move(*picture));
    }
    return;
  }
}

void Model::take_table(TablePtr table) {
  if (paused_ && level().table.table) return;
  level().table.table = std::move(table);
  arrange_rows();
}

void Model::take_picture(Spectrogram picture) {
  SpectrogramState& heat = level().heat;
  const bool same = picture.rows == heat.picture.rows && picture.columns == heat.picture.columns;
  heat.picture = std::move(picture);
  heat.has_picture = true;
  if (same && (heat.moved || heat.marking)) return;
  // The cursor begins where most calls are.
  size_t best = 0;
  const auto& counts = heat.picture.counts;
  for (size_t at = 0; at < counts.size(); ++at) {
    if (counts[at] > counts[best]) best = at;
  }
  if (heat.picture.columns > 0 && !counts.empty()) {
    heat.x = static_cast<uint32_t>(best % heat.picture.columns);
    heat.y = static_cast<uint32_t>(best / heat.picture.columns);
  }
  heat.marking = false;
}

}  // namespace sonde
