// The blocks of a capture by hand: see scap_builder.h.
// SPDX-License-Identifier: Apache-2.0
#include "scap_builder.h"

namespace sonde::test {

ScapBuilder& ScapBuilder::block(uint32_t code, std::string_view body) {
  size_t padding = (4 - body.size() % 4) % 4;
  uint32_t length = static_cast<uint32_t>(12 + body.size() + padding);
  bytes_ += Body().u32(code).u32(length).raw(body).bytes();
  bytes_.append(padding, '\0');
  bytes_ += Body().u32(length).bytes();
  return *this;
}

ScapBuilder& ScapBuilder::section(uint16_t major, uint16_t minor, std::string_view options) {
  Body body;
  body.u32(0x1A2B3C4D).u16(major).u16(minor).u64(~uint64_t{0}).raw(options);
  return block(0x0A0D0D0A, body.bytes());
}

ScapBuilder& ScapBuilder::machine(uint32_t num_cpus, std::string_view host, uint32_t code) {
  std::string name(host);
  name.resize(128, '\0');
  Body body;
  body.u32(num_cpus).u64(uint64_t{1} << 33).u64(32768).raw(name);
  body.u64(1690000000000000000).u64(3).u64(4).u64(5);
  return block(code, body.bytes());
}

ScapBuilder& ScapBuilder::interfaces(uint32_t code, const std::vector<std::string>& entries) {
  Body body;
  for (const std::string& entry : entries) {
    if (code == 0x219) body.u32(static_cast<uint32_t>(entry.size()));  // without itself
    body.raw(entry);
  }
  return block(code, body.bytes());
}

ScapBuilder& ScapBuilder::users(uint32_t code, const std::vector<std::string>& entries) {
  Body body;
  for (const std::string& entry : entries) {
    if (code == 0x220) body.u32(static_cast<uint32_t>(entry.size() + 4));  // with itself
    body.raw(entry);
  }
  return block(code, body.bytes());
}

ScapBuilder& ScapBuilder::threads(uint32_t code, const std::vector<BuiltThread>& threads) {
  Body body;
  for (const BuiltThread& thread : threads) {
    std::string entry = thread_entry(thread, thread_list_version(code));
    if (code == 0x215) body.u32(static_cast<uint32_t>(entry.size() + 4));
    body.raw(entry);
  }
  return block(code, body.bytes());
}

ScapBuilder& ScapBuilder::descriptors(uint32_t code, uint64_t tid,
                                      const std::vector<std::string>& entries) {
  Body body;
  body.u64(tid);
  for (const std::string& entry : entries) {
    if (code == 0x218) body.u32(static_cast<uint32_t>(entry.size() + 4));
    body.raw(entry);
  }
  return block(code, body.bytes());
}

ScapBuilder& ScapBuilder::event(const BuiltEvent& event, uint32_t code, uint32_t flags,
                                std::string_view after) {
  const bool first_version = code == 0x204 || code == 0x208 || code == 0x8010ABCD;
  const bool has_flags = code == 0x208 || code == 0x217 || code == 0x222;
  Body lengths;
  std::string values;
  for (const std::string& param : event.params) {
    if (event.wide_lengths)
      lengths.u32(static_cast<uint32_t>(param.size()));
    else
      lengths.u16(static_cast<uint16_t>(param.size()));
    values += param;
  }
  size_t header = first_version ? 22 : 26;
  Body body;
  body.u16(event.cpu);
  if (has_flags) body.u32(flags);
  body.u64(event.ts_ns).u64(event.tid);
  body.u32(static_cast<uint32_t>(header + lengths.bytes().size() + values.size()));
  body.u16(event.id);
  if (!first_version) body.u32(static_cast<uint32_t>(event.params.size()));
  body.raw(lengths.bytes()).raw(values).raw(after);
  return block(code, body.bytes());
}

ScapBuilder& ScapBuilder::preamble() { return section().machine().threads(0x215, {BuiltThread{}}); }

int thread_list_version(uint32_t code) {
  switch (code) {
    case 0x202:
    case 0x8000ABCD:
      return 1;
    case 0x207:
    case 0x8013ABCD:
      return 2;
    case 0x209:
    case 0x8014ABCD:
      return 3;
    case 0x210:
      return 4;
    case 0x211:
      return 5;
    case 0x212:
      return 6;
    case 0x213:
      return 7;
    case 0x214:
      return 8;
    case 0x215:
      return 9;
  }
  return 0;
}

std::string thread_entry(const BuiltThread& thread, int version) {
  Body body;
  body.u64(thread.tid).u64(thread.pid).u64(thread.ptid);
  if (version >= 6) body.u64(thread.sid);
  if (version >= 8) body.u64(thread.vpgid);
  body.text(thread.comm).text(thread.exe);
  if (version >= 7) body.text(thread.exepath);
  body.text(thread.args).text(thread.cwd).u64(thread.fdlimit).u32(thread.flags);
  body.u32(thread.uid).u32(thread.gid);
  if (version >= 2) {
    body.u32(thread.vmsize_kb).u32(thread.vmrss_kb).u32(thread.vmswap_kb);
    body.u64(thread.pfmajor).u64(thread.pfminor);
  }
  if (version >= 3) body.text(thread.env);
  if (version >= 4) body.u64(thread.vtid).u64(thread.vpid).text(thread.cgroups);
  if (version >= 5) body.text(thread.root);
  if (version >= 9) body.raw(thread.tail);
  return body.bytes();
}

std::string interface_v4(std::string_view name, uint32_t address, bool speed) {
  Body body;
  body.u16(speed ? 1 : 3).u16(static_cast<uint16_t>(name.size()));
  body.u32(address).u32(0x00FFFFFF).u32(0x0100007F);
  if (speed) body.u64(1000);
  return body.raw(name).bytes();
}

std::string interface_v6(std::string_view name, std::string_view address16, bool speed) {
  Body body;
  body.u16(speed ? 2 : 4).u16(static_cast<uint16_t>(name.size()));
  body.raw(address16).raw(std::string(16, '\xff')).raw(std::string(16, '\x02'));
  if (speed) body.u64(2000);
  return body.raw(name).bytes();
}

std::string user_entry(uint32_t uid, uint32_t gid, std::string_view name, std::string_view home,
                       std::string_view shell) {
  return Body().u8(0).u32(uid).u32(gid).text(name).text(home).text(shell).bytes();
}

std::string group_entry(uint32_t gid, std::string_view name) {
  return Body().u8(1).u32(gid).text(name).bytes();
}

Body fd_entry(int64_t fd, uint8_t type, uint64_t ino) {
  return Body().u64(static_cast<uint64_t>(fd)).u64(ino).u8(type);
}

}  // namespace sonde::test
