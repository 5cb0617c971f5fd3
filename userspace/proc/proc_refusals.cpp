// ProcRefusals: see proc_refusals.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_refusals.h"

#include <cstring>

#include "base/text.h"

namespace sonde {

void ProcRefusals::add(std::string_view part, int error, uint64_t pid, std::string_view comm) {
  Kind& kind = kinds_[{std::string(part), error}];
  if (kind.count++ == 0) {
    kind.first_pid = pid;
    kind.first_comm = comm;
  }
  processes_.insert(pid);
}

std::vector<std::string> ProcRefusals::sentences() const {
  std::vector<std::string> all;
  for (const auto& [what, kind] : kinds_) {
    std::string sentence = what.first + " of " + std::to_string(kind.count) +
                           (kind.count == 1 ? " process: " : " processes: ");
    sentence += what.second ? std::strerror(what.second) : "the text is not what the kernel writes";
    sentence += kind.count == 1 ? " (" : " (the first is ";
    sentence += std::to_string(kind.first_pid);
    if (!kind.first_comm.empty()) sentence += ", ";
    append_escaped(sentence, kind.first_comm);
    all.push_back(sentence + ')');
  }
  return all;
}

}  // namespace sonde
