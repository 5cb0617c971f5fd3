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

char fd_letter_of_call(EventId event) {
  switch (event) {
    case EventId::SYSCALL_OPEN_E:
    case EventId::SYSCALL_OPEN_X:
    case EventId::SYSCALL_CREAT_E:
    case EventId::SYSCALL_CREAT_X:
    case EventId::SYSCALL_OPENAT_E:
    case EventId::SYSCALL_OPENAT_X:
    case EventId::SYSCALL_OPENAT_2_E:
    case EventId::SYSCALL_OPENAT_2_X:
    case EventId::SYSCALL_OPENAT2_E:
    case EventId::SYSCALL_OPENAT2_X:
    case EventId::SYSCALL_OPEN_BY_HANDLE_AT_E:
    case EventId::SYSCALL_OPEN_BY_HANDLE_AT_X:
      return 'f';
    case EventId::SOCKET_SOCKET_E:
    case EventId::SOCKET_SOCKET_X:
    case EventId::SOCKET_ACCEPT_E:
    case EventId::SOCKET_ACCEPT_X:
    case EventId::SOCKET_ACCEPT_5_E:
    case EventId::SOCKET_ACCEPT_5_X:
    case EventId::SOCKET_ACCEPT4_E:
    case EventId::SOCKET_ACCEPT4_X:
    case EventId::SOCKET_ACCEPT4_5_E:
    case EventId::SOCKET_ACCEPT4_5_X:
    case EventId::SOCKET_ACCEPT4_6_E:
    case EventId::SOCKET_ACCEPT4_6_X:
      return '4';
    case EventId::SYSCALL_PIPE_E:
    case EventId::SYSCALL_PIPE_X:
    case EventId::SYSCALL_PIPE2_E:
    case EventId::SYSCALL_PIPE2_X:
      return 'p';
    case EventId::SYSCALL_EVENTFD_E:
    case EventId::SYSCALL_EVENTFD_X:
    case EventId::SYSCALL_EVENTFD2_E:
    case EventId::SYSCALL_EVENTFD2_X:
      return 'e';
    case EventId::SYSCALL_SIGNALFD_E:
    case EventId::SYSCALL_SIGNALFD_X:
    case EventId::SYSCALL_SIGNALFD4_E:
    case EventId::SYSCALL_SIGNALFD4_X:
      return 's';
    case EventId::SYSCALL_TIMERFD_CREATE_E:
    case EventId::SYSCALL_TIMERFD_CREATE_X:
      return 't';
    case EventId::SYSCALL_INOTIFY_INIT_E:
    case EventId::SYSCALL_INOTIFY_INIT_X:
    case EventId::SYSCALL_INOTIFY_INIT1_E:
    case EventId::SYSCALL_INOTIFY_INIT1_X:
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
