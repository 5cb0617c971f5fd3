// The prompt for a time to go to.
// SPDX-License-Identifier: Apache-2.0
#include "tui/prompt/prompt.h"
#include "tui/text/time_words.h"

namespace sonde {

namespace {

class TimePrompt : public Prompt {
 public:
  explicit TimePrompt(Host& host) : Prompt(host, "Time: ", "") {}

 protected:
  bool finish(const std::string& text) override {
    remember(text);
    const ExplorerStatus& status = host_.state().status;
    const auto ts_ns = time_named(text, status.first_ns, status.last_ns);
    if (!ts_ns) {
      host_.show_message("'" + text + "' is not a time: " + std::string(kTimeForms) + ".", true);
      return true;
    }
    host_.go_to_time(*ts_ns);
    return false;
  }
};

}  // namespace

std::shared_ptr<Prompt> make_time_prompt(Host& host) { return std::make_shared<TimePrompt>(host); }

}  // namespace sonde
