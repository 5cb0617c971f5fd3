// Reads a ViewSpec out of what a file left in view_info; see docs/views.md for the keys. Keys that
// are not known are passed over, so that files written for other programs load; a value of the
// wrong kind is an error, so that a slip of the pen is not.
// SPDX-License-Identifier: Apache-2.0
#include "script/view_loader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "base/nearest.h"
#include "fields/field.h"
#include "filter/filter.h"
#include "script/sandbox.h"

namespace sonde {
namespace {

using Kind = ScriptValue::Kind;

constexpr uintmax_t kLargestFile = 1u << 20;
constexpr int kWidestColumn = 10'000;

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

// The field or filter as it is one level below the first: every form of %depth gives an index then.
std::string at_some_depth(std::string_view text) { return with_depth(text, 1); }

// Fills a ViewSpec and keeps the first thing that is wrong.
class ViewReader {
 public:
  ViewReader(std::string_view text, const ScriptValue& info) : text_(text), info_(info) {}

  bool read(ViewSpec& view) {
    top(view);
    columns(view);
    actions(view);
    if (!problem_) check(view);
    return !problem_;
  }
  const Error& problem() const { return *problem_; }
  size_t line() const { return line_; }

 private:
  // `quoted`: a text of the file that is to blame, for the number of its line.
  void fail(std::string what, std::string_view quoted = {}, std::string hint = {}) {
    if (problem_) return;
    problem_ = Error{ErrorKind::kInput, where_ + std::move(what), std::move(hint)};
    if (quoted.empty()) return;
    for (const char quote : {'"', '\''}) {
      const size_t at = text_.find(quote + std::string(quoted) + quote);
      if (at == std::string_view::npos) continue;
      line_ = 1 + static_cast<size_t>(std::count(text_.begin(), text_.begin() + at, '\n'));
      return;
    }
  }

  // The value of a key if it is of that kind. Other kinds are errors, nil is not.
  const ScriptValue* get(const ScriptValue& table, std::string_view key, Kind kind) {
    const ScriptValue& value = table[key];
    if (value.is(kind)) return &value;
    if (!value.is(Kind::kNil)) {
      fail(std::string(key) + " must be " + std::string(kind_name(kind)) + ", not " +
           std::string(kind_name(value.kind)));
    }
    return nullptr;
  }
  void get_text(const ScriptValue& table, std::string_view key, std::string& out) {
    if (const ScriptValue* value = get(table, key, Kind::kText)) out = value->text;
  }
  void get_bool(const ScriptValue& table, std::string_view key, bool& out) {
    if (const ScriptValue* value = get(table, key, Kind::kBool)) out = value->boolean;
  }
  void get_texts(const ScriptValue& table, std::string_view key, std::vector<std::string>& out) {
    const ScriptValue* list = get(table, key, Kind::kTable);
    if (!list) return;
    for (const ScriptValue& item : list->items) {
      if (!item.is(Kind::kText)) fail(std::string(key) + " must be a list of texts");
      out.push_back(item.text);
    }
  }
  template <typename T>
  void get_word(const ScriptValue& table, std::string_view key, std::span<const ViewWord<T>> words,
                T& out) {
    const ScriptValue* value = get(table, key, Kind::kText);
    if (!value) return;
    std::string known;
    Nearest nearest(value->text);
    for (const ViewWord<T>& word : words) {
      if (word.name == value->text) {
        out = word.value;
        return;
      }
      known += (known.empty() ? "" : ", ") + std::string(word.name);
      nearest.offer(word.name);
    }
    const std::string question = nearest.question();
    fail("unknown " + std::string(key) + " " + in_quotes(value->text), value->text,
         question.empty() ? "it may be " + known : question);
  }

  void top(ViewSpec& view) {
    get_text(info_, "id", view.id);
    get_text(info_, "name", view.name);
    get_text(info_, "description", view.description);
    get_texts(info_, "tips", view.tips);
    get_texts(info_, "tags", view.tags);
    get_word(info_, "view_type", view_type_words(), view.type);
    get_texts(info_, "applies_to", view.applies_to);
    get_text(info_, "filter", view.filter);
    get_bool(info_, "use_defaults", view.use_defaults);
    get_bool(info_, "is_root", view.is_root);
    get_text(info_, "drilldown_target", view.drilldown_target);
    get_bool(info_, "drilldown_increase_depth", view.drilldown_increase_depth);
    get_bool(info_, "propagate_filter", view.propagate_filter);
    get_text(info_, "spectro_type", view.spectro_type);
    if (view.use_defaults && view.type == ViewType::kTable) view.row_source = RowSource::kThreads;
    get_word(info_, "row_source", row_source_words(), view.row_source);
    if (view.id.empty()) fail("the view has no id");
    if (view.name.empty()) view.name = view.id;
  }

  void columns(ViewSpec& view) {
    const ScriptValue* list = get(info_, "columns", Kind::kTable);
    if (!list || list->items.empty()) return fail("the view has no columns");
    for (const ScriptValue& item : list->items) {
      where_ = "column " + std::to_string(view.columns.size() + 1) + ": ";
      if (!item.is(Kind::kTable)) return fail("a column must be a table");
      view.columns.push_back(column(item));
    }
    where_.clear();
  }

  ColumnSpec column(const ScriptValue& item) {
    ColumnSpec column;
    get_text(item, "name", column.name);
    if (!column.name.empty())
      where_ = where_.substr(0, where_.size() - 2) + " (" + column.name + "): ";
    get_text(item, "field", column.field);
    get_text(item, "description", column.description);
    if (const ScriptValue* width = get(item, "colsize", Kind::kNumber)) {
      if (!(width->number >= 0 && width->number <= kWidestColumn)) {
        fail("colsize must be from 0 to " + std::to_string(kWidestColumn));
      } else {
        column.width = static_cast<int>(width->number);
      }
    }
    get_word(item, "aggregation", aggregation_words(), column.aggregation);
    get_word(item, "groupby_aggregation", aggregation_words(), column.group_aggregation);
    get_bool(item, "is_key", column.is_key);
    get_bool(item, "is_groupby_key", column.is_group_key);
    get_bool(item, "is_sorting", column.is_sorting);
    get_bool(item, "hidden", column.is_hidden);
    get_texts(item, "tags", column.tags);
    get_text(item, "filterfield", column.filter_field);
    get_bool(item, "filter_in_child_only", column.filter_in_child_only);
    if (column.field.empty()) {
      fail("the column has no field");
    } else {
      check_field(column.field);
    }
    if (!column.filter_field.empty()) check_field(column.filter_field);
    return column;
  }

  void check_field(const std::string& name) {
    const std::string plain = at_some_depth(name);
    size_t used = 0;
    const Result<FieldUse> found = parse_field(plain, used);
    if (!found) return fail(found.error().what, name, found.error().hint);
    if (used == plain.size()) return;
    const std::string_view nearest = nearest_field(plain);
    fail("unknown field " + in_quotes(name), name,
         nearest.empty() ? std::string() : "did you mean " + in_quotes(nearest) + "?");
  }

  void actions(ViewSpec& view) {
    const ScriptValue* list = get(info_, "actions", Kind::kTable);
    if (!list) return;
    for (const ScriptValue& item : list->items) {
      where_ = "action " + std::to_string(view.actions.size() + 1) + ": ";
      if (!item.is(Kind::kTable)) return fail("an action must be a table");
      ActionSpec action;
      std::string hotkey;
      get_text(item, "hotkey", hotkey);
      get_text(item, "command", action.command);
      get_text(item, "description", action.description);
      get_bool(item, "ask_confirmation", action.ask_confirmation);
      get_bool(item, "wait_finish", action.wait_finish);
      if (hotkey.size() != 1 || hotkey[0] <= ' ' || hotkey[0] > '~') {
        fail("hotkey must be one character");
      } else {
        action.hotkey = hotkey[0];
      }
      if (action.command.empty()) fail("the action has no command");
      view.actions.push_back(std::move(action));
    }
    where_.clear();
  }

  // What must hold whichever tag of columns is active.
  void check(const ViewSpec& view) {
    for (const std::string_view tag : {"default", "containers"}) {
      int keys = 0, groups = 0, sorting = 0;
      for (const ColumnSpec& column : view.columns) {
        const auto& tags = column.tags;
        if (!tags.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end()) continue;
        keys += column.is_key;
        groups += column.is_group_key;
        sorting += column.is_sorting;
      }
      const std::string with_tag = tag == "default" ? "" : " (columns with the tag containers)";
      if (view.type == ViewType::kList) {
        if (keys || groups) fail("a list has a row for each event: no column can be a key");
      } else if (keys != 1) {
        fail((keys ? "more than one column has is_key" : "no column has is_key") + with_tag);
      }
      if (groups > 1) fail("more than one column has is_groupby_key" + with_tag);
      if (sorting > 1) fail("more than one column has is_sorting" + with_tag);
    }
    if (view.filter.empty()) return;
    const Result<Filter> filter = Filter::compile(at_some_depth(view.filter), nullptr);
    if (filter) return;
    const std::string& reason = filter.error().what;
    fail("filter: " + reason.substr(0, reason.find('\n')), view.filter, filter.error().hint);
  }

  std::string_view text_;
  const ScriptValue& info_;
  std::string where_;  // what the reader is at
  std::optional<Error> problem_;
  size_t line_ = 0;  // of the problem; 0 = unknown
};

struct Loaded {
  ViewPtr view;  // nullptr: see the error, or it is a chisel
  bool is_chisel = false;
  bool is_other = false;  // it does not even speak of view_info: a library of chisels
  Error error;
};

Result<std::string> read_text(const std::string& path) {
  const auto refuse = [&](const std::string& why) {
    return Error{ErrorKind::kSystem, "cannot read " + path + ": " + why, {}};
  };
  std::error_code code;
  if (std::filesystem::is_directory(path, code)) return refuse("it is a folder");
  std::ifstream file(path, std::ios::binary);
  if (!file) return refuse(std::strerror(errno));
  std::string text;
  char block[16384];
  while (file.read(block, sizeof block), file.gcount() > 0) {
    text.append(block, static_cast<size_t>(file.gcount()));
    if (text.size() > kLargestFile) return refuse("it has more than 1 MiB");
  }
  return text;
}

Loaded load(const std::string& path) {
  Loaded loaded;
  const Result<std::string> text = read_text(path);
  if (!text) {
    loaded.error = text.error();
    return loaded;
  }
  constexpr std::string_view kWanted[] = {"view_info", "description"};
  const SandboxRun run = run_in_sandbox(text.value(), kWanted);
  const auto refuse = [&](size_t line, const std::string& why, const std::string& hint) {
    const std::string place = line ? ":" + std::to_string(line) : std::string();
    loaded.error = {ErrorKind::kInput, path + place + ": " + why, hint};
  };
  loaded.is_chisel = run.globals[1].is(Kind::kText);
  loaded.is_other = text.value().find("view_info") == std::string::npos;
  if (loaded.is_chisel) {
    refuse(0, "this is a chisel, not a view: it sets the global text 'description'", {});
  } else if (run.failed) {
    refuse(static_cast<size_t>(run.line), run.reason, {});
  } else if (!run.globals[0].is(Kind::kTable)) {
    refuse(0, "the file does not set the global table view_info", {});
  } else {
    auto view = std::make_shared<ViewSpec>();
    ViewReader reader(text.value(), run.globals[0]);
    view->path = path;
    if (reader.read(*view)) {
      loaded.view = std::move(view);
    } else {
      refuse(reader.line(), reader.problem().what, reader.problem().hint);
    }
  }
  return loaded;
}

std::vector<std::string> lua_files(const std::string& folder, std::vector<std::string>& problems) {
  std::vector<std::string> files;
  std::error_code code;
  for (std::filesystem::directory_iterator entry(folder, code), end; !code && entry != end;
       entry.increment(code)) {
    if (entry->path().extension() == ".lua") files.push_back(entry->path());
  }
  if (code && code != std::errc::no_such_file_or_directory) {
    problems.push_back("cannot read the folder " + folder + ": " + code.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string as_problem(const Error& error) {
  return error.hint.empty() ? error.what : error.what + "; " + error.hint;
}

}  // namespace

ViewPtr ViewLibrary::find(std::string_view id) const {
  for (const ViewPtr& view : views) {
    if (view->id == id) return view;
  }
  return nullptr;
}

std::vector<ViewPtr> ViewLibrary::that_apply(std::string_view field) const {
  std::vector<ViewPtr> found;
  for (const ViewPtr& view : views) {
    const auto& tags = view->tags;
    const bool hidden = std::find(tags.begin(), tags.end(), "nocsysdig") != tags.end();
    if (!hidden && view->applies(field)) found.push_back(view);
  }
  return found;
}

Result<ViewPtr> load_view(const std::string& path) {
  Loaded loaded = load(path);
  if (loaded.view) return std::move(loaded.view);
  return std::move(loaded.error);
}

ViewLibrary load_views(const std::vector<std::string>& folders) {
  ViewLibrary library;
  std::vector<std::filesystem::path> seen;  // a folder may be named twice
  for (const std::string& folder : folders) {
    std::error_code code;
    const std::filesystem::path real = std::filesystem::canonical(folder, code);
    if (!code && std::find(seen.begin(), seen.end(), real) != seen.end()) continue;
    seen.push_back(real);
    for (const std::string& path : lua_files(folder, library.problems)) {
      Loaded loaded = load(path);
      if (loaded.is_chisel || loaded.is_other) continue;
      if (!loaded.view) {
        library.problems.push_back(as_problem(loaded.error));
        continue;
      }
      const ViewPtr other = library.find(loaded.view->id);
      if (!other) {
        library.views.push_back(std::move(loaded.view));
      } else if (std::filesystem::path(other->path).parent_path() ==
                 std::filesystem::path(path).parent_path()) {
        library.problems.push_back(path + ": " + other->path + " has the same id " +
                                   in_quotes(other->id));
      }
    }
  }
  std::sort(library.views.begin(), library.views.end(), [](const ViewPtr& a, const ViewPtr& b) {
    return a->name != b->name ? a->name < b->name : a->id < b->id;
  });
  return library;
}

}  // namespace sonde
