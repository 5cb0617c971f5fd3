// ProcFiles: small files, links and folders of /proc, read relative to open folders into one
// buffer. Used by the other proc_* files. A process may go while it is looked at: then a read fails
// with ENOENT or ESRCH, which says nothing but that; vanished() separates it from a refusal.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sonde {

// An open folder; closed when it goes.
class Folder {
 public:
  Folder() = default;
  explicit Folder(int fd) : fd_(fd) {}
  Folder(Folder&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Folder& operator=(Folder&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Folder();
  // `name` relative to the folder `at`, or absolute. Not open, and errno set, when it fails.
  static Folder open(int at, const char* name);
  int fd() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// True for the errors that reading about a process that has gone ends with.
bool vanished(int error);

// Text of a number as the name of a file; valid as long as the object.
class NumberName {
 public:
  explicit NumberName(uint64_t number);
  const char* c_str() const { return text_; }

 private:
  char text_[24];
};

class ProcFiles {
 public:
  // The first `limit` bytes of a file that the kernel hands out in one piece, as those of a single
  // process; tables of many lines are for for_each_line(). False, and errno set, when it cannot be
  // read. The view is valid until the next call of read() or for_each_line().
  bool read(int folder, const char* name, std::string_view& text, size_t limit = SIZE_MAX);
  // Target of a link; valid until the next read_link(). One longer than the buffer is cut.
  bool read_link(int folder, const char* name, std::string_view& target);
  // Names of a folder that are numbers, ascending. `folder` is read from its beginning.
  bool list_numbers(int folder, std::vector<uint64_t>& numbers);

  // Calls take(line) for each line, without its newline, however long the file is.
  template <typename Take>
  bool for_each_line(int folder, const char* name, Take take) {
    const int fd = open_file(folder, name);
    if (fd < 0) return false;
    size_t kept = 0;
    for (;;) {
      const int64_t got = read_more(fd, kept);
      if (got <= 0) break;
      std::string_view rest(buffer_.data(), kept + static_cast<size_t>(got));
      for (size_t end; (end = rest.find('\n')) != rest.npos; rest.remove_prefix(end + 1)) {
        take(rest.substr(0, end));
      }
      kept = rest.size();
      buffer_.replace(0, kept, std::string(rest));
    }
    if (kept) take(std::string_view(buffer_.data(), kept));
    close_file(fd);
    return true;
  }

 private:
  static int open_file(int folder, const char* name);
  static void close_file(int fd);
  // Reads behind the first `kept` bytes of the buffer; 0 at the end, negative on an error.
  int64_t read_more(int fd, size_t kept);

  std::string buffer_ = std::string(size_t{64} << 10, '\0');
  std::string link_ = std::string(4096, '\0');
  std::string entries_ = std::string(size_t{32} << 10, '\0');
};

// A text that is taken apart from the left: numbers, words.
class TextCursor {
 public:
  explicit TextCursor(std::string_view text) : rest_(text) {}
  // The next word between blanks; empty at the end.
  std::string_view word();
  // The next word as a number; false when it is none.
  bool number(int64_t& value);
  bool number(uint64_t& value, int base = 10);
  void skip_words(int count) {
    while (count-- > 0) word();
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// The whole text as a number; false when it is anything else.
bool parse_number(std::string_view text, uint64_t& value, int base = 10);

}  // namespace sonde
