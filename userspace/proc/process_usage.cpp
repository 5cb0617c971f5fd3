// Differences between readings of /proc: see process_usage.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/process_usage.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

namespace sonde {
namespace {

uint64_t since(uint64_t now, uint64_t before) { return now > before ? now - before : 0; }

uint64_t hundredths(uint64_t ticks) {
  static const auto kPerSecond = static_cast<uint64_t>(sysconf(_SC_CLK_TCK));
  return ticks * 100 / kPerSecond;
}

uint64_t page_kb() {
  static const auto kBytes = static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  return kBytes / 1024;
}

}  // namespace

ProcessUsage::ProcessUsage(const std::string& proc_root)
    : root_(Folder::open(AT_FDCWD, proc_root.c_str())) {}

bool ProcessUsage::read_stat(int folder, uint64_t number, ProcStat& stat) {
  std::string_view text;
  const std::string name = std::to_string(number) + "/stat";
  return files_.read(folder, name.c_str(), text) && parse_proc_stat(text, stat);
}

// The number may have been given out again. What is new after the first reading began with nothing.
ProcessUsage::Seen& ProcessUsage::seen_of(SeenTable& table, int64_t number, const ProcStat& stat) {
  const auto [found, added] = table.try_emplace(number);
  Seen& seen = found->second;
  if (added || seen.start_ticks != stat.start_ticks) {
    seen = {};
    seen.start_ticks = stat.start_ticks;
    if (readings_ == 1) {
      seen.user_ticks = stat.user_ticks;
      seen.system_ticks = stat.system_ticks;
    }
  }
  seen.reading = readings_;
  return seen;
}

// What was used since the reading before.
ThreadUsage ProcessUsage::take(Seen& seen, int64_t number, const ProcStat& stat) {
  ThreadUsage usage;
  usage.tid = number;
  usage.user_ticks = hundredths(since(stat.user_ticks, seen.user_ticks));
  usage.system_ticks = hundredths(since(stat.system_ticks, seen.system_ticks));
  usage.has_total = true;
  usage.total_user_ns = ticks_to_ns(stat.user_ticks);
  usage.total_system_ns = ticks_to_ns(stat.system_ticks);
  usage.minor_faults = stat.minor_faults;
  usage.major_faults = stat.major_faults;
  seen.user_ticks = stat.user_ticks;
  seen.system_ticks = stat.system_ticks;
  return usage;
}

void ProcessUsage::leave_out(int64_t pid, uint64_t used_ns) {
  const auto found = processes_.find(pid);
  if (found != processes_.end()) found->second.left_out_ns += used_ns;
}

void ProcessUsage::take_off_left_out(Seen& process, ThreadUsage& usage) {
  constexpr uint64_t kHundredthNs = 10'000'000;
  const uint64_t used = usage.user_ticks + usage.system_ticks;
  const uint64_t off = std::min(used, process.left_out_ns / kHundredthNs);
  if (off == 0) return;
  const uint64_t off_system = off * usage.system_ticks / used;
  usage.system_ticks -= off_system;
  usage.user_ticks -= off - off_system;
  process.left_out_ns -= off * kHundredthNs;
}

// `leader` comes with what the whole process has used, and gets its own part of it. The kernel
// rounds each thread by itself, and what it says of the process is a moment older: a difference is
// carried on to the next reading.
void ProcessUsage::read_threads(ThreadUsage& leader, Seen& process, const IsKnown& is_known,
                                std::vector<ThreadUsage>& all) {
  const std::string name = std::to_string(leader.tid) + "/task";
  const Folder tasks = Folder::open(root_.fd(), name.c_str());
  std::vector<uint64_t> tids;
  if (!tasks || !files_.list_numbers(tasks.fd(), tids)) return;
  const ThreadUsage whole = leader;
  leader.user_ticks = leader.system_ticks = 0;
  leader.has_total = false;
  uint64_t reported = 0, minor_faults = 0, major_faults = 0;
  for (const uint64_t tid : tids) {
    const auto number = static_cast<int64_t>(tid);
    ProcStat stat;
    if (!read_stat(tasks.fd(), tid, stat)) continue;
    const ThreadUsage usage = take(seen_of(threads_, number, stat), number, stat);
    if (number == leader.tid) {
      leader.user_ticks = usage.user_ticks;
      leader.system_ticks = usage.system_ticks;
      leader.has_total = true;
      leader.total_user_ns = usage.total_user_ns;
      leader.total_system_ns = usage.total_system_ns;
    } else if (is_known(number)) {
      minor_faults += usage.minor_faults;
      major_faults += usage.major_faults;
      all.push_back(usage);
    } else {
      continue;
    }
    reported += usage.user_ticks + usage.system_ticks;
  }
  leader.minor_faults = since(whole.minor_faults, minor_faults);
  leader.major_faults = since(whole.major_faults, major_faults);
  const uint64_t used = whole.user_ticks + whole.system_ticks;
  process.unreported_ticks += static_cast<int64_t>(used) - static_cast<int64_t>(reported);
  if (process.unreported_ticks <= 0 || used == 0) return;
  const auto rest = static_cast<uint64_t>(process.unreported_ticks);
  const uint64_t system_ticks = rest * whole.system_ticks / used;
  leader.system_ticks += system_ticks;
  leader.user_ticks += rest - system_ticks;
  process.unreported_ticks = 0;
}

std::vector<ThreadUsage> ProcessUsage::read(const IsKnown& is_known) {
  std::vector<ThreadUsage> all;
  std::vector<uint64_t> pids;
  if (!files_.list_numbers(root_.fd(), pids)) return all;
  ++readings_;
  for (const uint64_t pid : pids) {
    const auto number = static_cast<int64_t>(pid);
    ProcStat stat;
    if (!is_known(number) && readings_ > 1) continue;
    if (!read_stat(root_.fd(), pid, stat)) continue;
    Seen& seen = seen_of(processes_, number, stat);
    ThreadUsage usage = take(seen, number, stat);
    usage.is_leader = true;
    usage.vmsize_kb = stat.vmsize_bytes / 1024;
    usage.vmrss_kb = stat.rss_pages * page_kb();
    const bool was_busy = usage.user_ticks || usage.system_ticks;
    take_off_left_out(seen, usage);
    seen.had_threads |= stat.threads > 1;
    if (seen.had_threads) {
      if (was_busy || readings_ == 1) {
        read_threads(usage, seen, is_known, all);
      } else {
        usage.has_total = false;
      }
    }
    all.push_back(usage);
  }
  std::erase_if(processes_, [&](const auto& entry) { return entry.second.reading != readings_; });
  // Threads of a process that rests are not read, and may not be forgotten.
  if (readings_ % 64 == 0) {
    std::erase_if(threads_, [&](const auto& entry) { return !is_known(entry.first); });
  }
  return all;
}

}  // namespace sonde
