// FileEngine: one capture file as a source of events. It reads nothing ahead and knows nothing of
// other files: the order of several inputs is the session's.
// Used by session/session.h. Next: capfile/reader.h, which does the reading.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/damage.h"
#include "capfile/reader.h"
#include "engine/engine.h"

namespace sonde {

class FileEngine : public Engine {
 public:
  // `path` may be "-": standard input. `stop`, when given, ends a read() that a signal interrupted;
  // it must outlive the engine. `copy`: a descriptor that gets the uncompressed bytes as they are
  // read, or -1; it is taken over.
  static Result<std::unique_ptr<FileEngine>> open(const std::string& path,
                                                  const std::atomic<bool>* stop = nullptr,
                                                  int copy = -1);

  // Damaged input is no error: it is listed in damage(), and reading goes on or ends.
  Result<Next> next(RawEvent& event) override {
    const Reader::Step step = reader_->next(event);
    if (step == Reader::Step::kEvent) [[likely]]
      return Next::kEvent;
    return other_step(step);
  }
  SnapshotItem& snapshot() override { return reader_->snapshot(); }
  const std::vector<Damage>& damage() const { return damage_.entries(); }
  // 0.0 .. 1.0 of the compressed bytes, or a negative number when the size is unknown.
  double progress() const { return reader_->progress(); }
  // Why `copy` has not all that was read, as errno has it; 0: it has.
  int copy_error() const { return reader_->copy_error(); }

 private:
  FileEngine() = default;
  Result<Next> other_step(Reader::Step step) const;

  DamageLog damage_;  // the reader writes into it
  std::unique_ptr<Reader> reader_;
};

}  // namespace sonde
