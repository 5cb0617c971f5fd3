// See time_bar.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/model/time_bar.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/text.h"
#include "base/time_text.h"
#include "tui/text/text_format.h"

namespace sonde {

namespace {

// The busiest bucket of each cell, and all that was lost in it.
std::vector<Activity::Bucket> buckets_of_cells(const Activity& activity, size_t cells) {
  const size_t count = activity.buckets.size();
  std::vector<Activity::Bucket> shown(cells);
  for (size_t at = 0; at < cells; ++at) {
    const size_t from = at * count / cells;
    const size_t to = std::max(from + 1, (at + 1) * count / cells);
    for (size_t bucket = from; bucket < to && bucket < count; ++bucket) {
      shown[at].events = std::max(shown[at].events, activity.buckets[bucket].events);
      shown[at].lost += activity.buckets[bucket].lost;
    }
  }
  return shown;
}

}  // namespace

void TimeBar::ask(const std::string& filter, int width, bool follows) {
  cancel();
  answered_ = false;
  ActivityRequest request;
  request.scope.filter = filter;
  request.buckets = static_cast<uint32_t>(std::max(width - 20, 8));
  request.follows = follows;
  ticket_ = explorer_.ask(std::move(request));
}

void TimeBar::cancel() {
  if (ticket_) explorer_.cancel(ticket_);
  ticket_ = 0;
}

void TimeBar::pause() {
  if (answered_) cancel();
}

bool TimeBar::on_reply(Reply& reply) {
  if (reply.ticket != ticket_) return false;
  answered_ = true;
  auto* activity = reply.answer.ok() ? std::get_if<Activity>(&reply.answer.value()) : nullptr;
  if (!activity) return true;
  activity_ = std::move(*activity);
  has_activity_ = true;
  return true;
}

void TimeBar::draw(Frame& frame, int y, const ScreenState& state) const {
  if (!has_activity_ || activity_.buckets.empty() || activity_.to_ns <= activity_.from_ns) return;
  const double span_s = static_cast<double>(activity_.to_ns - activity_.from_ns) / 1e9;
  const int decimals = span_s < 10 ? 3 : 0;
  std::string begin = clock_text(activity_.from_ns, decimals);
  std::string end = clock_text(activity_.to_ns, decimals);
  if (state.status.is_live) {
    const auto seconds = static_cast<uint64_t>(std::llround(span_s));
    begin = "-";
    append_padded(begin, seconds / 60, 2);
    begin += ":";
    append_padded(begin, seconds % 60, 2);
    end = "now";
  }
  const int left = 1 + std::max(text_width(begin), 6) + 1;
  const int cells = std::max(frame.size().width - left - text_width(end) - 2, 1);
  frame.put(1, y, begin, Role::kLabel);
  draw_cells(frame, left, y, cells, state.time);
  frame.put(left + cells + 1, y, end, Role::kLabel);
}

void TimeBar::draw_cells(Frame& frame, int x, int y, int cells, const TimeRange& time) const {
  static constexpr char32_t kBars[] = U" ▁▂▃▄▅▆▇█";
  const auto shown = buckets_of_cells(activity_, static_cast<size_t>(cells));
  uint64_t most = 1;
  for (const Activity::Bucket& bucket : shown) most = std::max(most, bucket.events);
  uint64_t on_from = time.from_ns, on_to = time.to_ns;
  if (time.at_end()) {
    on_to = ~uint64_t{0};
    const bool is_part = time.width_ns && activity_.to_ns > time.width_ns;
    on_from = is_part ? activity_.to_ns - time.width_ns : 0;
  }
  const double cell_ns = static_cast<double>(activity_.to_ns - activity_.from_ns) / cells;
  for (int at = 0; at < cells; ++at) {
    const auto cell_from = activity_.from_ns + static_cast<uint64_t>(cell_ns * at);
    const auto cell_to = activity_.from_ns + static_cast<uint64_t>(cell_ns * (at + 1));
    const bool on = cell_to > on_from && cell_from < on_to;
    const Activity::Bucket& bucket = shown[static_cast<size_t>(at)];
    const double share = static_cast<double>(bucket.events) / static_cast<double>(most);
    const int step = bucket.events == 0 ? 0 : std::clamp(static_cast<int>(share * 8 + 0.5), 1, 8);
    std::string bar;
    append_utf8(bar, bucket.lost ? U'!' : kBars[step]);
    const Role role = bucket.lost ? Role::kError : on ? Role::kTimeOn : Role::kTimeOff;
    frame.put(x + at, y, bar, role);
    frame.add_spot({x + at, y, 1, 1}, Spot::Kind::kTimeBar, cell_from);
  }
}

}  // namespace sonde
