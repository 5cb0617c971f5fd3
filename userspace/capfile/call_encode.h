// CallEncoder: a call as the events that a file is to hold: in the current layout, or, for readers
// of 2022, as a pair of enter and exit event under ids that they know.
// Called by writer.cpp once per event. Next: classic_layouts.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>

#include "schema/layout.h"

namespace sonde {

// An event in pieces, ready to be written; its parameters point into the call or into numbers_.
struct OutgoingEvent {
  static constexpr uint32_t kMaxParams = 40;
  uint64_t ts_ns = 0;
  uint64_t tid = 0;
  uint16_t id = 0;
  uint16_t cpu = 0;
  uint32_t flags = 0;
  bool large = false;
  uint32_t nparams = 0;
  std::array<Bytes, kMaxParams> params;

  // Room for numbers that are nowhere in the call: defaults, and values of another width.
  std::array<std::array<uint8_t, 16>, kMaxParams> numbers_;
};

class CallEncoder {
 public:
  CallEncoder();
  ~CallEncoder();

  // All parameters of the current row, from either side of the call. What neither had is empty, but
  // for the numbers among those that readers of 2022 decode, which get a default: to these readers
  // an empty number is whatever bytes come next. All parameters are written, even if the last ones
  // are empty: a reader that has to add missing ones may stop at an enter event of another call.
  void current(const Call& call, OutgoingEvent& out) const;
  // The exit event of a pair, or the event itself when it is not of a pair.
  void classic(const Call& call, OutgoingEvent& out) const;
  // The enter event that belongs before it, at `latency_ns` before the call's end. False when
  // there is none to give: no such row, values that nobody knows, the child's end of a fork.
  bool classic_enter(const Call& call, uint64_t latency_ns, OutgoingEvent& out) const;

 private:
  struct Plan;
  const Plan& plan(const Call& call, bool enter) const;
  void fill(const Call& call, const Plan& plan, OutgoingEvent& out) const;
  std::unique_ptr<Plan[]> plans_;  // two for each row: exit, enter
};

}  // namespace sonde
