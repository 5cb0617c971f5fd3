// The prompt for the name of a capture file into which the events behind the screen are written. A
// file that exists is never written over.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/pane.h"
#include "tui/prompt/prompt.h"

namespace sonde {

namespace {

std::string default_name(const Level& level) {
  return (level.view ? level.view->id : "events") + ".scap";
}

class SaveEventsPrompt : public Prompt {
 public:
  explicit SaveEventsPrompt(Host& host)
      : Prompt(host, "Save events as: ", default_name(host.level())) {}

 protected:
  bool finish(const std::string& path) override {
    remember(path);
    if (path.empty())
      host_.show_message("Not written: the file has no name.");
    else
      host_.save_events(path, host_.level().pane->scope_to_save());
    return false;
  }
};

}  // namespace

std::shared_ptr<Prompt> make_save_events_prompt(Host& host) {
  return std::make_shared<SaveEventsPrompt>(host);
}

}  // namespace sonde
