// See time_scans.h.
// SPDX-License-Identifier: Apache-2.0
#include "explore/time_scans.h"

#include <algorithm>
#include <cmath>

#include "schema/private_events.h"
#include "state/moment.h"

namespace sonde {
namespace {

constexpr double kDecades = 11;  // 1 ns to 100 s
constexpr uint32_t kMaxBuckets = 10'000;

// Where a time falls among `parts` equal parts of [from, to].
struct Divider {
  uint64_t from, to;
  uint32_t parts;

  uint32_t part_of(uint64_t ts_ns) const {
    if (ts_ns <= from) return 0;
    const double share = static_cast<double>(ts_ns - from) / static_cast<double>(to - from + 1);
    return std::min(parts - 1, static_cast<uint32_t>(share * parts));
  }
};

Divider divider_of(const Scope& scope, const Index& index, uint32_t parts) {
  Divider divider;
  divider.from = scope.from_ns ? scope.from_ns : index.first_ts_ns();
  divider.to = scope.to_ns ? scope.to_ns - 1 : index.last_ts_ns();
  divider.to = std::max(divider.to, divider.from);
  divider.parts = std::clamp(parts, 1u, kMaxBuckets);
  return divider;
}

bool is_gap(uint16_t kind) { return event_row(kind).flags & kMarksLoss; }

}  // namespace

Result<Answer> scan_activity(const ActivityRequest& request, const QueryContext& context) {
  const Divider divider = divider_of(request.scope, context.index, request.buckets);
  Activity activity;
  activity.from_ns = divider.from;
  activity.to_ns = divider.to;
  activity.buckets.resize(divider.parts);
  std::vector<std::vector<uint64_t>> found(context.pool.size());
  for (std::vector<uint64_t>& events : found) events.resize(divider.parts);
  const auto visit = [&](size_t member, const Chunk& chunk, const RowBits& rows) {
    // A chunk within one part need not be taken apart.
    const uint32_t first = divider.part_of(chunk.min_ts), last = divider.part_of(chunk.max_ts);
    std::vector<uint64_t>& events = found[member];
    if (first == last) {
      events[first] += rows.count();
      return;
    }
    rows.for_each([&](uint32_t at) { ++events[divider.part_of(chunk.ts_ns[at])]; });
  };
  if (Result<void> done = context.scan(request.scope, visit); !done) return done.error();
  for (const std::vector<uint64_t>& events : found) {
    for (uint32_t i = 0; i < divider.parts; ++i) activity.buckets[i].events += events[i];
  }
  // Gaps are told whatever the filter says.
  for (const auto& chunk : context.index.chunks()) {
    for (uint32_t at = 0; at < chunk->rows; ++at) {
      if (!is_gap(chunk->kind[at])) continue;
      const uint64_t ts_ns = chunk->ts_ns[at];
      if (ts_ns < divider.from || ts_ns > divider.to) continue;
      const Moment* moment = context.replay.at(*chunk, at);
      const uint64_t lost = moment ? lost_in_gap(*moment->event) : 0;
      activity.buckets[divider.part_of(ts_ns)].lost += std::max<uint64_t>(lost, 1);
    }
  }
  return Answer(std::move(activity));
}

LatencySpan spectrogram_span(uint32_t column, uint32_t columns) {
  const auto edge = [&](uint32_t at) { return std::ceil(std::pow(10.0, kDecades * at / columns)); };
  LatencySpan span;
  span.first_ns = column == 0 ? 0 : static_cast<uint64_t>(edge(column));
  span.end_ns = column + 1 >= columns ? ~uint64_t{0} : static_cast<uint64_t>(edge(column + 1));
  return span;
}

Result<Answer> scan_latencies(const SpectrogramRequest& request, const QueryContext& context) {
  const Divider divider = divider_of(request.scope, context.index, request.rows);
  Spectrogram out;
  out.from_ns = divider.from;
  out.to_ns = divider.to;
  out.rows = divider.parts;
  out.columns = std::clamp(request.columns, 1u, kMaxBuckets);
  out.counts.resize(size_t{out.rows} * out.columns);
  std::vector<uint64_t> ends;
  for (uint32_t column = 0; column < out.columns; ++column) {
    ends.push_back(spectrogram_span(column, out.columns).end_ns);
  }
  const EventTraits* const facts = event_traits();
  std::vector<std::vector<uint32_t>> found(context.pool.size());
  for (std::vector<uint32_t>& counts : found) counts.resize(out.counts.size());
  const auto visit = [&](size_t member, const Chunk& chunk, const RowBits& rows) {
    rows.for_each([&](uint32_t at) {
      if (!facts[chunk.kind[at]].exit || !(chunk.cpu[at] & Chunk::kHasLatency)) return;
      const uint64_t latency_ns = context.index.latency_ns(chunk, at);
      const auto column = std::upper_bound(ends.begin(), ends.end() - 1, latency_ns) - ends.begin();
      const size_t row = divider.part_of(chunk.ts_ns[at]);
      ++found[member][row * out.columns + static_cast<size_t>(column)];
    });
  };
  if (Result<void> done = context.scan(request.scope, visit); !done) return done.error();
  for (const std::vector<uint32_t>& counts : found) {
    for (size_t i = 0; i < counts.size(); ++i) out.counts[i] += counts[i];
  }
  for (uint64_t count : out.counts) out.most = std::max(out.most, count);
  return Answer(std::move(out));
}

}  // namespace sonde
