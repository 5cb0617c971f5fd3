// The library sysdig: what a script asks of the program: how it is used, its capture filter, the
// form of data, an end of the capture, times as text. The tables are in api_tables.cpp.
// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/log.h"
#include "script/chisel_access.h"
#include "state/state.h"

namespace sonde {
namespace {

constexpr size_t kMaxRunWords = 100'000;

// Words apart at blanks; quotes keep blanks together.
std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  bool quoted = false, open = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
      open = true;
      if (words.empty()) words.emplace_back();
      continue;
    }
    if (c == ' ' && !quoted) {
      open = false;
      continue;
    }
    if (!open) words.emplace_back();
    open = true;
    words.back() += c;
  }
  return words;
}

// A script that is not trusted may have the events of this capture written into a file that the
// user named among its arguments, and nothing else. Empty: it may.
std::string reason_not_to_run(const std::vector<std::string>& words,
                              const std::vector<std::string>& values, std::string_view source) {
  const auto is_value = [&](std::string_view name) {
    return std::find(values.begin(), values.end(), name) != values.end();
  };
  for (size_t i = 0; i < words.size(); ++i) {
    std::string_view word = words[i];
    if (!word.starts_with('-')) continue;
    const std::string option(word.substr(0, 2));
    if (option == "-F" || option == "-q") {
      if (word.size() == 2) continue;
      return "sysdig.run_app() may not use " + std::string(word);
    }
    if (option != "-r" && option != "-w") {
      return "sysdig.run_app() may use -r, -w, -F and -q only, not " + std::string(word);
    }
    word.remove_prefix(2);
    if (word.empty() && i + 1 < words.size()) word = words[++i];
    if (option == "-r" && word != source) return "sysdig.run_app() may read this capture only";
    if (option == "-w" && !is_value(word)) {
      return "sysdig.run_app() may write a file that is an argument of the chisel only";
    }
  }
  return {};
}

uint64_t read_ts(lua_State* lua, int at) {
  if (lua_type(lua, at) == LUA_TNUMBER) return static_cast<uint64_t>(lua_tonumber(lua, at));
  size_t size = 0;
  const char* text = luaL_checklstring(lua, at, &size);
  uint64_t ns = 0;
  const auto [end, error] = std::from_chars(text, text + size, ns);
  if (error != std::errc() || end != text + size) {
    luaL_argerror(lua, at, "a time in nanoseconds, as a text of digits");
  }
  return ns;
}

int push_ts(lua_State* lua, uint64_t ns) {
  char text[24];
  const auto end = std::to_chars(text, text + sizeof text, ns).ptr;
  lua_pushlstring(lua, text, static_cast<size_t>(end - text));
  return 1;
}

// One for the program: scripts that send are trusted.
int udp_socket = -1;

}  // namespace

bool ChiselAccess::ask_host(Chisel& chisel, Result<void> answer) {
  if (answer) return true;
  chisel.text_ = answer.error().what;
  if (!answer.error().hint.empty()) chisel.text_ += "\n" + answer.error().hint;
  return false;
}

int ChiselAccess::is_live(lua_State* lua) {
  Chisel& chisel = of(lua);
  lua_pushboolean(lua, chisel.host_ && chisel.host_->facts().live);
  return 1;
}
int ChiselAccess::is_tty(lua_State* lua) {
  Chisel& chisel = of(lua);
  lua_pushboolean(lua, chisel.host_ && chisel.host_->facts().on_terminal);
  return 1;
}
int ChiselAccess::has_color(lua_State* lua) {
  Chisel& chisel = of(lua);
  lua_pushboolean(lua, chisel.host_ && chisel.host_->facts().color);
  return 1;
}
int ChiselAccess::is_print_container_data(lua_State* lua) {
  Chisel& chisel = of(lua);
  lua_pushboolean(lua, chisel.host_ && chisel.host_->facts().containers);
  return 1;
}

int ChiselAccess::get_terminal_info(lua_State* lua) {
  Chisel& chisel = of(lua);
  int width = -1, height = -1;
  if (chisel.host_) chisel.host_->terminal_size(width, height);
  lua_createtable(lua, 0, 2);
  lua_pushinteger(lua, width);
  lua_setfield(lua, -2, "width");
  lua_pushinteger(lua, height);
  lua_setfield(lua, -2, "height");
  return 1;
}

int ChiselAccess::get_filter(lua_State* lua) {
  Chisel& chisel = of(lua);
  needs_host(lua, chisel);
  const std::string& filter = chisel.host_->facts().filter;
  lua_pushlstring(lua, filter.data(), filter.size());
  return 1;
}

int ChiselAccess::set_capture_filter(lua_State* lua) {
  Chisel& chisel = of(lua);
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  needs_host(lua, chisel);
  if (!ask_host(chisel, chisel.host_->set_capture_filter({text, size}))) return raise(lua, chisel);
  return 0;
}

int ChiselAccess::set_snaplen(lua_State* lua) {
  Chisel& chisel = of(lua);
  const lua_Number bytes = luaL_checknumber(lua, 1);
  needs_host(lua, chisel);
  if (!(bytes >= 1 && bytes <= 65000)) return raise(lua, "a snaplen is between 1 and 65000 bytes");
  if (!ask_host(chisel, chisel.host_->set_snaplen(static_cast<uint32_t>(bytes)))) {
    return raise(lua, chisel);
  }
  return 0;
}

int ChiselAccess::set_output_format(lua_State* lua) {
  struct Form {
    const char* name;
    BufferText form;
  };
  static constexpr Form kForms[] = {
      {"normal", BufferText::kDots},       {"json", BufferText::kDots},
      {"simple", BufferText::kDots},       {"hex", BufferText::kHex},
      {"hexascii", BufferText::kHexAscii}, {"ascii", BufferText::kAscii},
      {"base64", BufferText::kBase64},     {"jsonbase64", BufferText::kBase64},
  };
  Chisel& chisel = of(lua);
  const char* name = luaL_checkstring(lua, 1);
  needs_host(lua, chisel);
  for (const Form& known : kForms) {
    if (std::strcmp(known.name, name) != 0) continue;
    if (!ask_host(chisel, chisel.host_->set_buffer_text(known.form))) return raise(lua, chisel);
    return 0;
  }
  return raise(lua,
               "an output format is normal, json, simple, hex, hexascii, ascii, base64 or "
               "jsonbase64");
}

int ChiselAccess::get_output_format(lua_State* lua) {
  Chisel& chisel = of(lua);
  lua_pushstring(lua, chisel.host_ && chisel.host_->facts().json ? "json" : "normal");
  return 1;
}

// Hidden events are written with -F; a script cannot change that any more.
int ChiselAccess::set_fatfile_dump_mode(lua_State*) { return 0; }

int ChiselAccess::get_evtsource_name(lua_State* lua) {
  Chisel& chisel = of(lua);
  needs_host(lua, chisel);
  chisel.text_ = chisel.host_->source_name();
  lua_pushlstring(lua, chisel.text_.data(), chisel.text_.size());
  return 1;
}

int ChiselAccess::get_firstevent_ts(lua_State* lua) { return push_ts(lua, of(lua).first_ts_ns_); }
int ChiselAccess::get_lastevent_ts(lua_State* lua) { return push_ts(lua, of(lua).ts_ns_); }
int ChiselAccess::make_ts(lua_State* lua) {
  const auto seconds = static_cast<uint64_t>(luaL_checknumber(lua, 1));
  return push_ts(lua, seconds * 1'000'000'000 + static_cast<uint64_t>(luaL_checknumber(lua, 2)));
}
int ChiselAccess::add_ts(lua_State* lua) { return push_ts(lua, read_ts(lua, 1) + read_ts(lua, 2)); }
int ChiselAccess::subtract_ts(lua_State* lua) {
  return push_ts(lua, read_ts(lua, 1) - read_ts(lua, 2));
}

int ChiselAccess::get_read_progress(lua_State* lua) {
  Chisel& chisel = of(lua);
  needs_host(lua, chisel);
  lua_pushnumber(lua, std::max(0.0, chisel.host_->progress()) * 100);
  return 1;
}

int ChiselAccess::run_app(lua_State* lua) {
  Chisel& chisel = of(lua);
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  needs_host(lua, chisel);
  {
    std::vector<std::string> words = split_words({text, size});
    chisel.text_.clear();
    if (words.size() > kMaxRunWords) chisel.text_ = "sysdig.run_app() with too many words";
    if (chisel.text_.empty() && !chisel.trusted_) {
      chisel.text_ = reason_not_to_run(words, chisel.values_, chisel.host_->source_name());
    }
    if (chisel.text_.empty()) chisel.host_->run_after(std::move(words));
  }
  if (!chisel.text_.empty()) return raise(lua, chisel);
  return 0;
}

int ChiselAccess::end_capture(lua_State* lua) {
  Chisel& chisel = of(lua);
  needs_host(lua, chisel);
  chisel.host_->end_capture();
  return 0;
}

int ChiselAccess::log(lua_State* lua) {
  Chisel& chisel = of(lua);
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  const char* severity = luaL_optstring(lua, 2, "info");
  const std::string_view message(text, std::min<size_t>(size, 4096));
  chisel.text_ = chisel.info_.name + ": ";
  chisel.text_ += message;
  if (std::strcmp(severity, "debug") == 0) return 0;
  if (std::strcmp(severity, "info") == 0) {
    log_info(chisel.text_);
  } else if (std::strcmp(severity, "warning") == 0 || std::strcmp(severity, "error") == 0 ||
             std::strcmp(severity, "critical") == 0) {
    log_warning(chisel.text_);
  } else {
    return raise(lua, "a severity is debug, info, warning, error or critical");
  }
  return 0;
}

int ChiselAccess::udp_setpeername(lua_State* lua) {
  Chisel& chisel = of(lua);
  if (!chisel.trusted_) return raise(lua, "sysdig.udp_setpeername() needs --trust-scripts");
  sockaddr_in peer = {};
  peer.sin_family = AF_INET;
  peer.sin_port = htons(static_cast<uint16_t>(luaL_checkinteger(lua, 2)));
  if (inet_pton(AF_INET, luaL_checkstring(lua, 1), &peer.sin_addr) != 1) {
    return raise(lua, "sysdig.udp_setpeername() takes an IPv4 address and a port");
  }
  if (udp_socket < 0) udp_socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (connect(udp_socket, reinterpret_cast<const sockaddr*>(&peer), sizeof peer) != 0) {
    return raise(lua, std::strerror(errno));
  }
  return 0;
}

int ChiselAccess::udp_send(lua_State* lua) {
  size_t size = 0;
  const char* text = luaL_checklstring(lua, 1, &size);
  if (udp_socket < 0) return raise(lua, "sysdig.udp_send() comes after sysdig.udp_setpeername()");
  // A server that is not there is no reason to end: that is what UDP is chosen for.
  lua_pushboolean(lua, send(udp_socket, text, size, MSG_NOSIGNAL) >= 0);
  return 1;
}

int ChiselAccess::push_metric(lua_State*) { return 0; }

}  // namespace sonde
