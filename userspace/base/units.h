// Amounts and times with units, written and read: 1.2K, 34ms, "512M", "10m".
// Written for the cells of tables (view/table.cpp) and evt.latency.human (fields/); read for
// options (cli/, tui/) and values in filters (filter/literal.cpp). Next: time_text.h, points in
// time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sonde {

// All append to `out`.
void append_fixed(std::string& out, double value, int decimals);

// What is counted goes by thousands; memory and files come in powers of two, and csysdig's users
// know them so.
enum class UnitStep { kCount = 1000, kBytes = 1024 };
// At most five characters and a sign: 0, 7, 999, 1.2K, 57K; `is_whole` if it has no fraction.
void append_amount(std::string& out, double value, bool is_whole, UnitStep step);
// At most five characters and a sign below 100 hours: 850ns, 1.2us, 34ms, 5.0s, then 1:05 (minutes)
// and 1:02:05 (hours).
void append_short_duration(std::string& out, double ns);
// To two places: "0ns", "1.50us", "20.00ms", "3.25s", "2:5" (minutes), "01:00:00".
void append_human_duration(std::string& out, uint64_t ns);

struct Unit {
  std::string_view name;
  uint64_t factor;
};
inline constexpr Unit kTimeUnits[] = {{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000}};
inline constexpr Unit kSizeUnits[] = {
    {"K", uint64_t{1} << 10}, {"M", uint64_t{1} << 20}, {"G", uint64_t{1} << 30}};

// "1.5" and "ms" of "1.5ms". The number is not looked at.
struct Quantity {
  std::string_view number;
  std::string_view name;       // the letters at the end; may be empty
  const Unit* unit = nullptr;  // that has this name
};
Quantity split_quantity(std::string_view text, std::span<const Unit> units);
// A whole number that is followed by one of the units, multiplied; nothing when it is anything else
// or does not fit.
std::optional<uint64_t> read_whole_quantity(std::string_view text, std::span<const Unit> units);

}  // namespace sonde
