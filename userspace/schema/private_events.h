// Events that are sonde's own, in files and rings: ids from 0x8000. In memory each has a row number
// behind the format's (event_table.h), and a call without a row in events.def has that of its row
// in calls.def, found by the number that the record carries. Both readers (capfile/reader.h and the
// live engine) ask here for each such event; the writer maps back.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "schema/raw_event.h"

namespace sonde {

inline constexpr uint16_t kNoEventRow = 0xFFFF;

// The row of an id of a file or ring, before anything of the event is known; kNoEventRow when there
// is none.
constexpr uint16_t row_of_file_id(uint16_t file_id) {
  if (file_id < kKnownEvents) return file_id;
  const uint32_t own = uint32_t{file_id} - kFirstPrivateEvent;
  return own < kPrivateEvents ? static_cast<uint16_t>(kKnownEvents + own) : kNoEventRow;
}

// The row of a call that was recorded without one, by its x86-64 number, or kNoEventRow.
uint16_t row_of_call(uint32_t x86_64_number);
// The x86-64 number of a row of calls.def, or -1.
int call_number_of_row(uint16_t row);
// The x86-64 number of a 32-bit call, or -1.
int number_of_32_bit_call(uint32_t number);

// A record says in its number which table that is of. Files of sonde 0.9 and before
// have numbers of 32-bit calls without it.
inline constexpr uint16_t kOf32BitTable = 0x8000;
constexpr bool is_32_bit_number(uint16_t number) { return number & kOf32BitTable; }

// The row of an event with an id of ours and these parameters, which lie inside the event: for
// calls the row of the call, or the general one when nothing is known of the number. kNoEventRow
// when the id is not known.
uint16_t row_of_private_event(uint16_t file_id, uint32_t nparams, const uint8_t* lengths,
                              const uint8_t* params);

// The id that stands in files.
constexpr uint16_t file_id_of(uint16_t row) {
  if (row < kKnownEvents) return row;
  if (row < kFirstCallRow) return static_cast<uint16_t>(kFirstPrivateEvent + (row - kKnownEvents));
  return static_cast<uint16_t>(kFirstPrivateEvent +
                               (static_cast<uint16_t>(EventId::SONDE_CALL) - kKnownEvents));
}

// How many events a gap event tells of, of all kinds; 0 for any other event.
uint64_t lost_in_gap(const RawEvent& event);

constexpr bool is_private_event(uint16_t row) { return row >= kKnownEvents; }
// True for calls that have a row in calls.def.
constexpr bool is_raw_call(uint16_t row) { return row >= kFirstCallRow; }

}  // namespace sonde
