// Chisel: one Lua script that is asked about events: `description` and the like at its top,
// callbacks such as on_event() below. The script sees the libraries of the api_*.cpp files.
// Every callback is limited in time and memory (lua_guard.h); after an error a chisel is not
// called any more. Used by chisel_set.cpp; where scripts lie: chisel_folders.h; docs/chisels.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdio>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "filter/filter.h"
#include "filter/operand.h"
#include "print/line_format.h"
#include "script/chisel_host.h"
#include "script/lua_guard.h"

namespace sonde {

struct ChiselArg {
  std::string name, description, type;
  bool optional = false;
};

// What the top of a script says of it.
struct ChiselInfo {
  std::string name;  // of the file, without .lua
  std::string path;
  std::string description, short_description, category;
  std::string folder;  // `output_folder`: the one folder that it may write files into
  bool hidden = false;
  std::vector<ChiselArg> args;
};

class Chisel {
 public:
  // Runs the text of the script once. `folders`: where its require() looks after its own folder.
  // The error is of kUsage when the file is no chisel, but a view or a library.
  static Result<std::unique_ptr<Chisel>> load(const std::string& path,
                                              const std::vector<std::string>& folders,
                                              bool trusted);
  ~Chisel();

  const ChiselInfo& info() const { return info_; }

  // The callbacks. False: the run is to end, see error() and ended_itself(). `host` must outlive
  // the chisel.
  bool begin(ChiselHost& host, const std::vector<std::string>& values);
  bool capture_start();
  // A moment that passed the filter of the command line.
  bool event(const Moment& moment) {
    if (filter_ && !filter_->matches(moment)) return true;
    return !has_on_event_ || call_on_event(moment);
  }
  bool interval(const Moment& moment, uint64_t ts_ns, uint64_t delta_ns);
  bool capture_end(const Moment* moment, uint64_t ts_ns, uint64_t delta_ns);

  // After begin(): another chisel is to take this one's place.
  bool wants_exec() const { return !exec_words_.empty(); }
  const std::vector<std::string>& exec_words() const { return exec_words_; }  // name, values
  // After an error nothing is called any more.
  bool failed() const { return error_.has_value(); }
  const Error& error() const { return *error_; }
  // By os.exit().
  bool exited() const { return exit_status_ >= 0; }
  int exit_status() const { return exit_status_; }

  // 0 = none. `from_first_event`: counted from there and not at multiples.
  uint64_t interval_ns() const { return interval_ns_; }
  bool interval_from_first_event() const { return interval_from_first_event_; }

 private:
  friend struct ChiselAccess;  // the libraries that scripts see
  enum class Phase : uint8_t { kLoad, kInit, kStart, kEvent, kInterval, kEnd };
  // A field that a script asked for.
  struct Handle {
    Operand operand;
    bool as_text = false;  // its text is shown in the form that the user chose
  };

  Chisel(std::string path, std::vector<std::string> folders, bool trusted);
  Result<void> run_text();
  Result<void> read_info();
  bool read_args(std::string& problem);
  bool fail(std::string what, std::string hint = {});
  bool call(const char* callback, int arguments);
  bool call_for_true(const char* callback, int arguments);
  bool call_on_event(const Moment& moment);
  bool print(const Moment& moment);
  void leave(const char* callback);
  bool has_global(const char* name);

  ChiselInfo info_;
  std::vector<std::string> folders_;
  bool trusted_;
  ChiselHost* host_ = nullptr;
  std::optional<Filter> filter_;
  std::optional<LineFormat> format_;
  std::deque<Handle> handles_;  // their places do not change
  std::deque<std::FILE*> files_;
  const Moment* moment_ = nullptr;  // what evt.* is about; nullptr = nothing
  uint64_t ts_ns_ = 0;              // of it
  uint64_t first_ts_ns_ = 0;
  Phase phase_ = Phase::kLoad;
  int on_event_ref_ = 0;
  bool has_on_event_ = false;
  uint64_t interval_ns_ = 0;
  bool interval_from_first_event_ = false;
  int exit_status_ = -1;
  std::vector<std::string> exec_words_, values_;  // values_: of the arguments
  std::optional<Error> error_;
  std::optional<Filter> list_filter_;  // of a table of threads
  Scratch scratch_;
  std::string text_;  // of a value, while it is on its way into Lua
  LuaGuard guard_;
};

}  // namespace sonde
