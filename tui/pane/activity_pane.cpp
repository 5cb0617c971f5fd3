// How many events of the selection happened when: a line for each slice of time, with what was lost
// there and a bar. Slices have a width that people count in, and begin at whole multiples of it.
// Enter shows the events of a slice. Made by its row of tui/keys/pane_kinds.def; see pane.h.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tui/keys/movement.h"
#include "tui/pane/lines_pane.h"
#include "tui/pane/pane.h"
#include "tui/text/text_format.h"
#include "tui/text/time_widths.h"

namespace sonde {

namespace {

constexpr uint64_t kMaxSlices = 100;
constexpr int kTimeCells = 16, kEventCells = 14, kLostCells = 12;

// Equal parts of time; the first begins at a multiple of the width.
struct Slicing {
  uint64_t from_ns = 0, width_ns = 1, count = 0;
  uint64_t end_ns() const { return from_ns + count * width_ns; }
};

Slicing slicing_of(uint64_t from_ns, uint64_t to_ns) {
  const uint64_t span_ns = to_ns > from_ns ? to_ns - from_ns : 1;
  Slicing out;
  out.width_ns = width_above(span_ns / kMaxSlices);
  if (out.width_ns == 0) out.width_ns = span_ns / kMaxSlices + 1;
  out.from_ns = from_ns / out.width_ns * out.width_ns;
  const uint64_t last_ns = from_ns + span_ns - 1;
  out.count = (last_ns - out.from_ns) / out.width_ns + 1;
  return out;
}

class ActivityPane : public Pane {
 public:
  ActivityPane(Host& host, Level& level) : Pane(host, level), follows_end_(is_open()) {}

  uint32_t place() const override { return place::kActivity; }
  void ask() override;
  void draw(Frame& frame, const Rect& area) const override;
  bool on_action(Action action, Key key) override;
  void on_press(const Spot& spot, const Input& input, bool is_double) override;
  void on_time_end() override { follows_end_ = is_open(); }
  bool asks_for_size() const override { return false; }
  std::string position() const override;

 protected:
  void on_answer(Answer& answer) override;

 private:
  // Live, at the end: there will be more slices.
  bool is_open() const { return host_.state().status.is_live && host_.state().time.at_end(); }
  // Of the range that is looked at, as far as there are events.
  Slicing slicing_now() const;
  uint64_t begin_of(size_t slice) const { return shown_.from_ns + slice * shown_.width_ns; }
  std::string time_text(size_t slice) const;
  void select(size_t slice);
  void move(long by);
  size_t top(size_t rows) const;
  void open_slice();
  void draw_slice(Frame& frame, const Rect& area, int y, size_t slice) const;

  Slicing asked_, shown_;
  std::vector<Activity::Bucket> slices_;  // as many as shown_ counts
  uint64_t most_ = 1;                     // events of a slice
  uint64_t selected_ns_ = 0;              // in the selected slice; 0: the first one
  size_t at_ = 0;
  bool follows_end_, has_slices_ = false;
};

Slicing ActivityPane::slicing_now() const {
  const ScreenState& screen = host_.state();
  if (!screen.time.at_end()) return slicing_of(screen.time.from_ns, screen.time.to_ns);
  return slicing_of(screen.status.first_ns, screen.status.last_ns + 1);
}

void ActivityPane::ask() {
  asked_ = slicing_now();
  // Room for what comes until it is asked for again.
  if (is_open()) asked_.count += asked_.count / 4 + 1;
  ActivityRequest request;
  request.scope = scope(true);
  request.scope.from_ns = asked_.from_ns;
  request.scope.to_ns = asked_.end_ns();
  request.scope.last_ns = 0;
  request.buckets = static_cast<uint32_t>(asked_.count);
  request.follows = !host_.state().paused;
  send(std::move(request));
}

void ActivityPane::on_answer(Answer& answer) {
  auto* activity = std::get_if<Activity>(&answer);
  if (!activity) return;
  slices_ = std::move(activity->buckets);
  shown_ = asked_;
  has_slices_ = true;
  const Slicing now = slicing_now();
  const bool fits = now.width_ns == asked_.width_ns && now.from_ns >= asked_.from_ns &&
                    now.end_ns() <= asked_.end_ns();
  // What is to come, and what is forgotten, is not shown.
  if (fits) {
    const auto gone = static_cast<size_t>((now.from_ns - asked_.from_ns) / now.width_ns);
    slices_.resize(std::min(slices_.size(), gone + now.count));
    slices_.erase(slices_.begin(), slices_.begin() + std::min(slices_.size(), gone));
    shown_.from_ns = now.from_ns;
  }
  shown_.count = slices_.size();
  most_ = 1;
  for (const Activity::Bucket& slice : slices_) most_ = std::max(most_, slice.events);
  if (follows_end_)
    select(slices_.size());
  else
    select(selected_ns_ > shown_.from_ns ? (selected_ns_ - shown_.from_ns) / shown_.width_ns : 0);
  // More of a file has been read, or more time has passed than there was room for.
  if (!fits) ask();
}

void ActivityPane::select(size_t slice) {
  at_ = slices_.empty() ? 0 : std::min(slice, slices_.size() - 1);
  if (selected_ns_ < begin_of(at_) || selected_ns_ >= begin_of(at_ + 1)) {
    selected_ns_ = begin_of(at_);
  }
}

void ActivityPane::move(long by) {
  const long last = std::max(static_cast<long>(slices_.size()) - 1, 0L);
  const long to = std::clamp(static_cast<long>(at_) + by, 0L, last);
  select(static_cast<size_t>(to));
  follows_end_ = is_open() && to == last;
}

bool ActivityPane::on_action(Action action, Key) {
  const long page = std::max(host_.body_rows() - 1, 1);
  const auto all = static_cast<long>(slices_.size());
  if (const auto lines = lines_moved(action, page, all)) {
    move(*lines);
    return true;
  }
  switch (action) {
    case Action::kEnter:
      open_slice();
      return true;
    default:
      return false;
  }
}

void ActivityPane::on_press(const Spot& spot, const Input&, bool is_double) {
  if (spot.kind != Spot::Kind::kLine) return;
  select(spot.value);
  follows_end_ = false;
  if (is_double) open_slice();
}

// The events of the selected slice; Back restores the range of time.
void ActivityPane::open_slice() {
  if (at_ >= slices_.size()) return;
  Level next = level_below(level_);
  next.label = time_text(at_) + ": Dig";
  TimeRange& time = host_.state().time;
  next.time_before = time;
  time = {begin_of(at_), begin_of(at_ + 1), shown_.width_ns};
  host_.push_level(std::move(next), lines_pane({}));
}

std::string ActivityPane::time_text(size_t slice) const {
  const int decimals = shown_.width_ns < 1'000'000 ? 6 : shown_.width_ns < 1'000'000'000 ? 3 : 0;
  return clock_text(begin_of(slice), decimals);
}

std::string ActivityPane::position() const {
  if (slices_.empty()) return {};
  return grouped(at_ + 1) + "/" + grouped(slices_.size());
}

// The first slice on a screen of that many rows: the selected one stands in the middle.
size_t ActivityPane::top(size_t rows) const {
  if (slices_.size() <= rows || at_ < rows / 2) return 0;
  return std::min(at_ - rows / 2, slices_.size() - rows);
}

void ActivityPane::draw(Frame& frame, const Rect& area) const {
  const Rect inner{area.x, area.y + 1, area.width, area.height - 1};
  const int to = area.x + area.width;
  frame.fill({area.x, area.y, area.width, 1}, Role::kHeader);
  const std::string width = amount(ColumnUnit::kDuration, static_cast<double>(shown_.width_ns));
  std::string head = " Time";
  head.append(static_cast<size_t>(kTimeCells + kEventCells - 11), ' ');
  head += "Events";
  head.append(static_cast<size_t>(kLostCells - 4), ' ');
  head += "Lost  in slices of " + (has_slices_ ? width : "...");
  frame.put(area.x, area.y, head, Role::kHeader, area.x, to);
  if (draw_instead(frame, inner, has_slices_)) return;
  const auto rows = static_cast<size_t>(std::max(inner.height, 0));
  const size_t first = top(rows);
  for (size_t line = 0; line < rows && first + line < slices_.size(); ++line) {
    draw_slice(frame, inner, inner.y + static_cast<int>(line), first + line);
  }
}

void ActivityPane::draw_slice(Frame& frame, const Rect& area, int y, size_t slice) const {
  const int to = area.x + area.width;
  const Activity::Bucket& bucket = slices_[slice];
  const bool selected = slice == at_;
  const auto role = [&](Role own) { return selected ? Role::kSelected : own; };
  if (selected) frame.fill({area.x, y, area.width, 1}, Role::kSelected);
  const auto put_right = [&](int end, const std::string& text, Role own) {
    frame.put(area.x + end - text_width(text), y, text, role(own), area.x, to);
  };
  frame.put(area.x + 1, y, time_text(slice), role(Role::kLabel), area.x, to);
  int end = kTimeCells + kEventCells;
  put_right(end, grouped(bucket.events), bucket.events ? Role::kText : Role::kDim);
  end += kLostCells;
  if (bucket.lost) put_right(end, grouped(bucket.lost), Role::kError);
  const double share = static_cast<double>(bucket.events) / static_cast<double>(most_);
  const int room = std::max(area.width - end - 3, 0);
  const int filled = bucket.events ? std::max(static_cast<int>(share * room + 0.5), 1) : 0;
  std::string bar;
  for (int at = 0; at < std::min(filled, room); ++at) bar += "▇";
  frame.put(area.x + end + 2, y, bar, role(Role::kMeter), area.x, to);
  frame.add_spot({area.x, y, area.width, 1}, Spot::Kind::kLine, slice);
}

}  // namespace

std::shared_ptr<Pane> make_activity_pane(Host& host, Level& level) {
  return std::make_shared<ActivityPane>(host, level);
}

}  // namespace sonde
