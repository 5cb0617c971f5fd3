// Points in time and durations as text; see time_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/time_text.h"

#include <time.h>

#include <cmath>
#include <cstring>

#include "base/text.h"

namespace sonde {

namespace {

constexpr uint64_t kSecond_ns = 1000000000;

void put_two(char* at, uint64_t value) {
  at[0] = static_cast<char>('0' + value / 10);
  at[1] = static_cast<char>('0' + value % 10);
}

void put_nine(char* at, uint64_t value) {
  for (int digit = 8; digit >= 0; --digit) {
    at[digit] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
}

struct ClockText {
  uint64_t epoch_s = ~uint64_t{0};
  char text[9];  // "HH:MM:SS."
};

const char* clock_text(uint64_t epoch_s) {
  thread_local ClockText last;
  if (last.epoch_s != epoch_s) {
    const int64_t local_s =
        static_cast<int64_t>(epoch_s) + local_offset_s(static_cast<int64_t>(epoch_s));
    const uint64_t day_s = static_cast<uint64_t>((local_s % 86400 + 86400) % 86400);
    put_two(last.text, day_s / 3600);
    put_two(last.text + 3, day_s / 60 % 60);
    put_two(last.text + 6, day_s % 60);
    last.text[2] = last.text[5] = ':';
    last.text[8] = '.';
    last.epoch_s = epoch_s;
  }
  return last.text;
}

struct DateText {
  int64_t day = INT64_MIN;  // since the epoch
  char text[10];            // "YYYY-MM-DD"; years of more digits are not kept
};

// "YYYY-MM-DD" of a number of seconds since the epoch, as if in Greenwich.
void append_date(std::string& out, int64_t epoch_s) {
  thread_local DateText last;
  const int64_t day = epoch_s / 86400;
  if (last.day == day && epoch_s >= 0) {
    out.append(last.text, sizeof last.text);
    return;
  }
  const time_t moment = epoch_s;
  struct tm parts;
  if (!gmtime_r(&moment, &parts)) return;
  const size_t begin = out.size();
  append_padded(out, static_cast<uint64_t>(parts.tm_year + 1900), 4);
  char text[6] = {'-', 0, 0, '-', 0, 0};
  put_two(text + 1, static_cast<uint64_t>(parts.tm_mon + 1));
  put_two(text + 4, static_cast<uint64_t>(parts.tm_mday));
  out.append(text, sizeof text);
  if (out.size() - begin != sizeof last.text || epoch_s < 0) return;
  std::memcpy(last.text, out.data() + begin, sizeof last.text);
  last.day = day;
}

void append_local_date(std::string& out, uint64_t ts_ns) {
  const int64_t epoch_s = static_cast<int64_t>(ts_ns / kSecond_ns);
  append_date(out, epoch_s + local_offset_s(epoch_s));
  out.push_back(' ');
}

}  // namespace

int64_t local_offset_s(int64_t epoch_s) {
  // Offsets change at most on quarter hours, so one look-up serves all events of a quarter.
  thread_local int64_t last_quarter = INT64_MIN, last_offset_s = 0;
  const int64_t quarter = epoch_s / 900;
  if (quarter != last_quarter) {
    const time_t moment = epoch_s;
    struct tm parts;
    last_offset_s = localtime_r(&moment, &parts) ? parts.tm_gmtoff : 0;
    last_quarter = quarter;
  }
  return last_offset_s;
}

void append_clock(std::string& out, uint64_t ts_ns) {
  char text[18];
  std::memcpy(text, clock_text(ts_ns / kSecond_ns), 9);
  put_nine(text + 9, ts_ns % kSecond_ns);
  out.append(text, sizeof text);
}

void append_clock_seconds(std::string& out, uint64_t ts_ns) {
  out.append(clock_text(ts_ns / kSecond_ns), 8);
}

void append_date_time(std::string& out, uint64_t ts_ns) {
  append_local_date(out, ts_ns);
  append_clock(out, ts_ns);
}

void append_date_time_seconds(std::string& out, uint64_t ts_ns) {
  append_local_date(out, ts_ns);
  append_clock_seconds(out, ts_ns);
}

void append_date_time_zone(std::string& out, uint64_t ts_ns) {
  append_date_time(out, ts_ns);
  int64_t offset_s = local_offset_s(static_cast<int64_t>(ts_ns / kSecond_ns));
  char text[6] = {' ', '+', 0, 0, 0, 0};
  if (offset_s < 0) {
    text[1] = '-';
    offset_s = -offset_s;
  }
  put_two(text + 2, static_cast<uint64_t>(offset_s / 3600));
  put_two(text + 4, static_cast<uint64_t>(offset_s / 60 % 60));
  out.append(text, sizeof text);
}

void append_iso8601(std::string& out, uint64_t ts_ns) {
  const uint64_t epoch_s = ts_ns / kSecond_ns, day_s = epoch_s % 86400;
  append_date(out, static_cast<int64_t>(epoch_s));
  char text[24] = {'T', 0, 0, ':', 0, 0, ':', 0, 0, '.'};
  put_two(text + 1, day_s / 3600);
  put_two(text + 4, day_s / 60 % 60);
  put_two(text + 7, day_s % 60);
  put_nine(text + 10, ts_ns % kSecond_ns);
  std::memcpy(text + 19, "+0000", 5);
  out.append(text, sizeof text);
}

void append_seconds(std::string& out, uint64_t ns) {
  append_decimal(out, ns / kSecond_ns);
  char text[10] = {'.'};
  put_nine(text + 1, ns % kSecond_ns);
  out.append(text, sizeof text);
}

void append_seconds_unpadded(std::string& out, uint64_t ns) {
  append_decimal(out, ns / kSecond_ns);
  out.push_back('.');
  append_decimal(out, ns % kSecond_ns);
}

uint64_t quantized_latency(uint64_t ns) {
  return ns ? static_cast<uint64_t>(std::log10(static_cast<double>(ns)) * 10) + 1 : 0;
}

}  // namespace sonde
