// Writes the seeds of capfile_fuzz: one small capture for each family of block versions.
// Run by hand when the format grows: make_seeds FOLDER.
// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>

#include "scap_builder.h"

namespace {

using namespace sonde::test;

void save(const std::string& folder, const std::string& name, const std::string& bytes) {
  std::FILE* file = std::fopen((folder + "/" + name).c_str(), "wb");
  if (!file) return;
  std::fwrite(bytes.data(), 1, bytes.size(), file);
  std::fclose(file);
}

// Lists and events under the codes of one time.
std::string capture(uint32_t interfaces, uint32_t users, uint32_t threads, uint32_t descriptors,
                    uint32_t event, uint32_t event_with_flags) {
  ScapBuilder built;
  built.section().machine();
  built.interfaces(interfaces,
                   {interface_v4("lo", 0x0100007F), interface_v6("eth0", std::string(16, '\x20'))});
  built.users(users, {user_entry(0, 0, "root", "/root", "/bin/sh"), group_entry(0, "root")});
  BuiltThread thread;
  thread.tail = Body().u32(1000).u8(0).u64(0).u64(0).u64(0).bytes();
  built.threads(threads, {thread, BuiltThread{}});
  built.descriptors(descriptors, 10,
                    {fd_entry(0, 2).text("/dev").bytes(),
                     fd_entry(3, 3).u32(1).u32(2).u16(80).u16(81).u8(2).bytes(),
                     fd_entry(4, 8).u64(1).u64(2).text("/run/x").bytes()});
  built.event({.id = 6, .params = {p_i64(3), p_u32(5)}}, event);
  built.event({.id = 7, .params = {p_i64(5), "hello"}}, event);
  built.event({.id = 5, .params = {p_i64(0)}}, event_with_flags, 1);
  return built.bytes();
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const std::string folder = arguments[1];
  save(folder, "current", capture(0x219, 0x220, 0x215, 0x218, 0x216, 0x217));
  save(folder, "first", capture(0x8011ABCD, 0x8012ABCD, 0x8000ABCD, 0x8001ABCD, 0x8010ABCD, 0x208));
  save(folder, "of_2018", capture(0x205, 0x206, 0x211, 0x203, 0x204, 0x208));
  ScapBuilder large;
  large.preamble().event({.id = 324, .params = {"{}"}, .wide_lengths = true}, 0x221);
  large.event({.id = 280, .params = {p_text("a"), p_text("b")}}, 0x204);
  large.block(0x999, "unknown").raw("garbage").event({.params = {p_i64(1), p_i64(2)}});
  save(folder, "large_and_odd", large.bytes());
  save(folder, "two", capture(0x219, 0x220, 0x214, 0x218, 0x216, 0x217) + large.bytes());
  // An empty gzip member and an empty zstd frame lead into the decompressors.
  Body gzip;
  gzip.raw("\x1f\x8b\x08").u8(0).u32(0).u16(0x0300).u8(3).u8(0).u64(0);
  save(folder, "gzip", gzip.bytes());
  save(folder, "zstd", Body().u32(0xFD2FB528).u8(0x20).u8(0).u8(1).u16(0).bytes());
  return 0;
}
