// ProcFiles: opening, reading and listing; see proc_files.h.
// SPDX-License-Identifier: Apache-2.0
#include "proc/proc_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>

namespace sonde {

Folder::~Folder() {
  if (fd_ >= 0) ::close(fd_);
}

Folder Folder::open(int at, const char* name) {
  return Folder(::openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
}

bool vanished(int error) { return error == ENOENT || error == ESRCH; }

NumberName::NumberName(uint64_t number) {
  *std::to_chars(text_, text_ + sizeof text_ - 1, number).ptr = '\0';
}

int ProcFiles::open_file(int folder, const char* name) {
  return ::openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
}

void ProcFiles::close_file(int fd) {
  const int error = errno;
  ::close(fd);
  errno = error;
}

int64_t ProcFiles::read_more(int fd, size_t kept) {
  if (kept == buffer_.size()) buffer_.resize(buffer_.size() * 2);
  for (;;) {
    const ssize_t got = ::read(fd, buffer_.data() + kept, buffer_.size() - kept);
    if (got >= 0 || errno != EINTR) return got;
  }
}

bool ProcFiles::read(int folder, const char* name, std::string_view& text, size_t limit) {
  const int fd = open_file(folder, name);
  if (fd < 0) return false;
  size_t size = 0, room = 0;
  int64_t got = 0;
  do {  // what fits is given whole: a read that leaves room was the last
    got = read_more(fd, size);
    room = buffer_.size() - size;
    if (got > 0) size += static_cast<size_t>(got);
  } while (got > 0 && static_cast<size_t>(got) == room && size < limit);
  close_file(fd);
  if (got < 0) return false;
  text = std::string_view(buffer_.data(), std::min(size, limit));
  return true;
}

bool ProcFiles::read_link(int folder, const char* name, std::string_view& target) {
  const ssize_t size = ::readlinkat(folder, name, link_.data(), link_.size());
  if (size < 0) return false;
  target = std::string_view(link_.data(), static_cast<size_t>(size));
  return true;
}

bool ProcFiles::list_numbers(int folder, std::vector<uint64_t>& numbers) {
  numbers.clear();
  if (::lseek(folder, 0, SEEK_SET) < 0) return false;
  for (;;) {
    const long size = ::syscall(SYS_getdents64, folder, entries_.data(), entries_.size());
    if (size < 0) return false;
    if (size == 0) break;
    for (long at = 0; at < size;) {
      const char* entry = entries_.data() + at;
      uint16_t length;
      std::memcpy(&length, entry + offsetof(dirent64, d_reclen), sizeof length);
      uint64_t number;
      if (parse_number(entry + offsetof(dirent64, d_name), number)) numbers.push_back(number);
      at += length;
    }
  }
  std::sort(numbers.begin(), numbers.end());
  return true;
}

std::string_view TextCursor::word() {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n'; };
  while (!rest_.empty() && blank(rest_.front())) rest_.remove_prefix(1);
  size_t end = 0;
  while (end < rest_.size() && !blank(rest_[end])) ++end;
  const std::string_view word = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return word;
}

bool TextCursor::number(int64_t& value) {
  const std::string_view text = word();
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool TextCursor::number(uint64_t& value, int base) { return parse_number(word(), value, base); }

bool parse_number(std::string_view text, uint64_t& value, int base) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace sonde
