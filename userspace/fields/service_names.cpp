// Names of services for ports; see service_names.h.
// SPDX-License-Identifier: Apache-2.0
#include "fields/service_names.h"

#include <arpa/inet.h>
#include <netdb.h>

#include <unordered_map>

#include "base/text.h"
#include "schema/socket_address.h"

namespace sonde {

namespace {

std::string look_up(uint16_t port) {
  servent entry, *found = nullptr;
  char buffer[1024];
  if (getservbyport_r(htons(port), nullptr, &entry, buffer, sizeof buffer, &found) != 0) return {};
  return found ? found->s_name : "";
}

}  // namespace

std::string_view service_name(uint16_t port) {
  thread_local std::unordered_map<uint16_t, std::string> names;
  auto known = names.find(port);
  if (known == names.end()) known = names.emplace(port, look_up(port)).first;
  return known->second;
}

void append_service_endpoint(std::string& out, const IpAddress& address, uint16_t port) {
  append_ip(out, address);
  out.push_back(':');
  const std::string_view name = service_name(port);
  if (name.empty()) append_decimal(out, port);
  else out += name;
}

}  // namespace sonde
