// See chisel_words.h.
// SPDX-License-Identifier: Apache-2.0
#include "cli/chisel_words.h"

#include <algorithm>
#include <map>

#include "base/log.h"
#include "base/text.h"
#include "filter/filter.h"
#include "script/chisel_folders.h"

namespace sonde {
namespace {

constexpr size_t kNameColumns = 20, kColumns = 100;

bool is_option(std::string_view word) { return word.size() > 1 && word[0] == '-'; }

// Whether the words up to the next option are a filter.
bool is_filter(std::span<const char* const> words) {
  std::string text;
  for (const std::string_view word : words) {
    if (is_option(word)) break;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return !text.empty() && Filter::compile(text, nullptr).ok();
}

// Whether the next word belongs to the chisel. What needs an argument takes it; what may have one
// takes it unless it is part of the filter; a filter as the only argument is taken always.
bool takes_word(const ChiselInfo& info, std::span<const char* const> rest) {
  if (info.args.empty() || rest.empty() || is_option(rest[0])) return false;
  const bool optional = std::all_of(info.args.begin(), info.args.end(),
                                    [](const ChiselArg& arg) { return arg.optional; });
  if (!optional || (info.args.size() == 1 && info.args[0].type == "filter")) return true;
  return !is_filter(rest);
}

// Calls visit(info) for those that can be loaded, and refuse(error) for others; views and libraries
// are neither.
template <typename Visit, typename Refuse>
void for_each_chisel(Visit visit, Refuse refuse) {
  const std::vector<std::string> folders = chisel_folders();
  for (const std::string& path : all_chisel_files(folders)) {
    auto chisel = Chisel::load(path, folders, false);
    if (chisel) {
      visit(chisel.value()->info());
    } else if (chisel.error().kind != ErrorKind::kUsage) {
      refuse(chisel.error());
    }
  }
}

const std::string& short_text(const ChiselInfo& info) {
  return info.short_description.empty() ? info.description : info.short_description;
}

}  // namespace

Result<ChiselRequest> read_chisel_words(std::string_view name, std::span<const char* const> rest,
                                        bool trusted, size_t& used) {
  const std::vector<std::string> folders = chisel_folders();
  Result<std::string> path = find_chisel(name, folders);
  if (!path) return path.error();
  auto chisel = Chisel::load(path.value(), folders, trusted);
  if (!chisel) return chisel.error();
  ChiselRequest request{chisel.take(), {}};
  const ChiselInfo& info = request.chisel->info();
  used = takes_word(info, rest) ? 1 : 0;
  auto values = split_chisel_values(info, used ? rest[0] : std::string_view());
  if (!values) return values.error();
  request.values = values.take();
  return request;
}

std::string chisel_list() {
  std::map<std::string, std::string> categories;
  std::string problems;
  for_each_chisel(
      [&](const ChiselInfo& info) {
        if (info.hidden) return;
        std::string& list = categories[info.category.empty() ? "Other" : info.category];
        std::string line = info.name;
        line.resize(std::max(line.size() + 1, kNameColumns), ' ');
        list += line + wrapped(short_text(info), kNameColumns, kColumns) + '\n';
      },
      [&](const Error& error) { problems += "  " + error.what + '\n'; });
  std::string out;
  for (const auto& [category, list] : categories) {
    out += (out.empty() ? "" : "\n") + category + '\n' + std::string(category.size(), '-') + '\n';
    out += list;
  }
  if (out.empty()) out = "There are no chisels.\n";
  if (!problems.empty()) out += "\nCannot be used:\n" + problems;
  return out + "\nsonde -i NAME says more about one.\n";
}

Result<std::string> chisel_help(const std::string& name) {
  const std::vector<std::string> folders = chisel_folders();
  Result<std::string> path = find_chisel(name, folders);
  if (!path) return path.error();
  auto chisel = Chisel::load(path.value(), folders, false);
  if (!chisel) return chisel.error();
  const ChiselInfo& info = chisel.value()->info();
  std::string out = "Category: " + (info.category.empty() ? "Other" : info.category) + '\n';
  out += "Name:     " + info.name + '\n';
  out += "File:     " + info.path + "\n\n";
  out += wrapped(info.description, 0, kColumns) + "\n\nArgs:\n";
  if (info.args.empty()) out += "(None)\n";
  for (const ChiselArg& arg : info.args) {
    const std::string head =
        "[" + (arg.type.empty() ? "string" : arg.type) + "] " + arg.name + " - ";
    out +=
        head + wrapped(arg.description, 4, kColumns) + (arg.optional ? " (optional)" : "") + '\n';
  }
  return out;
}

std::string chisel_names() {
  std::string out;
  for_each_chisel(
      [&](const ChiselInfo& info) {
        if (!info.hidden) out += info.name + '\n';
      },
      [](const Error&) {});
  return out;
}

}  // namespace sonde
