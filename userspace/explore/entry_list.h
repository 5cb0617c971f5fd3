// EntryList: the events in scope as numbered entries, without keeping which they are: how many each
// chunk has is enough to find the chunk of an entry, and the filter finds the rest again.
// Dig and echo pages come from here. Kept between requests, so that the next page and what arrived
// since cost little.
// Used by explorer_thread.cpp. Next: line_format.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "explore/query_context.h"
#include "print/line_format.h"
#include "state/text_options.h"

namespace sonde {

class EntryList {
 public:
  // Counts what was not counted yet. The error is the filter's. False when it was cancelled.
  static Result<EntryList> make(const Scope& scope, EntryStyle style, const QueryContext& context);
  bool is_of(const Scope& scope, EntryStyle style) const;
  bool count(const QueryContext& context);

  uint64_t size() const { return total_; }
  // Composes entries from `first` on; as many as there are up to `count`.
  void page(const QueryContext& context, uint64_t first, uint32_t count, Lines& out);
  // The next entry with the text, or none.
  std::optional<uint64_t> find(const QueryContext& context, std::string_view text, uint64_t from,
                               bool backwards);
  // The first entry at or after the time; the last one when there is none.
  uint64_t entry_at(const QueryContext& context, uint64_t ts_ns);

 private:
  struct Part {
    uint64_t first_row;
    uint32_t rows;   // of the chunk when it was counted
    uint32_t count;  // of them, in scope
  };

  EntryList(Scope scope, EntryStyle style, std::vector<RowFilter> filters);
  void rows_of(const Chunk& chunk, uint32_t rows, RowBits& bits, size_t member = 0);
  bool compose(const QueryContext& context, uint64_t row, LineEntry& entry);
  void compose_echo(const Moment& moment, LineEntry& entry);
  void append_latency(const Moment& moment, std::string& text);

  Scope scope_;
  EntryStyle style_;
  std::vector<RowFilter> filters_;  // one for each of the pool when the list was made
  std::vector<Part> parts_;
  uint64_t total_ = 0;
  TextOptions text_;
  std::optional<LineFormat> line_, heading_, payload_, latency_;
};

}  // namespace sonde
