// FileEngine: the order of the files and the progress over all of them.
// SPDX-License-Identifier: Apache-2.0
#include "engine/file_engine.h"

#include <sys/stat.h>

namespace sonde {
namespace {

// 0 for what is no regular file: a pipe, a file that is not there.
uint64_t file_bytes(const std::string& path) {
  struct stat status;
  if (path == "-" || ::stat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return 0;
  return static_cast<uint64_t>(status.st_size);
}

}  // namespace

Result<std::unique_ptr<FileEngine>> FileEngine::open(std::vector<std::string> paths,
                                                     const std::atomic<bool>* stop, int copy) {
  if (paths.empty()) return Error{ErrorKind::kUsage, "no capture file is given", ""};
  std::unique_ptr<FileEngine> engine(new FileEngine(std::move(paths), stop));
  uint64_t sum = 0;
  for (const std::string& path : engine->paths_) {
    engine->bytes_before_.push_back(sum);
    sum += file_bytes(path);
  }
  engine->bytes_before_.push_back(sum);
  Result<void> opened = engine->open_current(copy);
  if (!opened) return opened.error();
  return engine;
}

Result<void> FileEngine::open_current(int copy) {
  if (paths_.size() > 1) damage_.set_prefix(path() + ": ");
  auto reader = Reader::open(path(), damage_, stop_, copy);
  if (!reader) return reader.error();
  reader_ = reader.take();
  return {};
}

Result<Next> FileEngine::other_step(Reader::Step step) {
  switch (step) {
    case Reader::Step::kEvent:
      return Next::kEvent;
    case Reader::Step::kSnapshot:
      return Next::kSnapshot;
    case Reader::Step::kRestart:
      return Next::kRestart;
    case Reader::Step::kEnd:
      break;
  }
  if (reader_->error()) return *reader_->error();
  if (index_ + 1 == paths_.size()) return Next::kEnd;
  ++index_;
  Result<void> opened = open_current();
  if (!opened) return opened.error();
  return Next::kRestart;
}

double FileEngine::progress() const {
  const double part = reader_->progress();
  const uint64_t all = bytes_before_.back();
  if (part < 0 || all == 0) return -1;
  const uint64_t before = bytes_before_[index_];
  const uint64_t current = bytes_before_[index_ + 1] - before;
  return (static_cast<double>(before) + part * static_cast<double>(current)) /
         static_cast<double>(all);
}

}  // namespace sonde
