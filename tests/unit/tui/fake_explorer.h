// FakeExplorer: answers at once with fixed tables, lines and spectrograms, and keeps what was
// asked. And a model on it whose keys are typed as words: ModelOnFake("procs").type("Down Enter").
// Used by the tests of this folder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "tui/model/model.h"
#include "tui/pane/lines_pane.h"
#include "tui/pane/spectrogram_pane.h"
#include "tui/pane/table_pane.h"

namespace sonde {

// A table of texts: a cell that begins with a digit is a number, "-" is none.
class TableMaker {
 public:
  TableMaker(ViewPtr view, std::string key_field);
  TableMaker& column(const std::string& name, const std::string& field, int width, ColumnUnit unit,
                     bool hidden = false);
  TableMaker& row(const std::string& key, const std::vector<std::string>& cells, uint8_t flags = 0);
  TableMaker& sorted_by(int column, bool descending);
  TablePtr table() const { return table_; }

 private:
  std::shared_ptr<Table> table_ = std::make_shared<Table>();
};

// procs, threads, files, a list (opens), a spectrogram (spectro_all), errors; see
// fake_explorer.cpp.
const ViewLibrary& fake_views();

class FakeExplorer : public Explorer {
 public:
  uint64_t ask(Request request) override;
  void cancel(uint64_t ticket) override;
  std::optional<Reply> take() override;
  int wake_fd() const override { return -1; }
  ExplorerStatus status() const override { return status_; }
  // Answers once more what follows and was not cancelled.
  void answer_again();

  // The last request of a kind; nullptr when there was none.
  template <typename Kind>
  const Kind* asked() const {
    for (auto at = requests_.rbegin(); at != requests_.rend(); ++at) {
      if (const auto* request = std::get_if<Kind>(&*at)) return request;
    }
    return nullptr;
  }

  ExplorerStatus status_;
  std::vector<Request> requests_;
  bool silent_ = false;          // no answers
  std::string refusal_;          // an error instead of tables and lines
  bool refuses_events_ = false;  // errors instead of details
  bool empty_ = false;           // tables and lines without rows
  TablePtr procs_;               // instead of the fixed one
  uint64_t lines_ = 1000;        // events of dig
  std::vector<uint64_t> cancelled_;

 private:
  Answer answer(const Request& request) const;

  std::deque<Reply> replies_;
  std::map<uint64_t, Request> followers_;
  uint64_t next_ = 1;
};

class ModelOnFake {
 public:
  explicit ModelOnFake(const std::string& view = "procs", Size size = {100, 24}, bool live = true,
                       bool htop = false);
  // Names of keys with blanks between; 'text' in quotes is typed letter by letter.
  ModelOnFake& type(const std::string& keys);
  std::string screen();                 // as text
  bool shows(const std::string& text);  // on the screen
  std::string selected() const;         // key of the selected row
  // Of the top level, which must be of that kind.
  const TableState& table() const;
  const LinesState& lines() const;
  const SpectrogramState& spectrogram() const;

  FakeExplorer explorer;
  std::unique_ptr<Model> model;
};

}  // namespace sonde
