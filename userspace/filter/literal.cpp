// Reading numbers, times, ports, addresses and networks as people write them. See literal.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/literal.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/units.h"

namespace sonde {
namespace {

std::string not_a(std::string_view text, std::string_view what) {
  return "'" + std::string(text) + "' is not " + std::string(what);
}

// Sign and magnitude of the whole text.
bool read_integer(std::string_view text, bool& negative, uint64_t& magnitude, bool& too_large) {
  too_large = false;
  negative = !text.empty() && text[0] == '-';
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  int base = 10;
  if (text.size() > 2 && text[0] == '0' && (text[1] | 0x20) == 'x') {
    base = 16;
    text.remove_prefix(2);
  }
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, magnitude, base);
  too_large = code == std::errc::result_out_of_range;
  return stop == end && !text.empty() && (code == std::errc() || too_large);
}

// Decimal with optional fraction and exponent; no names such as "inf".
bool read_real(std::string_view text, double& out) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  const std::string_view digits = text.substr(!text.empty() && text[0] == '-');
  if (digits.empty() ||
      !(std::isdigit(static_cast<unsigned char>(digits[0])) || digits[0] == '.')) {
    return false;
  }
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, out);
  return code == std::errc() && stop == end && std::isfinite(out);
}

bool read_sized(std::string_view text, DomainRow row, Constant& out, std::string& reason) {
  bool negative, too_large;
  uint64_t magnitude = 0;
  if (!read_integer(text, negative, magnitude, too_large)) {
    reason = not_a(text, "a number");
    return false;
  }
  const bool is_signed = row.domain == Domain::kSigned;
  const uint64_t most = is_signed || negative ? (uint64_t{1} << 63) - !negative : ~uint64_t{0};
  const bool clamped = too_large || magnitude > most;
  if (clamped) magnitude = most;  // "less than an absurd number" still makes sense
  const uint64_t top =
      is_signed ? (uint64_t{1} << (row.bits - 1)) - !negative : (~uint64_t{0} >> (64 - row.bits));
  out.out_of_range = clamped || magnitude > top;
  out.bits = negative ? ~magnitude + 1 : magnitude;
  if (negative && !is_signed && !out.out_of_range) out.bits &= top;
  return true;
}

// "10ms": whole numbers exactly, fractions to the precision of a double.
bool scale(std::string_view count, uint64_t unit_ns, uint64_t& out_ns) {
  bool negative, too_large;
  uint64_t whole = 0;
  if (read_integer(count, negative, whole, too_large)) {
    return !negative && !too_large && !__builtin_mul_overflow(whole, unit_ns, &out_ns);
  }
  double real = 0;
  if (!read_real(count, real)) return false;
  const double value_ns = real * static_cast<double>(unit_ns);
  if (value_ns < 0 || value_ns >= 9.2e18) return false;
  out_ns = static_cast<uint64_t>(std::llround(value_ns));
  return true;
}

constexpr Unit kSizes[] = {{"k", uint64_t{1} << 10},
                           {"K", uint64_t{1} << 10},
                           {"M", uint64_t{1} << 20},
                           {"G", uint64_t{1} << 30},
                           {"T", uint64_t{1} << 40}};

bool read_time(std::string_view text, DomainRow row, Constant& out, std::string& reason) {
  const Quantity quantity = split_quantity(text, kTimeUnits);
  if (quantity.name.empty() || text.starts_with("0x")) return read_sized(text, row, out, reason);
  if (quantity.unit && scale(quantity.number, quantity.unit->factor, out.bits)) return true;
  reason = not_a(text, "a time: write nanoseconds, or a number with a unit (ns us ms s m h)");
  return false;
}

bool read_port(std::string_view text, DomainRow row, Constant& out, std::string& reason) {
  if (text.empty()) return true;  // zero
  if (std::isdigit(static_cast<unsigned char>(text[0]))) return read_sized(text, row, out, reason);
  const std::string name(text);
  const servent* service = getservbyname(name.c_str(), nullptr);
  if (!service) {
    reason = not_a(text, "a port number or the name of a service");
    return false;
  }
  out.bits = ntohs(static_cast<uint16_t>(service->s_port));
  return true;
}

// A dot makes it IPv4, so "::ffff:1.2.3.4" is none.
bool read_address(std::string_view text, IpAddress& out) {
  const std::string terminated(text);
  if (terminated.size() != std::strlen(terminated.c_str())) return false;
  out = IpAddress{};
  out.v6 = text.find('.') == std::string_view::npos;
  return inet_pton(out.v6 ? AF_INET6 : AF_INET, terminated.c_str(), out.bytes.data()) == 1;
}

bool read_network(std::string_view text, Constant& out, std::string& reason) {
  const size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    reason = not_a(text, "a network: write address/bits, as in 10.0.0.0/8");
    return false;
  }
  if (!read_address(text.substr(0, slash), out.address)) {
    reason = not_a(text.substr(0, slash), "an IP address");
    return false;
  }
  const std::string_view bits = text.substr(slash + 1);
  const char* end = bits.data() + bits.size();
  unsigned prefix = 0;
  const auto [stop, code] = std::from_chars(bits.data(), end, prefix);
  const unsigned most = out.address.v6 ? 128 : 32;
  if (code != std::errc() || stop != end || prefix > most) {
    reason = not_a(bits, "a number of network bits: at most " + std::to_string(most));
    return false;
  }
  out.prefix_bits = static_cast<uint8_t>(prefix);
  return true;
}

bool read_bool(std::string_view text, Constant& out, std::string& reason) {
  if (text != "true" && text != "false") {
    reason = not_a(text, "'true' or 'false'");
    return false;
  }
  out.bits = text == "true";
  return true;
}

}  // namespace

Value Constant::view() const {
  switch (domain) {
    case Domain::kSigned:
      return Value::integer(static_cast<int64_t>(bits));
    case Domain::kUnsigned:
    case Domain::kTime:
    case Domain::kPort:
      return Value::uinteger(bits);
    case Domain::kBool:
      return Value::boolean(bits != 0);
    case Domain::kReal:
      return Value::real(real);
    case Domain::kText:
      return Value::text(text);
    case Domain::kBytes:
      return Value::bytes(as_bytes(text));
    case Domain::kAddress:
    case Domain::kNetwork:
      return Value::ip(&address);
    case Domain::kOpaque:
    case Domain::kDynamic:
      break;
  }
  return Value::none();
}

std::string size_as_number(std::string_view text, uint64_t unit_bytes) {
  const Quantity quantity = split_quantity(text, kSizes);
  uint64_t bytes = 0;
  if (!quantity.unit || text.starts_with("0x")) return std::string(text);
  if (!scale(quantity.number, quantity.unit->factor, bytes)) return std::string(text);
  return std::to_string(bytes / unit_bytes);
}

bool read_constant(std::string_view text, Type type, Constant& out, std::string& reason) {
  const DomainRow row = domain_of(type);
  out = Constant{};
  out.domain = row.domain;
  switch (row.domain) {
    case Domain::kSigned:
    case Domain::kUnsigned:
      return read_sized(text, row, out, reason);
    case Domain::kTime:
      return read_time(text, row, out, reason);
    case Domain::kPort:
      return read_port(text, row, out, reason);
    case Domain::kBool:
      return read_bool(text, out, reason);
    case Domain::kReal:
      if (read_real(text, out.real)) return true;
      reason = not_a(text, "a number");
      return false;
    case Domain::kText:
      if (text.find('\0') != std::string_view::npos) {
        reason = "text never holds a NUL byte; only buffers do";
        return false;
      }
      out.text = text;
      return true;
    case Domain::kBytes:
      out.text = text;
      return true;
    case Domain::kAddress:
      if (read_address(text, out.address)) return true;
      reason = not_a(text, "an IP address");
      return false;
    case Domain::kNetwork:
      return read_network(text, out, reason);
    case Domain::kOpaque:
    case Domain::kDynamic:
      break;
  }
  reason = "this type has no values that could be written";
  return false;
}

}  // namespace sonde
