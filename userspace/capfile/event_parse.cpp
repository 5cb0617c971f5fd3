// Finding parameters in old and in large events: see event_parse.h.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/event_parse.h"

#include <algorithm>

#include "capfile/format.h"

namespace sonde {
namespace {

uint32_t length_width(const EventRow& row) { return row.flags & kLargePayload ? 4 : 2; }

// Bytes of the array and of all parameters, or more than 32 bits can hold when that is much.
uint64_t bytes_of_params(const uint8_t* lengths, uint32_t count, uint32_t width) {
  uint64_t sum = uint64_t{count} * width;
  for (uint32_t i = 0; i < count; ++i) {
    sum += width == 4 ? load<uint32_t>(lengths + 4 * i) : load<uint16_t>(lengths + 2 * i);
  }
  return sum;
}

void place(const uint8_t* lengths, uint32_t count, uint32_t width, uint32_t room, RawEvent& event) {
  event.lengths = lengths;
  event.params = lengths + count * width;
  event.params_bytes = room - count * width;
  event.nparams = std::min(count, kMaxParams);
  event.large = width == 4;
}

}  // namespace

bool place_params_v2(const uint8_t* lengths, uint32_t stored_nparams, uint32_t room,
                     RawEvent& event) {
  const uint32_t width = length_width(*find_event_row(event.id));
  if (stored_nparams > room / width) return false;
  if (bytes_of_params(lengths, stored_nparams, width) > room) return false;
  place(lengths, stored_nparams, width, room, event);
  return true;
}

bool place_params_v1(const uint8_t* header, uint32_t event_bytes, uint32_t block_room,
                     RawEvent& event) {
  const EventRow& row = *find_event_row(event.id);
  const uint32_t width = length_width(row);
  const uint8_t* lengths = header + kEventHeaderV1Bytes;
  // Old writers counted three bytes too many in these two.
  const bool may_overcount = event.id == static_cast<uint16_t>(EventId::NOTIFICATION_E) ||
                             event.id == static_cast<uint16_t>(EventId::INFRASTRUCTURE_EVENT_E);
  constexpr uint32_t kOvercount = 3;
  auto fits = [&](uint32_t count, uint32_t bytes) {
    if (bytes < kEventHeaderV1Bytes || bytes > block_room) return false;
    const uint32_t room = bytes - kEventHeaderV1Bytes;
    if (count * width > room || bytes_of_params(lengths, count, width) != room) return false;
    place(lengths, count, width, room, event);
    return true;
  };
  for (uint32_t count = static_cast<uint32_t>(row.params.size()) + 1; count-- > 0;) {
    if (fits(count, event_bytes)) return true;
    if (may_overcount && event_bytes > kOvercount && fits(count, event_bytes - kOvercount)) {
      return true;
    }
  }
  return false;
}

}  // namespace sonde
