// Domain: the kinds of values that comparisons distinguish. The format's types are many (FLAGS16,
// PID, FSPATH, ...); for an operator a PID is a signed number and an FSPATH is text.
// Which operators a domain has is said by the rows in operators.cpp.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "schema/event_table.h"

namespace sonde {

enum class Domain : uint8_t {
  kOpaque,  // only `exists`: socket tuples, lists of descriptors, ...
  kSigned,
  kUnsigned,
  kTime,  // unsigned nanoseconds; the right side may carry a unit
  kPort,  // unsigned; the right side may be the name of a service
  kBool,
  kReal,
  kText,
  kBytes,
  kAddress,
  kNetwork,  // the left side is an address, the right side a network
  kDynamic,  // known only when the event is there: evt.rawarg.x
};

using DomainSet = uint16_t;
constexpr DomainSet in_set(Domain domain) {
  return static_cast<DomainSet>(1u << static_cast<unsigned>(domain));
}

inline constexpr DomainSet kIntegerDomains = in_set(Domain::kSigned) | in_set(Domain::kUnsigned) |
                                             in_set(Domain::kTime) | in_set(Domain::kPort);
inline constexpr DomainSet kOrderedDomains =
    kIntegerDomains | in_set(Domain::kReal) | in_set(Domain::kBool) | in_set(Domain::kText);
inline constexpr DomainSet kComparedDomains =
    kOrderedDomains | in_set(Domain::kBytes) | in_set(Domain::kAddress) | in_set(Domain::kNetwork);
inline constexpr DomainSet kAllDomains = 0xFFFF;

struct DomainRow {
  Domain domain;
  uint8_t bits;  // width of integers, 0 otherwise
};
DomainRow domain_of(Type type);

std::string_view describe(Domain domain);  // "a number", "text": for messages

}  // namespace sonde
