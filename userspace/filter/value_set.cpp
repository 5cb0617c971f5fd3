// See value_set.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/value_set.h"

#include <algorithm>
#include <cstring>

namespace sonde {

void TextSet::add(std::string_view text) {
  lengths_ |= uint64_t{1} << (text.size() & 63);
  few_.push_back(text);
  many_.insert(text);
}

bool TextSet::has_among_few(std::string_view text) const {
  return std::find(few_.begin(), few_.end(), text) != few_.end();
}

bool network_has(const Constant& network, const IpAddress& address) {
  if (network.address.v6 != address.v6) return false;
  const size_t whole = network.prefix_bits / 8, left = network.prefix_bits % 8;
  const uint8_t* a = network.address.bytes.data();
  const uint8_t* b = address.bytes.data();
  if (std::memcmp(a, b, whole) != 0) return false;
  return left == 0 || ((a[whole] ^ b[whole]) >> (8 - left)) == 0;
}

void ValueSet::build(const std::vector<Constant>& constants) {
  for (const Constant& constant : constants) {
    domain_ = constant.domain;
    switch (constant.domain) {
      case Domain::kText:
      case Domain::kBytes:
        texts_.add(constant.text);
        break;
      case Domain::kReal:
      case Domain::kAddress:
      case Domain::kNetwork:
        others_.push_back(&constant);
        break;
      default:
        numbers_.push_back(constant.bits);
        break;
    }
  }
  std::sort(numbers_.begin(), numbers_.end());
}

bool ValueSet::has(const Value& value) const {
  switch (value.kind) {
    case Value::Kind::kText:
    case Value::Kind::kBytes:
      return texts_.has(value.as_view());
    case Value::Kind::kInt:
    case Value::Kind::kUint:
    case Value::Kind::kBool:
      return std::binary_search(numbers_.begin(), numbers_.end(), value.u);
    case Value::Kind::kDouble:
      return domain_ == Domain::kReal &&
             std::any_of(others_.begin(), others_.end(),
                         [&](const Constant* one) { return one->real == value.d; });
    case Value::Kind::kAddress:
      return std::any_of(others_.begin(), others_.end(), [&](const Constant* one) {
        return domain_ == Domain::kNetwork ? network_has(*one, *value.address)
                                           : one->address == *value.address;
      });
    case Value::Kind::kNone:
    case Value::Kind::kList:
      break;
  }
  return false;
}

}  // namespace sonde
