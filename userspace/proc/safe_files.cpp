// SafeFolder: openat2 and limits; see safe_files.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/safe_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <string_view>

#include "schema/snapshot.h"

namespace sonde {
namespace {

constexpr size_t kMaxNames = 64;

int open_below(int folder, const std::string& path) {
  open_how how{};
  how.flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  return static_cast<int>(::syscall(SYS_openat2, folder, path.c_str(), &how, sizeof how));
}

}  // namespace

SafeFolder::SafeFolder(const std::string& path)
    : fd_(::open(path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

SafeFolder::~SafeFolder() {
  if (fd_ >= 0) ::close(fd_);
}

std::string SafeFolder::read(const std::string& path, uint64_t max_bytes, uint32_t owner) const {
  if (fd_ < 0) return {};
  const int file = open_below(fd_, path);
  if (file < 0) return {};
  std::string text;
  struct stat about {};
  const bool is_good = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode) &&
                       static_cast<uint64_t>(about.st_size) <= max_bytes &&
                       (owner == kNoId || about.st_uid == owner);
  if (is_good) {
    text.resize(static_cast<size_t>(about.st_size));
    size_t done = 0;
    while (done < text.size()) {
      const ssize_t got = ::read(file, text.data() + done, text.size() - done);
      if (got <= 0) break;
      done += static_cast<size_t>(got);
    }
    text.resize(done);
  }
  ::close(file);
  return text;
}

std::vector<std::string> SafeFolder::names_ending(const std::string& ending) const {
  std::vector<std::string> names;
  const int copy = fd_ < 0 ? -1 : ::openat(fd_, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR* folder = copy < 0 ? nullptr : ::fdopendir(copy);
  if (!folder) return names;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || !name.ends_with(ending)) continue;
    if (names.size() == kMaxNames) break;
    names.emplace_back(name);
  }
  ::closedir(folder);
  return names;
}

AsUser::AsUser(uint32_t uid) {
  if (uid == kNoId || uid == 0 || ::geteuid() != 0) return;
  ::setfsuid(uid);
  changed_ = true;
}

AsUser::~AsUser() {
  if (changed_) ::setfsuid(0);
}

}  // namespace sonde
