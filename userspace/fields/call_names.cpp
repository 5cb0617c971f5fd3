// Names and categories of calls that have no row of their own: events that carry the call's code
// and nothing else. Asked by fields_evt_call.cpp. Names and categories are those that sysdig 0.29.3
// shows for the code; tests compare them with it.
// SPDX-License-Identifier: Apache-2.0
#include "fields/call_names.h"

#include "schema/event_table.h"

namespace sonde {

namespace {

struct OldName {
  uint16_t code;
  std::string_view name;
};
// Codes of which captures with enter events showed another name: what 32-bit machines had under two
// names counted as one.
constexpr OldName kOldNames[] = {
    {283, "newselect"}, {292, "llseek"},    {298, "sigreturn"}, {305, "setuid"},
    {306, "getuid"},    {307, "setgid"},    {308, "geteuid"},   {309, "getgid"},
    {310, "setresuid"}, {311, "setresgid"}, {312, "getresuid"}, {313, "getresgid"},
};

// By code, fifty a row: f file, g signal, i IPC, m memory, n net, o other, p process, s sleep,
// t time, u user, w wait, y system, - unknown.
constexpr std::string_view kCategories =
    "oyp--fffffftffffpfotfwtf-ifff-itmp-wppif-pppyppttf"  // 0
    "ffppyfffffppffyttyowyy-yymyyypfypfwf---p-mmmmpppps"  // 50
    "pppsfwpggggggfppfpfuuuuuuuufuuuufuuuupmmpfffffffff"  // 100
    "fffgipppp------wwwfpttttttttsgfiiiiiiywyyyppiiifff"  // 150
    "fffffffffwwpppiiipwfgtittgiw-ii--ooipofpinnnnnnnnn"  // 200
    "nnnnnnnnniiiiiiiiiiffffpoginfffffwgggyfgptfwffpig-"  // 250
    "--------------yoo---ffffyyfpp";                      // 300

}  // namespace

std::string_view call_name(uint16_t code, bool old_capture) {
  if (code == 0) return kUnknownCall;
  if (old_capture) {
    for (const OldName& old : kOldNames) {
      if (old.code == code) return old.name;
    }
  }
  const std::string_view name = syscall_name(code);
  return name.empty() || name == "unknown" ? kUnknownCall : name;
}

std::string_view call_category(uint16_t code) {
  switch (code < kCategories.size() ? kCategories[code] : 'o') {
    case 'f':
      return "file";
    case 'g':
      return "signal";
    case 'i':
      return "IPC";
    case 'm':
      return "memory";
    case 'n':
      return "net";
    case 'o':
      return "other";
    case 'p':
      return "process";
    case 's':
      return "sleep";
    case 't':
      return "time";
    case 'u':
      return "user";
    case 'w':
      return "wait";
    case 'y':
      return "system";
    default:
      return "unknown";
  }
}

}  // namespace sonde
