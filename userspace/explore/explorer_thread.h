// ExplorerThread: the Explorer. Its thread alternates between taking events in and answering, so
// that state, index and filters have one owner; requests and replies cross under one lock.
// Made by Explorer::open(). Next: entry_list.h, time_scans.h, event_detail.h, view/query.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <unordered_set>

#include "explore/entry_list.h"
#include "explore/explorer.h"
#include "explore/rollup_thread.h"
#include "proc/machine_meters.h"
#include "proc/process_usage.h"
#include "session/session.h"

namespace sonde {

class ExplorerThread : public Explorer {
 public:
  ExplorerThread(ExplorerOptions options, std::unique_ptr<Session> session,
                 std::unique_ptr<std::atomic<bool>> stop);
  ~ExplorerThread() override;

  // Begins to read. Call it once, after opening what add_file() was given.
  void start();
  // The next input, and where its uncompressed bytes are; takes the descriptor.
  void add_input(int fd, const std::string& path);
  void set_filter(std::optional<Filter> filter) { filter_ = std::move(filter); }

  uint64_t ask(Request request) override;
  void cancel(uint64_t ticket) override;
  std::optional<Reply> take() override;
  int wake_fd() const override { return wake_fd_; }
  ExplorerStatus status() const override;

 private:
  struct Pending {
    uint64_t ticket;
    Request request;
  };

  // The thread's own.
  void run();
  void take_events();
  void take_event();
  void end_of_input(Session::Step step);
  bool answer_next();
  void answer_followers();
  bool is_follow_due() const;
  void reply_to(const Pending& pending);
  Result<Answer> answer(const Request& request);
  Result<Answer> answer(const TableRequest& request, const QueryContext& context);
  Result<Answer> answer(const LinesRequest& request, const QueryContext& context);
  Result<Answer> answer(const FindRequest& request, const QueryContext& context);
  Result<Answer> answer(const GotoRequest& request, const QueryContext& context);
  Result<Answer> answer(const ExportRequest& request, const QueryContext& context);
  Result<EntryList*> entries_of(const Scope& scope, EntryStyle style, const QueryContext& context);
  Scope resolved(const Scope& scope) const;
  QueryContext context();
  void wait_for_requests();
  void refresh_live();
  void sample_usage(uint64_t now_ns);
  void note_last_usage(const Moment& moment);
  void update_status();
  void note_unreadable();
  void wake();

  // Set before the thread runs.
  ExplorerOptions options_;
  std::unique_ptr<std::atomic<bool>> stop_;
  std::unique_ptr<Session> session_;
  EventStore store_;
  std::vector<std::string> inputs_;  // paths that can be read once more
  std::optional<Filter> filter_;
  int wake_fd_ = -1;

  // The thread's own.
  Index index_;
  RollupThread worker_;  // ends before the index does
  TextOptions text_;
  RowReplay replay_;
  ScanPool pool_;
  std::vector<std::unique_ptr<EntryList>> lists_;  // the last ones asked for
  // Of a capture that has been read: going back shows what was there, without another scan.
  struct KeptTable {
    TableRequest request;
    TablePtr table;
  };
  std::deque<KeptTable> tables_;  // the newest last
  size_t kept_cells_ = 0;
  MachineMeters meters_;
  ProcessUsage usage_;
  std::vector<Pending> followers_;
  bool reading_ = true;
  uint64_t begin_ns_ = 0;  // live: when recording began
  uint32_t input_ = 0;
  uint64_t next_follow_ns_ = 0, next_status_ns_ = 0, next_sample_ns_ = 0, next_refresh_ns_ = 0;
  uint64_t follow_every_ns_ = 0;
  uint64_t events_at_refresh_ = 0, refresh_ns_ = 0;

  // `lock_` guards these.
  mutable std::mutex lock_;
  std::condition_variable asked_;
  std::deque<Pending> requests_;
  std::deque<Reply> replies_;
  std::unordered_set<uint64_t> cancelled_tickets_;
  ExplorerStatus status_;
  uint64_t next_ticket_ = 1;
  uint64_t current_ticket_ = 0;  // of the request that is being answered

  std::atomic<bool> cancelled_{false};  // the request that is being answered
  std::atomic<bool> ending_{false};
  std::thread thread_;
};

}  // namespace sonde
