// The domain of every type of the format. See domain.h.
// SPDX-License-Identifier: Apache-2.0
#include "filter/domain.h"

namespace sonde {

DomainRow domain_of(Type type) {
  switch (type) {
    case Type::INT8:
      return {Domain::kSigned, 8};
    case Type::INT16:
      return {Domain::kSigned, 16};
    case Type::INT32:
    case Type::FD32:
    case Type::PID32:
      return {Domain::kSigned, 32};
    case Type::INT64:
    case Type::ERRNO:
    case Type::FD:
    case Type::PID:
      return {Domain::kSigned, 64};
    case Type::UINT8:
    case Type::FLAGS8:
    case Type::ENUMFLAGS8:
    case Type::SIGTYPE:
      return {Domain::kUnsigned, 8};
    case Type::UINT16:
    case Type::FLAGS16:
    case Type::ENUMFLAGS16:
    case Type::SYSCALLID:
      return {Domain::kUnsigned, 16};
    case Type::UINT32:
    case Type::FLAGS32:
    case Type::ENUMFLAGS32:
    case Type::UID:
    case Type::GID:
    case Type::MODE:
      return {Domain::kUnsigned, 32};
    case Type::UINT64:
      return {Domain::kUnsigned, 64};
    case Type::RELTIME:
    case Type::ABSTIME:
      return {Domain::kTime, 64};
    case Type::PORT:
      return {Domain::kPort, 16};
    case Type::BOOL:
      return {Domain::kBool, 0};
    case Type::DOUBLE:
      return {Domain::kReal, 0};
    case Type::CHARBUF:
    case Type::FSPATH:
    case Type::FSRELPATH:
      return {Domain::kText, 0};
    case Type::BYTEBUF:
      return {Domain::kBytes, 0};
    case Type::IPV4ADDR:
    case Type::IPV6ADDR:
    case Type::IPADDR:
      return {Domain::kAddress, 0};
    case Type::IPV4NET:
    case Type::IPV6NET:
    case Type::IPNET:
      return {Domain::kNetwork, 0};
    case Type::DYN:
      return {Domain::kDynamic, 0};
    default:
      return {Domain::kOpaque, 0};
  }
}

std::string_view describe(Domain domain) {
  switch (domain) {
    case Domain::kSigned:
    case Domain::kUnsigned:
      return "a number";
    case Domain::kTime:
      return "a time in nanoseconds";
    case Domain::kPort:
      return "a port";
    case Domain::kBool:
      return "true or false";
    case Domain::kReal:
      return "a number with a fraction";
    case Domain::kText:
      return "text";
    case Domain::kBytes:
      return "a buffer";
    case Domain::kAddress:
      return "an IP address";
    case Domain::kNetwork:
      return "an IP network";
    case Domain::kDynamic:
      return "of a type that depends on the event";
    case Domain::kOpaque:
      break;
  }
  return "of a type that cannot be compared";
}

}  // namespace sonde
