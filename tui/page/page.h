// Page: a text that lies over the whole screen: the help (help_page.cpp), the legend of a view
// (legend_page.cpp). It is scrolled; any other key leaves. Which action opens which: page_rows.cpp.
// Held by Model.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tui/host/host.h"
#include "tui/screen/frame.h"
#include "tui/text/text_format.h"

namespace sonde {

class Page {
 public:
  // `lines` are wrapped for the width that the screen has now.
  Page(Host& host, std::string title, std::vector<PageLine> lines)
      : host_(host), title_(std::move(title)), lines_(std::move(lines)) {}

  void draw(Frame& frame, const Rect& area) const;
  // False: the page is left.
  bool on_key(Key key);
  void scroll(long by);
  // The first line on the screen.
  size_t top() const { return top_; }

 private:
  Host& host_;
  std::string title_;
  std::vector<PageLine> lines_;
  size_t top_ = 0;
};

// The page that an action opens; it makes nullptr when there is nothing to show.
using PageMaker = std::shared_ptr<Page> (*)(Host&);
// nullptr: the action opens none.
PageMaker page_of(Action action);

std::shared_ptr<Page> make_help_page(Host& host);
std::shared_ptr<Page> make_legend_page(Host& host);

// A sentence below others, the first line with `head` in front, in lines of `width` cells.
void add_wrapped(std::vector<PageLine>& lines, const std::string& head, std::string_view text,
                 int head_cells, int width);
// An empty line and a title.
void add_title(std::vector<PageLine>& lines, std::string_view title);
// What a view is, its columns and its actions.
std::vector<PageLine> view_lines(const ViewSpec& view, int width);

}  // namespace sonde
