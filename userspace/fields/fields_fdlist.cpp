// Class "fdlist": the descriptors that poll and ppoll wait for, each list joined by commas.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "fields/classes.h"
#include "fields/event_kinds_of.h"
#include "fields/evt_getters.h"
#include "fields/params.h"
#include "schema/socket_address.h"
#include "state/moment.h"
#include "state/state.h"

namespace sonde {

namespace {

Bytes poll_set_of(const Moment& moment) {
  const std::span<const ParamRow> params = moment.row().params;
  const auto found = std::ranges::find(params, Type::FDLIST, &ParamRow::type);
  if (found == params.end()) return {};
  return moment.event->param(static_cast<uint32_t>(found - params.begin()));
}

// Calls append(out, number, descriptor or nullptr) for every element; it returns false for those
// that have nothing to show. No value when nothing is left.
template <typename Append>
Value joined(const Moment& moment, Append append) {
  const Bytes bytes = poll_set_of(moment);
  if (bytes.size() < 2) return Value::none();
  const size_t count = std::min<size_t>(load<uint16_t>(bytes.data()), (bytes.size() - 2) / 10);
  std::string out;
  bool any = false;
  for (size_t i = 0; i < count; ++i) {
    const int64_t number = load<int64_t>(bytes.data() + 2 + i * 10);
    const Descriptor* fd =
        moment.thread && moment.state ? moment.state->find_fd(*moment.thread, number) : nullptr;
    const size_t before = out.size();
    if (any) out.push_back(',');
    if (append(out, number, fd))
      any = true;
    else
      out.resize(before);
  }
  return any ? Value::text(moment.scratch->copy(out)) : Value::none();
}

Value nums(const Moment& moment, FieldUse&) {
  return joined(moment, [](std::string& out, int64_t number, const Descriptor*) {
    append_signed(out, number);
    return true;
  });
}
Value names(const Moment& moment, FieldUse&) {
  return joined(moment, [](std::string& out, int64_t, const Descriptor* fd) {
    if (fd && !fd->name.empty())
      out += fd->name.view();
    else
      out += "<NA>";
    return true;
  });
}
Value client_addresses(const Moment& moment, FieldUse&) {
  return joined(moment, [](std::string& out, int64_t, const Descriptor* fd) {
    if (!fd || !fd->is_connected_ip()) return false;
    append_ip(out, fd->source);
    return true;
  });
}
Value server_addresses(const Moment& moment, FieldUse&) {
  return joined(moment, [](std::string& out, int64_t, const Descriptor* fd) {
    if (!fd || !fd->is_ip()) return false;
    append_ip(out, fd->is_listener() ? fd->source : fd->dest);
    return true;
  });
}
Value client_ports(const Moment& moment, FieldUse&) {
  return joined(moment, [](std::string& out, int64_t, const Descriptor* fd) {
    if (!fd || !fd->is_connected_ip()) return false;
    append_decimal(out, fd->source_port);
    return true;
  });
}
Value server_ports(const Moment& moment, FieldUse&) {
  return joined(moment, [](std::string& out, int64_t, const Descriptor* fd) {
    if (!fd || !fd->is_connected_ip()) return false;
    append_decimal(out, fd->dest_port);
    return true;
  });
}

constexpr Field kFields[] = {
    {"fdlist.nums", Type::CHARBUF, Format::ID, ArgRule::kNone, 0,
     "Numbers of the descriptors that a poll waits for, or at its end, of those that are ready.",
     nums, kOnEvent.looks_at(kLooksAtText, polls)},
    {"fdlist.names", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Their names; <NA> for one that has none.", names, kOnEvent.looks_at(kLooksAtText, polls)},
    {"fdlist.cips", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Client addresses of those that are connections.", client_addresses,
     kOnEvent.looks_at(kLooksAtText, polls)},
    {"fdlist.sips", Type::CHARBUF, Format::NA, ArgRule::kNone, 0,
     "Server addresses of those that are connections or listen.", server_addresses,
     kOnEvent.looks_at(kLooksAtText, polls)},
    {"fdlist.cports", Type::CHARBUF, Format::DEC, ArgRule::kNone, 0,
     "Client ports of those that are connections.", client_ports,
     kOnEvent.looks_at(kLooksAtText, polls)},
    {"fdlist.sports", Type::CHARBUF, Format::DEC, ArgRule::kNone, 0,
     "Server ports of those that are connections.", server_ports,
     kOnEvent.looks_at(kLooksAtText, polls)},
};

}  // namespace

const std::span<const Field> kFdlistFields = kFields;

}  // namespace sonde
