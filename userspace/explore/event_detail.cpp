// See event_detail.h.
// SPDX-License-Identifier: Apache-2.0
#include "explore/event_detail.h"

#include "fields/field.h"
#include "fields/params.h"
#include "state/moment.h"
#include "state/text_options.h"
#include "view/path.h"

namespace sonde {
namespace {

// The field's text in the moment; empty when it has none.
std::string text_of_field(std::string_view name, const Moment& moment) {
  size_t used = 0;
  auto use = parse_field(name, used);
  std::string text;
  if (use) append_field(text, moment, use.value());
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

constexpr std::string_view kFacts[] = {
    "proc.name",    "proc.pid",       "proc.ppid",      "proc.exepath",     "proc.cmdline",
    "proc.cwd",     "user.name",      "user.loginname", "container.id",     "container.name",
    "proc.pname",   "thread.cgroups", "fd.num",         "fd.type",          "fd.name",
    "fd.lip",       "fd.lport",       "fd.rip",         "fd.rport",         "fd.l4proto",
    "evt.category", "evt.io_dir",     "evt.res",        "evt.latency.human"};

const Field* field_of(std::string_view name) {
  size_t used = 0;
  auto use = parse_field(name, used);
  return use ? use.value().field : nullptr;
}

void add_params(const Moment& moment, const RawEvent& event, std::string_view prefix,
                std::vector<EventDetail::Param>& out) {
  const auto shown = shown_params(event.id, event.nparams);
  for (size_t i = 0; i < shown.size() && i < event.nparams; ++i) {
    const ParamRow* row = shown[i].row;
    if (row && row->behind >= 0) continue;
    EventDetail::Param param;
    const int at = value_index(event, static_cast<int>(i));
    param.name = std::string(prefix) + std::string(shown[i].name());
    param.type = type_row(shown[static_cast<size_t>(at)].type).name;
    if (row) param.doc = row->doc;
    append_param(param.value, moment, event, at);
    out.push_back(std::move(param));
  }
}

}  // namespace

Result<Answer> describe_event(uint64_t row, const QueryContext& context) {
  static const TextOptions kText = [] {
    TextOptions text;
    text.buffer = BufferText::kHexAscii;
    text.buffer_limit = 0;
    return text;
  }();
  if (row < context.index.first_row() || row >= context.index.end_row()) {
    return Error{ErrorKind::kUsage, "the event is not kept any more",
                 "a longer --history keeps more of the past"};
  }
  context.replay.set_text(kText);
  const Moment* moment = context.replay.at(row);
  if (!moment) {
    return Error{ErrorKind::kInput, "the event cannot be read again from its file",
                 "the file must stay as it was while it is looked at"};
  }
  const RawEvent& event = *moment->event;
  EventDetail out;
  out.event = row;
  out.number = event.num;
  out.type = text_of_field("evt.type", *moment);
  out.direction = event.row().exit ? "<" : ">";
  out.category = text_of_field("evt.category", *moment);
  out.process = text_of_field("proc.name", *moment);
  out.descriptor = text_of_field("fd.name", *moment);
  out.ts_ns = event.ts_ns;
  out.has_latency = moment->has_latency;
  out.latency_ns = moment->latency_ns;
  if (event.row().exit) {
    out.exit_ts_ns = event.ts_ns;
    if (moment->has_latency) out.enter_ts_ns = event.ts_ns - moment->latency_ns;
  } else if (event.row().is_syscall()) {
    out.enter_ts_ns = event.ts_ns;
  }
  out.cpu = event.cpu;
  out.tid = static_cast<int64_t>(event.tid);
  out.fd = moment->fd_num;
  if (moment->thread) out.pid = moment->thread->info->pid;
  if (moment->has_enter) {
    add_params(*moment, moment->thread->enter.event(event.tid), "> ", out.params);
  }
  add_params(*moment, event, "", out.params);
  for (std::string_view name : kFacts) {
    EventDetail::Param fact;
    fact.name = name;
    fact.value = text_of_field(name, *moment);
    if (const Field* field = field_of(name)) fact.doc = field->doc;
    if (!fact.value.empty()) out.facts.push_back(std::move(fact));
  }
  if (out.pid >= 0) out.process_filter = "proc.pid=" + std::to_string(out.pid);
  if (!out.descriptor.empty()) {
    out.descriptor_filter =
        both_filters(out.process_filter, "fd.name=" + filter_literal(out.descriptor));
  }
  return Answer(std::move(out));
}

}  // namespace sonde
