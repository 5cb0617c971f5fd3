// The range of time that is looked at, and the time bar. A range is stepped through ([ and ]), made
// shorter and longer ({ and }), and moved to a time (g).
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>

#include "base/text.h"
#include "base/time_text.h"
#include "tui/model/model.h"
#include "tui/text/time_words.h"

namespace sonde {

namespace {

// 1, 2, 5 times a power of ten below one second, then times that people count in.
const std::vector<uint64_t>& widths() {
  static const std::vector<uint64_t> kWidths = [] {
    std::vector<uint64_t> list;
    for (uint64_t unit = 1000; unit < 1'000'000'000; unit *= 10) {
      for (uint64_t times : {1, 2, 5}) list.push_back(unit * times);
    }
    for (uint64_t seconds : {1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 86400}) {
      list.push_back(seconds * 1'000'000'000);
    }
    return list;
  }();
  return kWidths;
}

uint64_t width_below(uint64_t width) {
  const auto at = std::lower_bound(widths().begin(), widths().end(), width);
  return at == widths().begin() ? *at : *(at - 1);
}

uint64_t width_above(uint64_t width) {
  const auto at = std::upper_bound(widths().begin(), widths().end(), width);
  return at == widths().end() ? 0 : *at;
}

}  // namespace

void Model::step_time(int direction) {
  const uint64_t first = status_.first_ns, last = status_.last_ns;
  if (last <= first) return say("There is no time to step through yet.");
  uint64_t width = time_.at_end() ? time_.width_ns : time_.to_ns - time_.from_ns;
  if (width == 0) width = width_below(std::max<uint64_t>((last - first) / 10, 1));
  if (time_.at_end()) {
    if (direction > 0) return say("This is the end already.");
    time_.to_ns = last + 1;
    time_.from_ns = last + 1 - std::min(last, width);
    // Live, the last range is what is on the screen: one step before it.
    if (!status_.is_live) direction = 0;
  }
  if (direction < 0) {
    if (time_.from_ns <= first) return say("This is the beginning.");
    time_.to_ns = time_.from_ns;
    time_.from_ns = time_.to_ns > width ? time_.to_ns - width : 0;
  } else if (direction > 0) {
    if (time_.to_ns > last) return time_to_end();
    time_.from_ns = time_.to_ns;
    time_.to_ns = time_.from_ns + width;
    if (status_.is_live && time_.from_ns > last) return time_to_end();
  }
  time_.width_ns = width;
  ask_level();
}

void Model::widen_time(bool wider) {
  const uint64_t first = status_.first_ns, last = status_.last_ns;
  if (last <= first) return say("There is no time to choose from yet.");
  const uint64_t everything = last - first;
  if (time_.at_end() && status_.is_live) {
    const uint64_t now = time_.width_ns == 0 ? everything : time_.width_ns;
    if (wider)
      time_.width_ns = time_.width_ns == 0 ? 0 : width_above(now);
    else
      time_.width_ns = std::max(width_below(now), options_.refresh_ns);
    if (time_.width_ns > everything && wider) time_.width_ns = 0;
    return ask_level();
  }
  if (time_.at_end()) {
    if (wider) return say("This is the whole file.");
    time_.from_ns = first;
    time_.to_ns = first + width_below(everything);
  } else {
    const uint64_t now = time_.to_ns - time_.from_ns;
    const uint64_t next = wider ? width_above(now) : width_below(now);
    if (wider && (next == 0 || next >= everything)) return time_to_end();
    const uint64_t middle = time_.from_ns + now / 2;
    time_.from_ns = std::max(middle > next / 2 ? middle - next / 2 : 0, first);
    time_.to_ns = time_.from_ns + next;
  }
  time_.width_ns = time_.to_ns - time_.from_ns;
  ask_level();
}

void Model::go_to_time(uint64_t ts_ns) {
  if (level().kind == Level::Kind::kLines) {
    GotoRequest request;
    request.scope = scope_of(level(), true);
    request.style = level().lines.style;
    request.ts_ns = ts_ns;
    cancel(goto_ticket_);
    goto_ticket_ = explorer_.ask(std::move(request));
    return;
  }
  const uint64_t first = status_.first_ns, last = status_.last_ns;
  uint64_t width = time_.at_end() ? time_.width_ns : time_.to_ns - time_.from_ns;
  if (width == 0) width = width_below(std::max<uint64_t>((last - first) / 10, 1));
  time_.from_ns = std::clamp(ts_ns, first, std::max(first, last));
  time_.to_ns = time_.from_ns + width;
  time_.width_ns = width;
  ask_level();
}

void Model::time_to_end() {
  time_ = TimeRange{};
  if (status_.is_live) time_.width_ns = options_.refresh_ns;
  if (level().kind == Level::Kind::kLines) level().lines.follows_end = status_.is_live;
  paused_ = false;
  ask_level();
}

void Model::take_wanted_range() {
  const bool known = status_.is_live ? status_.last_ns != 0 : status_.complete;
  if (!known || (options_.from.empty() && options_.to.empty())) return;
  auto range = range_named(std::exchange(options_.from, {}), std::exchange(options_.to, {}),
                           status_.first_ns, status_.last_ns);
  if (!range) return say(range.error().what, true);
  time_.from_ns = range.value().from_ns;
  time_.to_ns = range.value().to_ns;
  time_.width_ns = time_.to_ns - time_.from_ns;
  ask_level();
}

void draw_time_bar(Frame& frame, const Model& model, const ScreenLayout& layout) {
  const int y = layout.time_y;
  const int width = frame.size().width;
  const Activity& activity = model.activity_;
  if (!model.has_activity_ || activity.buckets.empty() || activity.to_ns <= activity.from_ns)
    return;
  const ExplorerStatus& status = model.status_;
  const double span_s = static_cast<double>(activity.to_ns - activity.from_ns) / 1e9;
  const int decimals = span_s < 10 ? 3 : 0;
  std::string begin = clock_text(activity.from_ns, decimals);
  std::string end = clock_text(activity.to_ns, decimals);
  if (status.is_live) {
    const auto seconds = static_cast<uint64_t>(std::llround(span_s));
    begin = "-";
    append_padded(begin, seconds / 60, 2);
    begin += ":";
    append_padded(begin, seconds % 60, 2);
    end = "now";
  }
  const int left = 1 + std::max(text_width(begin), 6) + 1;
  const int cells = std::max(width - left - text_width(end) - 2, 1);
  frame.put(1, y, begin, Role::kLabel);
  static constexpr char32_t kBars[] = U" ▁▂▃▄▅▆▇█";
  uint64_t most = 1;
  const size_t count = activity.buckets.size();
  std::vector<Activity::Bucket> shown(static_cast<size_t>(cells));
  for (size_t at = 0; at < shown.size(); ++at) {
    const size_t from = at * count / shown.size();
    const size_t to = std::max(from + 1, (at + 1) * count / shown.size());
    for (size_t bucket = from; bucket < to && bucket < count; ++bucket) {
      shown[at].events = std::max(shown[at].events, activity.buckets[bucket].events);
      shown[at].lost += activity.buckets[bucket].lost;
    }
    most = std::max(most, shown[at].events);
  }
  const TimeRange& time = model.time_;
  uint64_t on_from = time.from_ns, on_to = time.to_ns;
  if (time.at_end()) {
    on_to = ~uint64_t{0};
    on_from = time.width_ns && activity.to_ns > time.width_ns ? activity.to_ns - time.width_ns : 0;
  }
  const double cell_ns = static_cast<double>(activity.to_ns - activity.from_ns) / cells;
  for (int at = 0; at < cells; ++at) {
    const auto cell_from = activity.from_ns + static_cast<uint64_t>(cell_ns * at);
    const auto cell_to = activity.from_ns + static_cast<uint64_t>(cell_ns * (at + 1));
    const bool on = cell_to > on_from && cell_from < on_to;
    const Activity::Bucket& bucket = shown[static_cast<size_t>(at)];
    const double share = static_cast<double>(bucket.events) / static_cast<double>(most);
    const int step = bucket.events == 0 ? 0 : std::clamp(static_cast<int>(share * 8 + 0.5), 1, 8);
    std::string bar;
    append_utf8(bar, bucket.lost ? U'!' : kBars[step]);
    const Role role = bucket.lost ? Role::kError : on ? Role::kTimeOn : Role::kTimeOff;
    frame.put(left + at, y, bar, role);
    frame.add_spot({left + at, y, 1, 1}, Spot::Kind::kTimeBar, cell_from);
  }
  frame.put(left + cells + 1, y, end, Role::kLabel);
}

}  // namespace sonde
