// ScapBuilder: captures put together by hand, byte by byte, from the description of the format.
// It knows nothing of capfile/ (not its constants either), so that reader and writer are checked
// against a second opinion. Used by the tests of capfile, state and session, and for fuzz seeds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sonde::test {

// Little-endian bytes one after the other.
class Body {
 public:
  Body& u8(uint8_t value) { return integer(value, 1); }
  Body& u16(uint16_t value) { return integer(value, 2); }
  Body& u32(uint32_t value) { return integer(value, 4); }
  Body& u64(uint64_t value) { return integer(value, 8); }
  Body& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  // u16 length, then the text without a NUL.
  Body& text(std::string_view text) { return u16(static_cast<uint16_t>(text.size())).raw(text); }
  const std::string& bytes() const { return bytes_; }

 private:
  Body& integer(uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) bytes_ += static_cast<char>(value >> (8 * i));
    return *this;
  }
  std::string bytes_;
};

// Parameters as an event holds them.
inline std::string p_u8(uint8_t value) { return Body().u8(value).bytes(); }
inline std::string p_u16(uint16_t value) { return Body().u16(value).bytes(); }
inline std::string p_u32(uint32_t value) { return Body().u32(value).bytes(); }
inline std::string p_u64(uint64_t value) { return Body().u64(value).bytes(); }
inline std::string p_i64(int64_t value) { return p_u64(static_cast<uint64_t>(value)); }
inline std::string p_text(std::string_view text) { return std::string(text) + '\0'; }

struct BuiltThread {
  uint64_t tid = 10, pid = 10, ptid = 1, sid = 10, vpgid = 10;
  std::string comm = "alpha", exe = "./alpha", exepath = "/bin/alpha";
  std::string args = std::string("-x\0y z\0", 7), cwd = "/home/u/";
  uint64_t fdlimit = 1024;
  uint32_t flags = 1u << 30, uid = 1000, gid = 100, vmsize_kb = 11, vmrss_kb = 12, vmswap_kb = 13;
  uint64_t pfmajor = 14, pfminor = 15;
  std::string env = std::string("A=1\0B=2\0", 8);
  uint64_t vtid = 5, vpid = 5;
  std::string cgroups = std::string("cpu=/\0", 6), root = "/";
  std::string tail;  // version 9: what follows root, as bytes
};

struct BuiltEvent {
  uint64_t ts_ns = 1700000000000000000, tid = 10;
  uint16_t id = 5, cpu = 0;
  std::vector<std::string> params;
  bool wide_lengths = false;  // 32-bit lengths: the three large types
};

class ScapBuilder {
 public:
  // A block of any code around any body: header, padding and trailer are added.
  ScapBuilder& block(uint32_t code, std::string_view body);
  ScapBuilder& raw(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  ScapBuilder& section(uint16_t major = 1, uint16_t minor = 2, std::string_view options = {});
  ScapBuilder& machine(uint32_t num_cpus = 2, std::string_view host = "box", uint32_t code = 0x201);
  // Entries are bytes without a length of their own; version 2 and 9 lists get one in front.
  ScapBuilder& interfaces(uint32_t code, const std::vector<std::string>& entries);
  ScapBuilder& users(uint32_t code, const std::vector<std::string>& entries);
  ScapBuilder& threads(uint32_t code, const std::vector<BuiltThread>& threads);
  ScapBuilder& descriptors(uint32_t code, uint64_t tid, const std::vector<std::string>& entries);
  // code: 0x204, 0x208, 0x216, 0x217, 0x221, 0x222 or 0x8010ABCD; `flags` where the code has any.
  ScapBuilder& event(const BuiltEvent& event, uint32_t code = 0x216, uint32_t flags = 0,
                     std::string_view after = {});
  // section, machine, one thread: what most tests of events need ahead of them.
  ScapBuilder& preamble();

  const std::string& bytes() const { return bytes_; }
  size_t size() const { return bytes_.size(); }
  std::string& edit() { return bytes_; }

 private:
  std::string bytes_;
};

// Which version of the list of threads a code stands for, 1..9; 0 when none.
int thread_list_version(uint32_t code);
std::string thread_entry(const BuiltThread& thread, int version);
std::string interface_v4(std::string_view name, uint32_t address, bool speed = true);
std::string interface_v6(std::string_view name, std::string_view address16, bool speed = true);
std::string user_entry(uint32_t uid, uint32_t gid, std::string_view name, std::string_view home,
                       std::string_view shell);
std::string group_entry(uint32_t gid, std::string_view name);
// fd, inode and type; the rest of the entry follows.
Body fd_entry(int64_t fd, uint8_t type, uint64_t ino = 77);

}  // namespace sonde::test
