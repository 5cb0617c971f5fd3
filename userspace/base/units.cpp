// Units, written and read; see units.h.
// SPDX-License-Identifier: Apache-2.0
#include "base/units.h"

#include <charconv>
#include <cmath>

#include "base/text.h"

namespace sonde {

namespace {

constexpr uint64_t kSecond_ns = 1'000'000'000;

// One decimal below ten of the unit; what would round up to `most` belongs to the next unit.
bool fits_unit(double value, double most) { return std::round(value) < most; }
void append_in_unit(std::string& out, double value) {
  append_fixed(out, value, value < 9.95 ? 1 : 0);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

void append_fixed(std::string& out, double value, int decimals) {
  char text[352];
  const auto end =
      std::to_chars(text, text + sizeof text, value, std::chars_format::fixed, decimals);
  out.append(text, end.ptr);
}

void append_amount(std::string& out, double value, bool is_whole, UnitStep by) {
  const auto step = static_cast<double>(by);
  static constexpr char kUnits[] = "KMGTPEZY";
  if (value < 0) {
    out.push_back('-');
    value = -value;
  }
  if (fits_unit(value, step)) {
    if (is_whole || value == 0)
      append_fixed(out, value, 0);
    else if (value < 0.005)
      out += "<.01";
    else if (value < 0.095)
      append_fixed(out, value, 2);
    else
      append_in_unit(out, value);
    return;
  }
  size_t unit = 0;
  value /= step;
  while (!fits_unit(value, step) && unit + 2 < sizeof kUnits) {
    value /= step;
    ++unit;
  }
  append_in_unit(out, value);
  out.push_back(kUnits[unit]);
}

void append_short_duration(std::string& out, double ns) {
  if (ns < 0) {
    out.push_back('-');
    ns = -ns;
  }
  if (fits_unit(ns, 1000)) {
    append_fixed(out, std::round(ns), 0);
    out += kTimeUnits[0].name;
    return;
  }
  for (size_t unit = 1; kTimeUnits[unit].factor < kSecond_ns; ++unit) {
    ns /= 1000;
    if (!fits_unit(ns, 1000)) continue;
    append_in_unit(out, ns);
    out += kTimeUnits[unit].name;
    return;
  }
  const double seconds = ns / 1000;
  if (fits_unit(seconds, 60)) {
    append_in_unit(out, seconds);
    out.push_back('s');
    return;
  }
  const uint64_t whole = seconds < 1e15 ? static_cast<uint64_t>(std::llround(seconds)) : 0;
  if (whole >= 3600) {
    append_decimal(out, whole / 3600);
    out.push_back(':');
    append_padded(out, whole / 60 % 60, 2);
  } else {
    append_decimal(out, whole / 60);
  }
  out.push_back(':');
  append_padded(out, whole % 60, 2);
}

void append_human_duration(std::string& out, uint64_t ns) {
  const uint64_t s = ns / kSecond_ns;
  if (s >= 3600) {
    append_padded(out, s / 3600, 2);
    out.push_back(':');
    append_padded(out, s / 60 % 60, 2);
    out.push_back(':');
    return append_padded(out, s % 60, 2);
  }
  if (s >= 60) {
    append_decimal(out, s / 60);
    out.push_back(':');
    return append_decimal(out, s % 60);
  }
  if (ns < 1000) {
    append_decimal(out, ns);
    out += "ns";
    return;
  }
  const uint64_t unit_ns = s ? kSecond_ns : ns >= 1000000 ? 1000000 : 1000;
  append_decimal(out, ns / unit_ns);
  if (s || ns / unit_ns < 10) {
    out.push_back('.');
    append_padded(out, ns % unit_ns * 100 / unit_ns, 2);
  }
  out += s ? "s" : unit_ns == 1000 ? "us" : "ms";
}

Quantity split_quantity(std::string_view text, std::span<const Unit> units) {
  size_t digits = text.size();
  while (digits > 0 && is_letter(text[digits - 1])) --digits;
  Quantity quantity{text.substr(0, digits), text.substr(digits)};
  for (const Unit& unit : units) {
    if (unit.name == quantity.name) quantity.unit = &unit;
  }
  return quantity;
}

std::optional<uint64_t> read_whole_quantity(std::string_view text, std::span<const Unit> units) {
  const Quantity quantity = split_quantity(text, units);
  if (!quantity.unit) return std::nullopt;
  uint64_t number = 0, product = 0;
  const char* const end = quantity.number.data() + quantity.number.size();
  const auto [at, error] = std::from_chars(quantity.number.data(), end, number);
  if (error != std::errc() || at != end) return std::nullopt;
  if (__builtin_mul_overflow(number, quantity.unit->factor, &product)) return std::nullopt;
  return product;
}

}  // namespace sonde
