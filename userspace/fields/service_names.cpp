// Names of services for ports; see service_names.h.
// SPDX-License-Identifier: Apache-2.0
#include "fields/service_names.h"

#include <arpa/inet.h>
#include <netdb.h>

#include "base/seeded_hash.h"
#include "base/text.h"
#include "schema/socket_address.h"

namespace sonde {

namespace {

std::string look_up(uint16_t port, const char* protocol) {
  servent entry, *found = nullptr;
  char buffer[1024];
  if (getservbyport_r(htons(port), protocol, &entry, buffer, sizeof buffer, &found) != 0) return {};
  return found ? found->s_name : "";
}

}  // namespace

std::string_view service_name(uint16_t port, L4Proto l4) {
  thread_local HashMap<uint32_t, std::string> names;
  const uint32_t key = static_cast<uint32_t>(l4) << 16 | port;
  auto known = names.find(key);
  if (known == names.end()) {
    const char* protocol = l4 == L4Proto::kTcp ? "tcp" : l4 == L4Proto::kUdp ? "udp" : nullptr;
    known = names.emplace(key, look_up(port, protocol)).first;
  }
  return known->second;
}

void append_service_endpoint(std::string& out, const IpAddress& address, uint16_t port,
                             L4Proto l4) {
  append_ip(out, address);
  out.push_back(':');
  const std::string_view name = service_name(port, l4);
  if (name.empty())
    append_decimal(out, port);
  else
    out += name;
}

}  // namespace sonde
