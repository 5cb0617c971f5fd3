// The prompt for the name of a file into which the rows on the screen are written. A file that
// exists is never written over.
// SPDX-License-Identifier: Apache-2.0
#include "tui/pane/table_pane.h"
#include "tui/prompt/prompt.h"

namespace sonde {

namespace {

class SaveTablePrompt : public Prompt {
 public:
  explicit SaveTablePrompt(Host& host)
      : Prompt(host, "Save table as: ", host.level().view->id + ".csv") {}

 protected:
  bool finish(const std::string& path) override {
    remember(path);
    if (TablePane* pane = table_of(host_.level())) pane->save(path);
    return false;
  }
};

}  // namespace

std::shared_ptr<Prompt> make_save_table_prompt(Host& host) {
  return std::make_shared<SaveTablePrompt>(host);
}

}  // namespace sonde
