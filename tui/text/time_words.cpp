// See time_words.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/text/time_words.h"

#include <charconv>
#include <cmath>
#include <string>

#include "base/time_text.h"
#include "base/units.h"

namespace sonde {
namespace {

constexpr uint64_t kSecond = 1'000'000'000;

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end.ec != std::errc() || end.ptr != text.data() + text.size()) return std::nullopt;
  if (!(value >= 0) || value > 1e9) return std::nullopt;
  return value;
}

// A distance from one end of what there is.
std::optional<uint64_t> far_named(std::string_view text, uint64_t first_ns, uint64_t last_ns) {
  const bool back = text[0] == '-';
  text.remove_prefix(1);
  const Quantity quantity = split_quantity(text, kTimeUnits);
  if (!quantity.unit && !quantity.name.empty()) return std::nullopt;
  const double unit = quantity.unit ? static_cast<double>(quantity.unit->factor) : 1e9;
  const auto number = number_of(quantity.number);
  // No capture is 292 years long.
  constexpr double kMost = 9.2e18;
  if (!number || *number * unit > kMost) return std::nullopt;
  const uint64_t ns = static_cast<uint64_t>(std::llround(*number * unit));
  if (!back) return first_ns + ns;
  return last_ns > ns ? last_ns - ns : 0;
}

std::optional<uint64_t> clock_named(std::string_view text, uint64_t first_ns, uint64_t last_ns) {
  double parts[3] = {0, 0, 0};
  size_t count = 0;
  while (count < 3) {
    const size_t colon = text.find(':');
    const auto number = number_of(text.substr(0, colon));
    if (!number) return std::nullopt;
    parts[count++] = *number;
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (count == 3) return std::nullopt;
  }
  if (parts[0] >= 24 || parts[1] >= 60 || parts[2] >= 60) return std::nullopt;
  const int64_t last_s = static_cast<int64_t>(last_ns / kSecond);
  const int64_t local = last_s + local_offset_s(last_s);
  const int64_t midnight = local - local % 86400 - local_offset_s(last_s);
  const int64_t of_day =
      static_cast<int64_t>(parts[0]) * 3600 + static_cast<int64_t>(parts[1]) * 60;
  uint64_t ts = static_cast<uint64_t>(midnight + of_day) * kSecond +
                static_cast<uint64_t>(std::llround(parts[2] * 1e9));
  // A capture that began before midnight.
  constexpr uint64_t kDay = 86'400 * kSecond;
  if (ts > last_ns && ts - kDay >= first_ns) ts -= kDay;
  return ts;
}

// Digits, a point, up to nine digits: to the nanosecond.
std::optional<uint64_t> epoch_named(std::string_view text) {
  constexpr size_t kFraction = 9;
  const size_t point = text.find('.');
  std::string fraction(point == std::string_view::npos ? "" : text.substr(point + 1));
  if (fraction.size() > kFraction) return std::nullopt;
  fraction.resize(kFraction, '0');
  const std::string digits = std::string(text.substr(0, point)) + fraction;
  uint64_t ns = 0;
  const char* const end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, ns);
  if (parsed.ec != std::errc() || parsed.ptr != end || point == 0) return std::nullopt;
  return ns;
}

}  // namespace

std::optional<uint64_t> time_named(std::string_view text, uint64_t first_ns, uint64_t last_ns) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  if (text.empty()) return std::nullopt;
  if (text[0] == '-' || text[0] == '+') return far_named(text, first_ns, last_ns);
  if (text.find(':') != std::string_view::npos) return clock_named(text, first_ns, last_ns);
  // Nobody means the first days of 1970.
  const auto ns = epoch_named(text);
  return ns && *ns >= 1'000'000 * kSecond ? ns : std::nullopt;
}

Result<NamedRange> range_named(std::string_view from, std::string_view to, uint64_t first_ns,
                               uint64_t last_ns) {
  NamedRange range{first_ns, last_ns + 1};
  for (const auto& [text, ns] : {std::pair(from, &range.from_ns), std::pair(to, &range.to_ns)}) {
    if (text.empty()) continue;
    const auto named = time_named(text, first_ns, last_ns);
    if (!named) {
      return Error{ErrorKind::kUsage, "'" + std::string(text) + "' is not a time",
                   std::string(kTimeForms)};
    }
    *ns = *named;
  }
  if (range.from_ns >= range.to_ns) {
    return Error{ErrorKind::kUsage,
                 "the time from '" + std::string(from) + "' to '" + std::string(to) + "' is empty",
                 ""};
  }
  return range;
}

}  // namespace sonde
