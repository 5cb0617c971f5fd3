// FileEngine: opening, and the steps that are no events. See file_engine.h.
// SPDX-License-Identifier: Apache-2.0
#include "engine/file_engine.h"

namespace sonde {

Result<std::unique_ptr<FileEngine>> FileEngine::open(const std::string& path,
                                                     const std::atomic<bool>* stop, int copy) {
  std::unique_ptr<FileEngine> engine(new FileEngine());
  auto reader = Reader::open(path, engine->damage_, stop, copy);
  if (!reader) return reader.error();
  engine->reader_ = reader.take();
  return engine;
}

Result<Next> FileEngine::other_step(Reader::Step step) const {
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
  return Next::kEnd;
}

}  // namespace sonde
