// Writing what is on the screen into a file (as text, CSV or JSON, by the name's ending), and the
// events behind it into a capture. A file that exists is never written over.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/export.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tui/model/model.h"
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
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
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

void Model::save_table(const std::string& path) {
  const Level& top = level();
  if (path.empty()) return say("Not written: the file has no name.");
  if (!top.table.table) return say("There is no table to write yet.");
  std::vector<size_t> columns;
  for (size_t column = 0; column < top.table.table->columns.size(); ++column) {
    if (is_shown(top, column)) columns.push_back(column);
  }
  const auto written =
      write_new_file(path, table_text(*top.table.table, top.table.order, columns, path));
  if (!written.ok()) return say(written.error().what, true);
  say("Wrote " + grouped(top.table.order.size()) + " rows to " + path + ".");
}

void Model::save_events(const std::string& path) {
  if (path.empty()) return say("Not written: the file has no name.");
  const Level& top = level();
  ExportRequest request;
  request.scope = scope_of(top, true);
  if (top.kind == Level::Kind::kTable && !top.table.tags.empty()) {
    request.scope.filter = both_filters(request.scope.filter, selection_filter());
  }
  request.path = path;
  cancel(export_ticket_);
  export_ticket_ = explorer_.ask(std::move(request));
  say("Writing " + path + " ...");
}

}  // namespace sonde
