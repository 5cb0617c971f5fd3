// See module_file.h. The file may be anything: libelf checks what it hands out, and texts end at
// the section's end at the latest.
// SPDX-License-Identifier: Apache-2.0
#include "engine/module_file.h"

#include <fcntl.h>
#include <gelf.h>
#include <libelf.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

namespace sonde {
namespace {

// The kernel's build puts it behind the end of a signed file.
constexpr std::string_view kSignatureMark = "~Module signature appended~\n";

class OpenElf {
 public:
  explicit OpenElf(int file) : elf_(elf_begin(file, ELF_C_READ, nullptr)) {}
  ~OpenElf() { elf_end(elf_); }
  OpenElf(const OpenElf&) = delete;
  OpenElf& operator=(const OpenElf&) = delete;
  Elf* get() const { return elf_; }

 private:
  Elf* elf_;
};

// The bytes of the section with this name; empty when there is none.
std::string_view find_section(Elf* elf, std::string_view wanted) {
  size_t names = 0;
  if (elf_getshdrstrndx(elf, &names) != 0) return {};
  for (Elf_Scn* section = elf_nextscn(elf, nullptr); section; section = elf_nextscn(elf, section)) {
    GElf_Shdr header;
    if (!gelf_getshdr(section, &header)) continue;
    const char* name = elf_strptr(elf, names, header.sh_name);
    if (!name || name != wanted) continue;
    const Elf_Data* data = elf_rawdata(section, nullptr);
    if (!data || !data->d_buf) return {};
    return {static_cast<const char*>(data->d_buf), data->d_size};
  }
  return {};
}

// The value of KEY in a list of KEY=VALUE, each ended by a NUL.
std::string_view value_of_key(std::string_view list, std::string_view key) {
  while (!list.empty()) {
    const size_t end = std::min(list.find('\0'), list.size());
    const std::string_view entry = list.substr(0, end);
    if (entry.size() > key.size() && entry.starts_with(key) && entry[key.size()] == '=') {
      return entry.substr(key.size() + 1);
    }
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return {};
}

bool has_signature(int file) {
  std::array<char, kSignatureMark.size()> tail;
  const off_t size = lseek(file, 0, SEEK_END);
  if (size < static_cast<off_t>(tail.size())) return false;
  const ssize_t got = pread(file, tail.data(), tail.size(), size - static_cast<off_t>(tail.size()));
  return got == static_cast<ssize_t>(tail.size()) &&
         std::string_view(tail.data(), tail.size()) == kSignatureMark;
}

Result<ModuleFile> read_open_file(int file, const std::string& path) {
  if (elf_version(EV_CURRENT) == EV_NONE) {
    return Error{ErrorKind::kSystem, std::string("libelf: ") + elf_errmsg(-1), {}};
  }
  const OpenElf elf(file);
  const std::string_view info = elf.get() && elf_kind(elf.get()) == ELF_K_ELF
                                    ? find_section(elf.get(), ".modinfo")
                                    : std::string_view();
  const std::string_view magic = value_of_key(info, "vermagic");
  if (magic.empty()) return Error{ErrorKind::kInput, path + " is no kernel module", {}};
  ModuleFile out;
  out.kernel = magic.substr(0, magic.find(' '));
  out.version = value_of_key(info, "version");
  out.is_signed = has_signature(file);
  return out;
}

}  // namespace

Result<ModuleFile> read_module_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return Error{ErrorKind::kSystem, "cannot read " + path + ": " + std::strerror(errno), {}};
  }
  Result<ModuleFile> out = read_open_file(file, path);
  ::close(file);
  return out;
}

}  // namespace sonde
