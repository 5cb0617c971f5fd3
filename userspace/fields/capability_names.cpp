// The table of capability names, by bit number as in linux/capability.h; see capability_names.h.
// SPDX-License-Identifier: Apache-2.0
#include "fields/capability_names.h"

#include <cstring>

namespace sonde {

namespace {

constexpr std::string_view kNames[] = {
    "CAP_CHOWN",
    "CAP_DAC_OVERRIDE",
    "CAP_DAC_READ_SEARCH",
    "CAP_FOWNER",
    "CAP_FSETID",
    "CAP_KILL",
    "CAP_SETGID",
    "CAP_SETUID",
    "CAP_SETPCAP",
    "CAP_LINUX_IMMUTABLE",
    "CAP_NET_BIND_SERVICE",
    "CAP_NET_BROADCAST",
    "CAP_NET_ADMIN",
    "CAP_NET_RAW",
    "CAP_IPC_LOCK",
    "CAP_IPC_OWNER",
    "CAP_SYS_MODULE",
    "CAP_SYS_RAWIO",
    "CAP_SYS_CHROOT",
    "CAP_SYS_PTRACE",
    "CAP_SYS_PACCT",
    "CAP_SYS_ADMIN",
    "CAP_SYS_BOOT",
    "CAP_SYS_NICE",
    "CAP_SYS_RESOURCE",
    "CAP_SYS_TIME",
    "CAP_SYS_TTY_CONFIG",
    "CAP_MKNOD",
    "CAP_LEASE",
    "CAP_AUDIT_WRITE",
    "CAP_AUDIT_CONTROL",
    "CAP_SETFCAP",
    "CAP_MAC_OVERRIDE",
    "CAP_MAC_ADMIN",
    "CAP_SYSLOG",
    "CAP_WAKE_ALARM",
    "CAP_BLOCK_SUSPEND",
    "CAP_AUDIT_READ",
    "CAP_PERFMON",
    "CAP_BPF",
    "CAP_CHECKPOINT_RESTORE",
};
constexpr int kCount = static_cast<int>(sizeof kNames / sizeof kNames[0]);

}  // namespace

std::string_view capability_names(uint64_t bits, Scratch& scratch) {
  size_t size = 0;
  for (int bit = 0; bit < kCount; ++bit) {
    if (bits >> bit & 1) size += kNames[bit].size() + 1;
  }
  if (size == 0) return {};
  char* text = scratch.allocate(size);
  size_t at = 0;
  for (int bit = 0; bit < kCount; ++bit) {
    if (!(bits >> bit & 1)) continue;
    std::memcpy(text + at, kNames[bit].data(), kNames[bit].size());
    at += kNames[bit].size();
    text[at++] = ' ';
  }
  return {text, at - 1};
}

}  // namespace sonde
