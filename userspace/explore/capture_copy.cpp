// See capture_copy.h.
// SPDX-License-Identifier: Apache-2.0
#include "explore/capture_copy.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace sonde {
namespace {

// The first four bytes of a plain capture, as the file has them.
constexpr unsigned char kSectionStart[4] = {0x0A, 0x0D, 0x0D, 0x0A};

bool is_plain(int fd) {
  struct stat status;
  unsigned char start[4];
  if (fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) return false;
  return pread(fd, start, sizeof start, 0) == sizeof start &&
         std::memcmp(start, kSectionStart, sizeof start) == 0;
}

int temporary_file() {
  const char* folder = std::getenv("TMPDIR");
  for (const char* where : {folder, "/var/tmp", "/tmp"}) {
    if (!where || !*where) continue;
    const int fd = ::open(where, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
  }
  return -1;
}

}  // namespace

Result<CaptureCopy> plain_copy_of(const std::string& path) {
  CaptureCopy copy;
  if (path != "-") {
    copy.read_fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (copy.read_fd < 0) {
      return Error{ErrorKind::kSystem, "cannot open " + path + ": " + std::strerror(errno), ""};
    }
    if (is_plain(copy.read_fd)) return copy;
    ::close(copy.read_fd);
  }
  copy.read_fd = temporary_file();
  if (copy.read_fd < 0) {
    return Error{ErrorKind::kSystem,
                 "cannot make a temporary file for the uncompressed capture: " +
                     std::string(std::strerror(errno)),
                 "set TMPDIR to a folder with room for it"};
  }
  copy.write_fd = ::fcntl(copy.read_fd, F_DUPFD_CLOEXEC, 0);
  if (copy.write_fd < 0) {
    const int error = errno;
    ::close(copy.read_fd);
    return Error{ErrorKind::kSystem,
                 "cannot write a temporary file: " + std::string(std::strerror(error)), ""};
  }
  return copy;
}

}  // namespace sonde
