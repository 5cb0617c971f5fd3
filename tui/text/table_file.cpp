// Writing a table into a file, as text, CSV or JSON, by the name's ending; see table_file.h.
// SPDX-License-Identifier: Apache-2.0
#include "tui/text/table_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tui/text/table_text.h"

namespace sonde {

std::string table_text(const Table& table, const std::vector<uint32_t>& rows,
                       const std::vector<size_t>& columns, std::string_view file_name) {
  const TablePart part{table, rows, columns};
  if (file_name.ends_with(".json")) return part_as_json(part);
  if (file_name.ends_with(".csv")) return part_as_csv(part);
  return part_as_text(part);
}

Result<void> write_new_file(const std::string& path, std::string_view text) {
  const auto failed = [&] {
    return Error{ErrorKind::kSystem, "cannot write " + path + ": " + std::strerror(errno), ""};
  };
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failed();
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) {
      const Error error = failed();
      close(fd);
      return error;
    }
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (close(fd) != 0) return failed();
  return {};
}

}  // namespace sonde
