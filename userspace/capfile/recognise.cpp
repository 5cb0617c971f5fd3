// Magic numbers of the files that people hand to a capture reader by mistake.
// SPDX-License-Identifier: Apache-2.0
#include "capfile/recognise.h"

#include <algorithm>
#include <string_view>

#include "capfile/format.h"

namespace sonde {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::string_view bytes;
  const char* what;
};
constexpr Magic kMagics[] = {
    {"\xd4\xc3\xb2\xa1"sv, "a pcap network capture"},
    {"\xa1\xb2\xc3\xd4"sv, "a pcap network capture"},
    {"\x4d\x3c\xb2\xa1"sv, "a pcap network capture"},
    {"\xa1\xb2\x3c\x4d"sv, "a pcap network capture"},
    {"\x7f"
     "ELF"sv,
     "an ELF file"},
    {"PERFILE2"sv, "a perf recording"},
    {"\x28\xb5\x2f\xfd"sv, "zstd data inside compressed data"},
    {"\x1f\x8b"sv, "gzip data inside compressed data"},
    {"\xfd"
     "7zXZ\0"sv,
     "an xz file"},
    {"BZh"sv, "a bzip2 file"},
    {"\x04\x22\x4d\x18"sv, "an lz4 file"},
    {"PK\x03\x04"sv, "a zip archive"},
};

bool is_text(Bytes bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](uint8_t byte) {
    return byte >= 0x20 || byte == '\n' || byte == '\r' || byte == '\t' || byte == 0x1b;
  });
}

// pcapng shares the section header; its second block distinguishes the two.
bool is_pcapng(Bytes first) {
  ByteReader reader(first);
  if (reader.get<uint32_t>() != block::kSection) return false;
  uint32_t length = reader.get<uint32_t>();
  reader.seek(length);
  constexpr uint32_t kInterfaceDescription = 1;
  if (reader.get<uint32_t>() != kInterfaceDescription) return false;
  // A machine block whose code lost one bit would look like it, but for its length.
  return reader.get<uint32_t>() != kMachineBodyBytes + kBlockFrameBytes && !reader.failed();
}

}  // namespace

std::string describe_input(Bytes first) {
  if (first.empty()) return "an empty file";
  for (const Magic& magic : kMagics) {
    if (as_text(first).starts_with(magic.bytes)) return magic.what;
  }
  if (is_pcapng(first)) return "a pcapng network capture";
  if (is_text(first.first(std::min<size_t>(first.size(), 512)))) return "a text file";
  return "of a kind that is not known";
}

}  // namespace sonde
