// FileEngine: capture files as a source of events, several one after the other when asked to.
// Used by session/. The reading itself is capfile/reader.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "capfile/reader.h"
#include "engine/engine.h"

namespace sonde {

class FileEngine : public Engine {
 public:
  // Opens the first of `paths` ("-" is standard input); the others are opened when their turn
  // comes, each preceded by kRestart and with events numbered from 1 again. `stop`, when given,
  // ends a read() that a signal interrupted; it must outlive the engine. `copy`: a descriptor that
  // gets the uncompressed bytes of the first file; it is taken over.
  static Result<std::unique_ptr<FileEngine>> open(std::vector<std::string> paths,
                                                  const std::atomic<bool>* stop = nullptr,
                                                  int copy = -1);

  Result<Next> next(RawEvent& event) override {
    const Reader::Step step = reader_->next(event);
    if (step == Reader::Step::kEvent) [[likely]]
      return Next::kEvent;
    return other_step(step);
  }
  SnapshotItem& snapshot() override { return reader_->snapshot(); }
  const std::vector<Damage>& damage() const override { return damage_.entries(); }
  double progress() const override;

  // The file that is being read.
  const std::string& path() const { return paths_[index_]; }

 private:
  explicit FileEngine(std::vector<std::string> paths, const std::atomic<bool>* stop)
      : paths_(std::move(paths)), stop_(stop) {}
  Result<void> open_current(int copy = -1);
  Result<Next> other_step(Reader::Step step);

  std::vector<std::string> paths_;
  std::vector<uint64_t> bytes_before_;  // of the files before each; one more entry: of all
  const std::atomic<bool>* stop_;
  size_t index_ = 0;
  DamageLog damage_;
  std::unique_ptr<Reader> reader_;
};

}  // namespace sonde
