// Parsing of stat and status; see proc_status.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_status.h"

#include <unistd.h>

#include "proc/proc_files.h"

namespace sonde {
namespace {

constexpr uint64_t kKernelThread = 0x00200000;  // PF_KTHREAD of the flags in stat
constexpr size_t kCommBytes = 15;

// /proc shows what a worker does behind its name ("kworker/0:1-events"), events do not. Those that
// are called "kworker/R-..." have the rest as their own name.
std::string_view kernel_comm(std::string_view comm) {
  if (comm.starts_with("kworker/") && !comm.starts_with("kworker/R-")) {
    comm = comm.substr(0, comm.find_first_of("-+"));
  }
  return comm.substr(0, kCommBytes);
}

bool read_ids(TextCursor& words, uint32_t& effective, uint32_t& fs) {
  uint64_t real, second, saved, fourth;
  if (!words.number(real) || !words.number(second) || !words.number(saved) ||
      !words.number(fourth)) {
    return false;
  }
  effective = static_cast<uint32_t>(second);
  fs = static_cast<uint32_t>(fourth);
  return true;
}

// A list of ids, outermost namespace first. Returns how many there are.
int read_nested(TextCursor& words, int64_t* outermost, int64_t& innermost) {
  int count = 0;
  for (int64_t id; words.number(id); ++count) {
    if (count == 0 && outermost) *outermost = id;
    innermost = id;
  }
  return count;
}

bool read_row(std::string_view key, TextCursor words, ProcStatus& out) {
  if (key == "Tgid") return words.number(out.pid);
  if (key == "PPid") return words.number(out.parent);
  if (key == "Uid") return read_ids(words, out.uid, out.fs_uid);
  if (key == "Gid") return read_ids(words, out.gid, out.fs_gid);
  if (key == "NSpid") {
    out.pid_depth = read_nested(words, nullptr, out.vtid);
    return out.pid_depth > 0;
  }
  if (key == "NStgid") return read_nested(words, nullptr, out.vpid) > 0;
  if (key == "NSpgid") return read_nested(words, &out.pgid, out.vpgid) > 0;
  if (key == "VmSize") return words.number(out.vmsize_kb);
  if (key == "VmRSS") return words.number(out.vmrss_kb);
  if (key == "VmSwap") return words.number(out.vmswap_kb);
  if (key == "CapInh") return words.number(out.cap_inheritable, 16);
  if (key == "CapPrm") return words.number(out.cap_permitted, 16);
  if (key == "CapEff") return words.number(out.cap_effective, 16);
  return true;
}

}  // namespace

bool parse_proc_stat(std::string_view text, ProcStat& out) {
  // Behind the name stand only numbers, so its end is the last parenthesis.
  const size_t open = text.find('('), close = text.rfind(')');
  if (open == text.npos || close == text.npos || close < open) return false;
  out.comm = text.substr(open + 1, close - open - 1);
  TextCursor words(text.substr(close + 1));
  const std::string_view state = words.word();
  if (state.size() != 1) return false;
  out.state = state[0];
  int64_t tty;
  uint64_t flags;
  words.skip_words(1);  // parent
  if (!words.number(out.pgid) || !words.number(out.sid) || !words.number(tty)) return false;
  words.skip_words(1);  // foreground group of the terminal
  if (!words.number(flags) || !words.number(out.minor_faults)) return false;
  words.skip_words(1);  // minor faults of children
  if (!words.number(out.major_faults)) return false;
  words.skip_words(1);  // major faults of children
  if (!words.number(out.user_ticks) || !words.number(out.system_ticks)) return false;
  words.skip_words(4);  // the same of children, priority, nice
  if (!words.number(out.threads)) return false;
  words.skip_words(1);  // always 0
  if (!words.number(out.start_ticks) || !words.number(out.vmsize_bytes)) return false;
  if (!words.number(out.rss_pages)) return false;
  out.tty = static_cast<uint32_t>(tty);
  out.kernel = flags & kKernelThread;
  out.comm = out.kernel ? kernel_comm(out.comm) : out.comm.substr(0, kCommBytes);
  return true;
}

bool parse_proc_status(std::string_view text, ProcStatus& out) {
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == text.npos) break;  // the kernel ends each line; this one is cut
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    const size_t colon = line.find(':');
    if (colon == line.npos) continue;
    if (!read_row(line.substr(0, colon), TextCursor(line.substr(colon + 1)), out)) return false;
  }
  return out.pid > 0 && out.parent >= 0;
}

uint64_t ticks_to_ns(uint64_t ticks) {
  static const auto kPerSecond = static_cast<uint64_t>(::sysconf(_SC_CLK_TCK));
  return ticks * (1'000'000'000 / kPerSecond);
}

}  // namespace sonde
