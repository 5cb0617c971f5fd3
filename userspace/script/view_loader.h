// Views from .lua files: every file that sets the global table `view_info` is one (and none that
// sets the global text `description`: that is a chisel). Files without view_info,
// such as libraries of chisels, are passed over. Each file runs in a Lua state of its own without
// io, os and the loading of C code.
// Called by tui/main.cpp. Next: view/view_spec.h, docs/views.md.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "view/view_spec.h"

namespace sonde {

struct ViewLibrary {
  std::vector<ViewPtr> views;         // by name
  std::vector<std::string> problems;  // files that were passed over: path, line and reason

  // nullptr when there is none.
  ViewPtr find(std::string_view id) const;
  // Views that apply after a drill-down on `field` ("" = none yet), without those that are not for
  // a screen (tag nocsysdig).
  std::vector<ViewPtr> that_apply(std::string_view field) const;
};

// The error says which file, which line, what is wrong.
Result<ViewPtr> load_view(const std::string& path);
// All views of these folders; of two with the same id the one of the earlier folder counts.
ViewLibrary load_views(const std::vector<std::string>& folders);
// Where views are looked for: $SONDE_VIEWS (folders separated by colons), ~/.config/sonde/views,
// the source's views/ when the program is run from a build tree, and the installed folder.
std::vector<std::string> view_folders();

}  // namespace sonde
