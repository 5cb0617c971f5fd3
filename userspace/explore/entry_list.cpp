// Counting, finding and composing entries: see entry_list.h.
// SPDX-License-Identifier: Apache-2.0
#include "explore/entry_list.h"

#include <algorithm>

#include "base/text.h"
#include "print/formats.h"
#include "schema/private_events.h"
#include "state/moment.h"
#include "state/text_options.h"
#include "view/path.h"

namespace sonde {
namespace {

constexpr uint32_t kEchoBytes = 65536;

LineFormat format_of(std::string_view text) {
  auto parsed = LineFormat::parse(text);
  SONDE_CHECK(parsed.ok());
  return parsed.take();
}

BufferText buffer_of(EntryStyle style) {
  switch (style) {
    case EntryStyle::kEchoText:
      return BufferText::kAscii;
    case EntryStyle::kEchoHex:
      return BufferText::kHexAscii;
    default:
      return BufferText::kDots;
  }
}

void drop_line_end(std::string& text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
}

}  // namespace

EntryList::EntryList(Scope scope, EntryStyle style, std::vector<RowFilter> filters)
    : scope_(std::move(scope)), style_(style), filters_(std::move(filters)) {
  text_.buffer = buffer_of(style);
  text_.buffer_limit = is_echo(style) ? kEchoBytes : 80;
  if (is_echo(style)) {
    heading_ = format_of("*%fd.name (%proc.name, thread %thread.tid)");
    payload_ = format_of("%evt.buffer");
    return;
  }
  std::string line = default_format(FormatShape::kPlain, true, false);
  if (style == EntryStyle::kDigTimed) {
    const size_t process = line.find("%proc.name");
    heading_ = format_of(line.substr(0, process));
    latency_ = format_of("%evt.latency.human");
    line = "*" + line.substr(process);
  }
  line_ = format_of(line);
}

Result<EntryList> EntryList::make(const Scope& scope, EntryStyle style,
                                  const QueryContext& context) {
  std::string filter = scope.filter;
  if (is_echo(style)) {
    filter = both_filters(filter, "evt.is_io=true and evt.dir=< and evt.rawres>0");
  }
  auto compiled = context.filters(filter);
  if (!compiled) return compiled.error();
  return EntryList(scope, style, compiled.take());
}

bool EntryList::is_of(const Scope& scope, EntryStyle style) const {
  return style == style_ && scope.filter == scope_.filter && scope.from_ns == scope_.from_ns &&
         scope.to_ns == scope_.to_ns && scope.last_ns == 0;
}

// The rows in scope among the first `rows` of the chunk.
void EntryList::rows_of(const Chunk& chunk, uint32_t rows, RowBits& bits, size_t member) {
  bits.fill(rows);
  const uint64_t from = scope_.from_ns, to = scope_.to_ns;
  if (chunk.min_ts < from || (to && chunk.max_ts >= to)) {
    bits.keep_if(
        [&](uint32_t at) { return chunk.ts_ns[at] >= from && (!to || chunk.ts_ns[at] < to); });
  }
  filters_[member].apply(chunk, bits);
}

bool EntryList::count(const QueryContext& context) {
  for (RowFilter& filter : filters_) filter.prepare();
  const auto& chunks = context.index.chunks();
  // What the live history has forgotten goes from the front.
  size_t gone = 0;
  while (gone < parts_.size() && parts_[gone].first_row < context.index.first_row()) {
    total_ -= parts_[gone++].count;
  }
  parts_.erase(parts_.begin(), parts_.begin() + static_cast<ptrdiff_t>(gone));
  // The last one may have grown since.
  if (!parts_.empty() && parts_.size() <= chunks.size() &&
      parts_.back().rows != chunks[parts_.size() - 1]->rows) {
    total_ -= parts_.back().count;
    parts_.pop_back();
  }
  const size_t known = parts_.size();
  if (known == chunks.size()) return true;
  std::vector<Part> parts(chunks.size() - known);
  const bool done =
      context.pool.scan(context.cancelled, known, filters_.size(), [&](size_t member, size_t at) {
        const Chunk& chunk = *chunks[at];
        RowBits bits;
        rows_of(chunk, chunk.rows, bits, member);
        parts[at - known] = {chunk.first_row, chunk.rows, bits.count()};
      });
  if (!done) return false;
  for (const Part& part : parts) {
    parts_.push_back(part);
    total_ += part.count;
  }
  return true;
}

void EntryList::compose_echo(const Moment& moment, LineEntry& entry) {
  const bool writes = moment.row().flags & kWritesToFd;
  entry.kind = writes ? LineEntry::Kind::kWrite : LineEntry::Kind::kRead;
  const int at = moment.row().param_index("res");
  const int64_t bytes =
      at < 0 ? 0 : value_of<int64_t>(moment.event->param(static_cast<uint32_t>(at)));
  entry.text =
      (writes ? "Write " : "Read ") + std::to_string(bytes) + "B " + (writes ? "to " : "from ");
  heading_->append_line(entry.text, moment);
  drop_line_end(entry.text);
  payload_->append_line(entry.payload, moment);
  drop_line_end(entry.payload);
}

// Number, time and processor, then how long the call took, in a column of its own.
void EntryList::append_latency(const Moment& moment, std::string& text) {
  constexpr size_t kCells = 9;
  heading_->append_line(text, moment);
  drop_line_end(text);
  std::string latency;
  if (moment.latency_ns) latency_->append_line(latency, moment);
  drop_line_end(latency);
  if (latency.size() < kCells) text.append(kCells - latency.size(), ' ');
  text += latency;
  text += ' ';
}

bool EntryList::compose(const QueryContext& context, uint64_t row, LineEntry& entry) {
  context.replay.set_text(text_);
  const Moment* moment = context.replay.at(row);
  if (!moment) return false;
  entry.event = row;
  entry.ts_ns = moment->event->ts_ns;
  if (is_echo(style_)) {
    compose_echo(*moment, entry);
    return true;
  }
  if (style_ == EntryStyle::kDigTimed) append_latency(*moment, entry.text);
  line_->append_line(entry.text, *moment);
  drop_line_end(entry.text);
  const Chunk& chunk = context.index.chunk_of(row);
  const uint32_t at = static_cast<uint32_t>(row - chunk.first_row);
  const EventTraits& facts = event_traits()[chunk.kind[at]];
  if (moment->row().flags & kMarksLoss) {
    entry.kind = LineEntry::Kind::kGap;
  } else if (chunk.result[at] != Chunk::kNoResult && context.index.result(chunk, at) < 0) {
    entry.kind = LineEntry::Kind::kFailed;
  } else if (facts.io_read) {
    entry.kind = LineEntry::Kind::kRead;
  } else if (facts.io_write) {
    entry.kind = LineEntry::Kind::kWrite;
  }
  return true;
}

void EntryList::page(const QueryContext& context, uint64_t first, uint32_t count, Lines& out) {
  out.total = total_;
  out.first = first;
  uint64_t entry = 0;
  RowBits bits;
  for (size_t i = 0; i < parts_.size() && out.entries.size() < count; ++i) {
    const uint64_t end = entry + parts_[i].count;
    if (end <= first || parts_[i].count == 0) {
      entry = end;
      continue;
    }
    const Chunk& chunk = *context.index.chunks()[i];
    rows_of(chunk, parts_[i].rows, bits);
    bits.for_each([&](uint32_t at) {
      const bool wanted = entry++ >= first && out.entries.size() < count;
      LineEntry line;
      if (wanted && compose(context, chunk.first_row + at, line)) out.entries.push_back(line);
    });
    entry = end;
  }
}

std::optional<uint64_t> EntryList::find(const QueryContext& context, std::string_view text,
                                        uint64_t from, bool backwards) {
  std::vector<uint64_t> starts;
  uint64_t sum = 0;
  for (const Part& part : parts_) {
    starts.push_back(sum);
    sum += part.count;
  }
  RowBits bits;
  std::vector<uint32_t> rows;
  for (size_t step = 0; step < parts_.size(); ++step) {
    const size_t i = backwards ? parts_.size() - 1 - step : step;
    if (parts_[i].count == 0) continue;
    if (backwards ? starts[i] > from : starts[i] + parts_[i].count <= from) continue;
    const Chunk& chunk = *context.index.chunks()[i];
    rows_of(chunk, parts_[i].rows, bits);
    rows.clear();
    bits.for_each([&](uint32_t at) { rows.push_back(at); });
    for (size_t n = 0; n < rows.size(); ++n) {
      if (context.is_cancelled()) return {};
      const size_t k = backwards ? rows.size() - 1 - n : n;
      const uint64_t entry = starts[i] + k;
      if (backwards ? entry > from : entry < from) continue;
      LineEntry line;
      if (!compose(context, chunk.first_row + rows[k], line)) continue;
      const bool found = find_any_case(line.text, text) != std::string::npos ||
                         find_any_case(line.payload, text) != std::string::npos;
      if (found) return entry;
    }
  }
  return {};
}

uint64_t EntryList::entry_at(const QueryContext& context, uint64_t ts_ns) {
  uint64_t entry = 0;
  RowBits bits;
  for (size_t i = 0; i < parts_.size(); ++i) {
    const Chunk& chunk = *context.index.chunks()[i];
    if (chunk.max_ts >= ts_ns && parts_[i].count) {
      rows_of(chunk, parts_[i].rows, bits);
      uint64_t at_entry = entry;
      std::optional<uint64_t> found;
      bits.for_each([&](uint32_t at) {
        if (!found && chunk.ts_ns[at] >= ts_ns) found = at_entry;
        ++at_entry;
      });
      if (found) return *found;
    }
    entry += parts_[i].count;
  }
  return entry ? entry - 1 : 0;
}

}  // namespace sonde
