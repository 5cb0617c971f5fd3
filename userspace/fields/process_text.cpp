// The text of processes and the way to their ancestors; see process_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "fields/process_text.h"
#include "state/state.h"

#include <algorithm>
#include <cstring>

namespace sonde {

const Thread* parent_of(const Moment& moment, const Thread& leader) {
  const Thread* parent = moment.state->parent_of(leader);
  return parent == &leader ? nullptr : parent;
}

const Thread* ancestor_of(const Moment& moment, int64_t distance) {
  const Thread* at = &leader_of(moment);
  if (distance > kMaxAncestors) return nullptr;
  for (; at && distance > 0; --distance) at = parent_of(moment, *at);
  return at;
}

const Thread& session_leader_of(const Moment& moment) {
  const Thread& self = leader_of(moment);
  const int64_t sid = self.info->sid;
  const Thread* named = sid > 0 ? moment.state->find_thread(sid) : nullptr;
  if (named && named->info->valid) return *named;
  const Thread* oldest = &self;
  for_each_ancestor(moment, [&](const Thread& ancestor) {
    if (ancestor.info->sid != sid) return false;
    oldest = &ancestor;
    return true;
  });
  return *oldest;
}

namespace {

std::string_view without_last_nul(std::string_view list) {
  if (!list.empty() && list.back() == '\0') list.remove_suffix(1);
  return list;
}

void copy_joined(char* to, std::string_view list) {
  std::replace_copy(list.begin(), list.end(), to, '\0', ' ');
}

}  // namespace

std::string_view join_list(std::string_view list, Scratch& scratch) {
  list = without_last_nul(list);
  if (list.find('\0') == std::string_view::npos) return list;
  char* text = scratch.allocate(list.size());
  copy_joined(text, list);
  return {text, list.size()};
}

bool list_element(std::string_view list, int64_t index, std::string_view& out) {
  while (!list.empty()) {
    const size_t end = std::min(list.find('\0'), list.size());
    if (index-- == 0) {
      out = list.substr(0, end);
      return true;
    }
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

std::string_view command_line(std::string_view first, std::string_view args, Scratch& scratch) {
  if (args.empty()) return first;
  args = without_last_nul(args);
  const size_t size = first.size() + 1 + args.size();
  char* text = scratch.allocate(size);
  if (!first.empty()) std::memcpy(text, first.data(), first.size());
  text[first.size()] = ' ';
  copy_joined(text + first.size() + 1, args);
  return {text, size};
}

std::string_view environment_value(std::string_view env, std::string_view name) {
  while (!env.empty()) {
    const size_t end = std::min(env.find('\0'), env.size());
    std::string_view variable = env.substr(0, end);
    env.remove_prefix(std::min(end + 1, env.size()));
    if (variable.size() <= name.size() || variable[name.size()] != '=' ||
        !variable.starts_with(name)) {
      continue;
    }
    variable.remove_prefix(name.size() + 1);
    const size_t first = variable.find_first_not_of(" \t\n\r\f\v");
    if (first == std::string_view::npos) return {};
    return variable.substr(first, variable.find_last_not_of(" \t\n\r\f\v") - first + 1);
  }
  return {};
}

std::string_view concatenate(std::initializer_list<std::string_view> parts, Scratch& scratch) {
  size_t size = 0;
  for (std::string_view part : parts) size += part.size();
  char* text = scratch.allocate(size);
  size_t at = 0;
  for (std::string_view part : parts) {
    if (!part.empty()) std::memcpy(text + at, part.data(), part.size());
    at += part.size();
  }
  return {text, size};
}

}  // namespace sonde
