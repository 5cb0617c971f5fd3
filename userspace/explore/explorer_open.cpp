// Explorer::open(): from options to a session, copies of the captures and the thread. See
// explorer.h. Next: capture_copy.h (why captures are copied), explorer_thread.h.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include "explore/capture_copy.h"
#include "explore/explorer_thread.h"

namespace sonde {

Result<std::unique_ptr<Explorer>> Explorer::open(ExplorerOptions options) {
  auto stop = std::make_unique<std::atomic<bool>>(false);
  std::optional<Filter> filter;
  if (!options.filter.empty()) {
    auto compiled = Filter::compile(options.filter, nullptr);
    if (!compiled) return compiled.error();
    filter.emplace(compiled.take());
  }
  SessionOptions session;
  session.inputs = options.inputs;
  session.live.ring_bytes = options.ring_bytes;
  session.live.snaplen = options.snaplen_bytes;
  session.live.page_faults = options.page_faults;
  session.live.usage = true;
  session.exclude_users = options.exclude_users;
  session.live.filter = filter ? &*filter : nullptr;
  std::vector<int> files;
  const auto give_up = [&](const Error& error) {
    for (int fd : files) ::close(fd);
    return error;
  };
  const std::vector<std::string> paths = options.inputs;
  for (const std::string& path : paths) {
    auto copy = plain_copy_of(path);
    if (!copy) return give_up(copy.error());
    files.push_back(copy.value().read_fd);
    session.copies.push_back(copy.value().write_fd);
  }
  auto opened = Session::open(std::move(session), stop.get());
  if (!opened) return give_up(opened.error());
  auto explorer =
      std::make_unique<ExplorerThread>(std::move(options), opened.take(), std::move(stop));
  for (size_t i = 0; i < files.size(); ++i) explorer->add_input(files[i], paths[i]);
  explorer->set_filter(std::move(filter));
  explorer->start();
  return std::unique_ptr<Explorer>(std::move(explorer));
}

}  // namespace sonde
