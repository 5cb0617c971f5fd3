// Parameters of events as text: `3(<f>/etc/passwd)`, `-2(ENOENT)`, `4097(O_RDONLY|O_CLOEXEC)`.
// What is shown is the event as it was recorded: its own parameters in their own order, under the
// names that sysdig gives them. This is the hottest printing code: straight appends, no
// temporaries. Files: params_rows.cpp (which name and type a parameter is shown with),
// params_text.cpp (values), params_names.cpp (the text in parentheses).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "schema/layout.h"

namespace sonde {

struct Descriptor;
struct Moment;
struct TextOptions;

inline constexpr int64_t kAtCwd = -100;  // a directory descriptor that means "here"

// A parameter as it is shown; differs from its row where sysdig shows old layouts otherwise.
struct ShownParam {
  std::string_view name_equals;  // "fd="
  Type type = Type::NONE;
  Format format = Format::NA;
  const ParamRow* row = nullptr;  // flags, variants, directory
  uint32_t unnamed_flags = 0;     // bits that are shown in the number only

  std::string_view name() const { return name_equals.substr(0, name_equals.size() - 1); }
};

// The parameters of an event with this id and number of parameters; may be fewer than it carries.
std::span<const ShownParam> shown_params(uint16_t id, uint32_t nparams);
// Index of the parameter that is shown with this name in an event of this id with that many
// parameters; -1 = it has none.
int shown_param_index(uint16_t id, uint32_t nparams, std::string_view name);
// Of a parameter that is an address, the index of what is behind it where the event has that; else
// `index` itself.
int value_index(const RawEvent& event, int index);
// The directory that a path starts at: a parameter of the event as it was recorded, or of the
// call's current row.
int64_t directory_of(const RawEvent& event, const ParamRow& path);
int64_t directory_of(const Call& call, const ParamRow& path);
// True for the few ids whose parameters are shown with other names when there are few of them.
bool has_old_names(uint16_t id);

// `visible`: control characters of text are written as \xHH (when the moment's options say so).
// For filters and JSON, which want the text as it is, it is false.
struct ParamText {
  std::string& out;
  const Moment& moment;
  const RawEvent& event;  // of the moment, or its enter event
  bool visible;
};

// The value of a parameter of the shown type, from its bytes.
void append_value_text(ParamText& to, const ShownParam& param, Bytes bytes);
// The text in parentheses. False when there is none; nothing is appended then.
bool append_resolved_text(ParamText& to, const ShownParam& param, Bytes bytes);

// By index. An index beyond the event's parameters appends nothing.
void append_param_value(std::string& out, const Moment& moment, const RawEvent& event, int index,
                        bool visible = true);
bool append_param_resolved(std::string& out, const Moment& moment, const RawEvent& event, int index,
                           bool visible = true);
// Resolved text, or else the value.
bool append_param(std::string& out, const Moment& moment, const RawEvent& event, int index,
                  bool visible = true);
// "name=value(resolved) name=value " of all parameters: a blank after each. Nothing for events that
// stand for calls without a row of their own.
void append_args(std::string& out, const Moment& moment, bool visible = true);

// Captured text; control characters are made visible when `visible` and the options say so.
void append_captured(std::string& out, std::string_view text, const Moment& moment, bool visible);
// "<4t>10.0.0.1:4000->10.0.0.2:80" of a descriptor.
void append_descriptor(ParamText& to, const Descriptor& fd);
// Its name alone, with names of services for ports when the options ask for them.
void append_descriptor_name(std::string& out, const Descriptor& fd, const Moment& moment,
                            bool visible);
// Names of set bits joined by '|', in the order of the table; false when none matches.
bool append_flag_names(std::string& out, const FlagTable& table, uint32_t value);

// A path as an absolute one: relative to the directory that `dirfd` stands for in the moment's
// process, or to `unknown_directory` when nobody knows it.
std::string absolute_path(const Moment& moment, std::string_view path, int64_t dirfd,
                          std::string_view unknown_directory);

// The options of a moment, or the defaults when it has none.
const TextOptions& text_options(const Moment& moment);

}  // namespace sonde
