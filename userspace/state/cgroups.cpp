// tidy_cgroups: the cgroups of a thread in one form, whichever program recorded them; see
// state.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/state.h"

namespace sonde {

namespace {

struct Rename {
  std::string_view from, to;
};
constexpr Rename kRenames[] = {{"io", "blkio"}, {"mem", "memory"}, {"perf", "perf_event"}};
constexpr std::string_view kSuffix = "_cgroup";

std::string_view today_name(std::string_view subsystem) {
  if (subsystem.ends_with(kSuffix)) subsystem.remove_suffix(kSuffix.size());
  for (const Rename& rename : kRenames) {
    if (subsystem == rename.from) return rename.to;
  }
  return subsystem;
}

}  // namespace

std::string tidy_cgroups(std::string_view recorded) {
  std::string tidy;
  tidy.reserve(recorded.size() + 16);
  while (!recorded.empty()) {
    const size_t end = std::min(recorded.find('\0'), recorded.size());
    std::string_view element = recorded.substr(0, end);
    recorded.remove_prefix(std::min(end + 1, recorded.size()));
    while (element.ends_with('\n')) element.remove_suffix(1);
    const size_t equals = element.find('=');
    if (equals != element.npos) {
      tidy += today_name(element.substr(0, equals));
      element.remove_prefix(equals);
    }
    tidy += element;
    tidy += '\0';
  }
  return tidy;
}

}  // namespace sonde
