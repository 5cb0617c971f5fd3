// Points in time as text. Called for every printed line: the text of the current
// second is kept, so that an event costs only its nine digits.
// Local time uses the offset of the event's own date, so a capture that crosses a change of summer
// time reads right on both sides.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace sonde {

// Local time. All append to `out`; timestamps are nanoseconds since the epoch.
void append_clock(std::string& out, uint64_t ts_ns);              // 09:05:28.755938209
void append_clock_seconds(std::string& out, uint64_t ts_ns);      // 09:05:28
void append_date_time(std::string& out, uint64_t ts_ns);          // 2023-11-14 09:05:28.755938209
void append_date_time_seconds(std::string& out, uint64_t ts_ns);  // 2023-11-14 09:05:28
void append_date_time_zone(std::string& out, uint64_t ts_ns);     // ... .755938209 +0100
// UTC: 2023-11-14T08:05:28.755938209+0000
void append_iso8601(std::string& out, uint64_t ts_ns);

// "12.000000345": seconds, nine digits.
void append_seconds(std::string& out, uint64_t ns);
// "12.345": seconds, a dot, and the rest in nanoseconds without leading zeros, as -t a has it.
void append_seconds_unpadded(std::string& out, uint64_t ns);
// Ten buckets per power of ten, for heat maps.
uint64_t quantized_latency(uint64_t ns);

// Seconds east of Greenwich at that time.
int64_t local_offset_s(int64_t epoch_s);

}  // namespace sonde
