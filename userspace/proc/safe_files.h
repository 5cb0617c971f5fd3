// SafeFolder: files of others, read so that their owner cannot lead the reader elsewhere or keep
// it waiting: no links, no devices or pipes, no more bytes than were allowed. Used by
// container_files.cpp. Needs openat2 (Linux 5.6).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonde {

class SafeFolder {
 public:
  // `path` itself is the administrator's: it may lead over links.
  explicit SafeFolder(const std::string& path);
  ~SafeFolder();
  SafeFolder(const SafeFolder&) = delete;
  SafeFolder& operator=(const SafeFolder&) = delete;

  bool is_open() const { return fd_ >= 0; }
  // The text of a file below the folder, with no link on the way; `owner`, when it is not kNoId,
  // must be its owner. Empty when it is not there, is no plain file or has more than `max_bytes`.
  std::string read(const std::string& path, uint64_t max_bytes, uint32_t owner) const;
  // Names in the folder that end so, "." and ".." left out, at most 64.
  std::vector<std::string> names_ending(const std::string& ending) const;

 private:
  int fd_;
};

// While it lives, files are opened with the rights of this user, when the program is root's. What a
// user stored is read as that user.
class AsUser {
 public:
  explicit AsUser(uint32_t uid);
  ~AsUser();
  AsUser(const AsUser&) = delete;
  AsUser& operator=(const AsUser&) = delete;

 private:
  bool changed_ = false;
};

}  // namespace sonde
