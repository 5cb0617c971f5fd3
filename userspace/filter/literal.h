// Literal: a value on the right side of an operator as it was typed, escapes already resolved.
// Constant: the same value understood as a type, ready to be compared with. The checker makes
// Constants of Literals; a program and the naive walk compare with them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "fields/value.h"
#include "filter/domain.h"

namespace re2 {
class RE2;
}

namespace sonde {

struct Literal {
  std::string text;
  size_t at = 0;  // byte of the filter's text
  bool quoted = false;
};

struct Constant {
  Domain domain = Domain::kText;
  std::string text;   // kText, kBytes
  uint64_t bits = 0;  // integers (kSigned: two's complement), kBool
  double real = 0;
  IpAddress address;                      // kAddress, kNetwork
  uint8_t prefix_bits = 0;                // kNetwork
  bool out_of_range = false;              // a number that the type never has: for a warning
  std::shared_ptr<const re2::RE2> regex;  // operator `regex`

  // Points into this constant.
  Value view() const;
};

// Understands `text` as a value of the type. When it is none: false, and in `reason` why.
// Integers: decimal or 0x hex, with a sign; a negative value of an unsigned type wraps around at
// the type's width. kTime accepts the units ns us ms s m h and a fraction ("1.5ms").
bool read_constant(std::string_view text, Type type, Constant& out, std::string& reason);

// "10M" as the number that a field has whose unit is `unit_bytes`: "10240" when it is 1,024. Text
// without one of the units k K M G T stays as it is.
std::string size_as_number(std::string_view text, uint64_t unit_bytes);

}  // namespace sonde
