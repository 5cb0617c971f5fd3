// Reading /proc for the meters: see machine_meters.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/machine_meters.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace sonde {
namespace {

constexpr uint64_t kSectorBytes = 512;

// The next number of a line; 0 when there is none.
uint64_t take(TextCursor& line) {
  uint64_t value = 0;
  return line.number(value) ? value : 0;
}

uint64_t rate(uint64_t now, uint64_t before, uint64_t ns) {
  if (!ns || now <= before) return 0;
  return static_cast<uint64_t>(static_cast<double>(now - before) * 1e9 / static_cast<double>(ns));
}

// The name of the distribution, as its own file says it.
std::string system_name() {
  std::string name = "Linux";
  ProcFiles files;
  files.for_each_line(AT_FDCWD, "/etc/os-release", [&](std::string_view line) {
    constexpr std::string_view kKey = "PRETTY_NAME=";
    if (!line.starts_with(kKey)) return;
    name = line.substr(kKey.size());
    std::erase(name, '"');
  });
  return name;
}

// Whole disks only: what a partition moves is counted with its disk.
bool is_disk(std::string_view name) {
  for (const std::string_view other : {"loop", "ram", "dm-", "md", "zram"}) {
    if (name.starts_with(other)) return false;
  }
  if (name.starts_with("nvme") || name.starts_with("mmcblk")) {
    return name.find('p') == std::string_view::npos;
  }
  return !name.empty() && (name.back() < '0' || name.back() > '9');
}

}  // namespace

MachineMeters::MachineMeters(const std::string& proc_root)
    : root_(Folder::open(AT_FDCWD, proc_root.c_str())) {}

void MachineMeters::read_cpu(Totals& now, Meters& meters) {
  files_.for_each_line(root_.fd(), "stat", [&](std::string_view text) {
    TextCursor line(text);
    const std::string_view name = line.word();
    if (name == "cpu") {
      const uint64_t user = take(line), nice = take(line), system = take(line), idle = take(line),
                     io_wait = take(line), irq = take(line), soft_irq = take(line),
                     steal = take(line);
      now.busy = user + nice + system + irq + soft_irq + steal;
      now.all = now.busy + idle + io_wait;
    } else if (name.starts_with("cpu")) {
      ++meters.cpus;
    }
  });
}

void MachineMeters::read_memory(Meters& meters) {
  uint64_t available = 0, swap_free = 0;
  files_.for_each_line(root_.fd(), "meminfo", [&](std::string_view text) {
    TextCursor line(text);
    const std::string_view name = line.word();
    const uint64_t bytes = take(line) * 1024;
    if (name == "MemTotal:") meters.memory_bytes = bytes;
    if (name == "MemAvailable:") available = bytes;
    if (name == "SwapTotal:") meters.swap_bytes = bytes;
    if (name == "SwapFree:") swap_free = bytes;
  });
  meters.memory_used_bytes = meters.memory_bytes - std::min(available, meters.memory_bytes);
  meters.swap_used_bytes = meters.swap_bytes - std::min(swap_free, meters.swap_bytes);
}

void MachineMeters::read_network(Totals& now) {
  files_.for_each_line(root_.fd(), "net/dev", [&](std::string_view text) {
    const size_t colon = text.find(':');
    if (colon == std::string_view::npos) return;  // the two lines of titles
    if (TextCursor(text.substr(0, colon)).word() == "lo") return;
    TextCursor line(text.substr(colon + 1));
    now.net_in += take(line);
    line.skip_words(7);
    now.net_out += take(line);
  });
}

void MachineMeters::read_disks(Totals& now) {
  files_.for_each_line(root_.fd(), "diskstats", [&](std::string_view text) {
    TextCursor line(text);
    line.skip_words(2);
    if (!is_disk(line.word())) return;
    line.skip_words(2);
    now.disk_read += take(line) * kSectorBytes;
    line.skip_words(3);
    now.disk_written += take(line) * kSectorBytes;
  });
}

void MachineMeters::read_load(Meters& meters) {
  std::string_view text;
  if (files_.read(root_.fd(), "loadavg", text)) {
    TextCursor line(text);
    for (double& load : meters.load) {
      const std::string_view word = line.word();
      std::from_chars(word.data(), word.data() + word.size(), load);
    }
    const std::string_view tasks = line.word();  // 2/317
    uint64_t number = 0;
    parse_number(tasks.substr(std::min(tasks.find('/') + 1, tasks.size())), number);
    meters.tasks = static_cast<uint32_t>(number);
  }
  if (files_.read(root_.fd(), "uptime", text)) {
    parse_number(text.substr(0, text.find('.')), meters.uptime_s);
  }
}

Meters MachineMeters::read(uint64_t now_ns) {
  Meters meters;
  Totals now;
  now.ts_ns = now_ns;
  read_cpu(now, meters);
  read_memory(meters);
  read_network(now);
  read_disks(now);
  read_load(meters);
  const uint64_t ns = last_.ts_ns && now_ns > last_.ts_ns ? now_ns - last_.ts_ns : 0;
  if (ns && now.all > last_.all) {
    meters.cpu_percent = 100.0 * static_cast<double>(now.busy - std::min(now.busy, last_.busy)) /
                         static_cast<double>(now.all - last_.all);
  }
  meters.net_in_bytes_s = rate(now.net_in, last_.net_in, ns);
  meters.net_out_bytes_s = rate(now.net_out, last_.net_out, ns);
  meters.disk_read_bytes_s = rate(now.disk_read, last_.disk_read, ns);
  meters.disk_write_bytes_s = rate(now.disk_written, last_.disk_written, ns);
  last_ = now;
  char host[256] = "";
  if (gethostname(host, sizeof host - 1) == 0) meters.host = host;
  static const std::string kSystem = system_name();
  meters.system = kSystem;
  return meters;
}

}  // namespace sonde
