// Words and letters for kinds of descriptors; see fd_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "fields/fd_text.h"

namespace sonde {

namespace {

struct KindRow {
  std::string_view name;
  char letter;
};

// By FdType.
constexpr KindRow kKinds[] = {
    {"<NA>", 'o'},  // unknown
    {"file", 'f'},  // files of old captures
    {"directory", 'd'}, {"ipv4", '4'},      {"ipv6", '6'},    {"ipv4", '4'},
    {"ipv6", '6'},      {"pipe", 'p'},      {"unix", 'u'},    {"event", 'e'},
    {"<NA>", 'X'},  // unsupported
    {"signalfd", 's'},  {"eventpoll", 'l'}, {"inotify", 'i'}, {"timerfd", 't'},
    {"netlink", 'n'},   {"file", 'f'},      {"bpf", 'b'},     {"userfaultfd", 'u'},
    {"io_uring", 'r'},  {"memfd", 'm'},     {"pidfd", 'P'},
};
constexpr KindRow kOther = {"<NA>", '?'};

const KindRow& kind_row(FdType type) {
  const auto index = static_cast<size_t>(type);
  return index < sizeof kKinds / sizeof kKinds[0] ? kKinds[index] : kOther;
}

}  // namespace

std::string_view fd_type_name(FdType type) { return kind_row(type).name; }
char fd_type_letter(FdType type) { return kind_row(type).letter; }

char fd_letter_of_call(uint16_t id) {
  const EventRow& row = event_row(id);
  const uint16_t exit = row.exit || !row.is_syscall() ? id : static_cast<uint16_t>(id + 1);
  switch (current_row(exit).effect.effect) {
    case Effect::OPENS:
      return 'f';
    case Effect::SOCKETS:
    case Effect::ACCEPTS:
      return '4';
    case Effect::PIPES:
      return 'p';
    case Effect::EVENTFDS:
      return 'e';
    case Effect::SIGNALFDS:
      return 's';
    case Effect::TIMERFDS:
      return 't';
    case Effect::INOTIFIES:
      return 'i';
    default:
      return 'o';
  }
}

std::string_view l4_name(L4Proto proto) {
  switch (proto) {
    case L4Proto::kTcp:
      return "tcp";
    case L4Proto::kUdp:
      return "udp";
    case L4Proto::kIcmp:
      return "icmp";
    case L4Proto::kRaw:
      return "raw";
    default:
      return "<NA>";
  }
}

char l4_letter(L4Proto proto) {
  switch (proto) {
    case L4Proto::kTcp:
      return 't';
    case L4Proto::kUdp:
      return 'u';
    case L4Proto::kIcmp:
      return 'i';
    case L4Proto::kRaw:
      return 'r';
    default:
      return 0;
  }
}

}  // namespace sonde
