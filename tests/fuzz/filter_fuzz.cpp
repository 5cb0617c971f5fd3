// Any text as a filter: compiling must neither crash nor take forever, an error must say something,
// and a filter that compiles must decide as its naive walk does. tests/fuzz/filter.dict has the
// words:
//   build-fuzz/tests/fuzz/filter_fuzz -dict=tests/fuzz/filter.dict tests/fuzz/corpus/filter
// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "../support/event_builder.h"
#include "../support/naive_walk.h"
#include "filter/filter.h"
#include "filter/operand.h"
#include "state/state.h"
#include "state/text_options.h"

namespace {

using namespace sonde;

// A process with a parent and an open file that calls openat.
class Scene {
 public:
  Scene() : event_(EventId::SYSCALL_OPENAT_2_X, 10, 1700000000000000000) {
    std::vector<ThreadSnapshot> threads(2);
    threads[0].tid = threads[0].pid = 1;
    threads[0].comm = "init";
    threads[1].tid = threads[1].pid = 10;
    threads[1].ptid = 1;
    threads[1].comm = "cat";
    threads[1].exe = "/bin/cat";
    threads[1].args = std::string("-n\0/etc/passwd\0", 15);
    threads[1].cwd = "/root/";
    state_.apply(SnapshotItem(threads));
    event_.s64(3).s64(-100).text("/etc/passwd").u32(1).u32(0).u32(2049).u64(77);
    moment_.scratch = &scratch_;
    moment_.text = &options_;
    state_.step(event_.get(), moment_);
  }
  const Moment& moment() {
    scratch_.reset();
    return moment_;
  }

 private:
  EventBuilder event_;
  State state_;
  Scratch scratch_;
  TextOptions options_;
  Moment moment_;
};

// Fields whose answer changes with every question cannot be asked twice.
bool has_moving_field(std::string_view text) {
  return text.find("deltatime") != std::string_view::npos ||
         text.find("util.cnt") != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Scene scene;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<FilterWarning> warnings;
  Result<Filter> filter = Filter::compile(text, &warnings);
  for (const FilterWarning& warning : warnings) {
    if (warning.at > size || describe(warning, text).empty()) std::abort();
  }
  if (!filter) {
    const Error& error = filter.error();
    if (error.kind != ErrorKind::kUsage || error.what.empty() || error.what.back() != '^') {
      std::abort();
    }
  } else {
    if (filter.value().explain().empty()) std::abort();
    const bool answer = filter.value().matches(scene.moment());
    if (!has_moving_field(text) && answer != matches_naively(filter.value(), scene.moment())) {
      std::abort();
    }
  }
  size_t used = 0;
  Result<Operand> operand = Operand::parse(text, used, /*for_output=*/true);
  if (operand) {
    if (used == 0 || used > size) std::abort();
    std::string out;
    operand.value().append(out, scene.moment());
  }
  return 0;
}
