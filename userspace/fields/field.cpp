// Fields by name: the list of classes, reading a field with its argument, values as text.
// Called by filter/ (operands), session/ (formats) and cli/ (listings). Reading is done once per
// use, so it may be slow; append_field is called per event.
// SPDX-License-Identifier: Apache-2.0
#include "fields/field.h"

#include <algorithm>
#include <charconv>

#include "base/nearest.h"
#include "base/text.h"
#include "fields/buffer_text.h"
#include "fields/classes.h"
#include "fields/params.h"
#include "schema/socket_address.h"

namespace sonde {

namespace {

// The field with the longest name that the text begins with.
const Field* longest_match(std::string_view text) {
  const Field* best = nullptr;
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) {
      if (text.starts_with(field.name) && (!best || field.name.size() > best->name.size())) {
        best = &field;
      }
    }
  }
  return best;
}

// The nearest of the words; empty when none is near. Names of fields are long, so that three wrong
// letters are the most.
template <typename Words>
std::string_view nearest_of(std::string_view text, const Words& words) {
  Nearest nearest(text, std::min<size_t>(3, text.size() / 3 + 1));
  for (std::string_view word : words) nearest.offer(word);
  return nearest.best();
}

std::vector<std::string_view> field_names() {
  std::vector<std::string_view> names;
  for (const FieldClass& group : field_classes()) {
    for (const Field& field : group.fields) {
      if (!(field.flags & kHidden)) names.push_back(field.name);
    }
  }
  return names;
}

// Every name under which some event shows a parameter, the longest first.
const std::vector<std::string_view>& param_names() {
  static const std::vector<std::string_view> kNames = [] {
    std::vector<std::string_view> names;
    for (const EventRow& row : event_rows()) {
      for (uint32_t nparams : {0u, 64u}) {
        for (const ShownParam& param : shown_params(row.id, nparams)) names.push_back(param.name());
      }
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    std::stable_sort(names.begin(), names.end(),
                     [](auto a, auto b) { return a.size() > b.size(); });
    return names;
  }();
  return kNames;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// Reads the argument of one field; `at` is the position behind the field's name.
class ArgReader {
 public:
  ArgReader(std::string_view text, size_t at, FieldUse& use) : text_(text), at_(at), use_(use) {}

  Result<void> read() {
    switch (use_.field->arg) {
      case ArgRule::kNone:
        return {};
      case ArgRule::kIndex:
        return open_bracket() ? bracket_number() : Result<void>();
      case ArgRule::kIndexNeeded:
        return open_bracket() ? bracket_number() : missing("[number]");
      case ArgRule::kKey:
        return open_bracket() ? bracket_text() : Result<void>();
      case ArgRule::kKeyNeeded:
        if (open_bracket()) return bracket_text();
        return dotted() ? key_text() : missing("[key] or .key");
      case ArgRule::kParam:
        if (open_bracket()) return bracket_number();
        return dotted() ? param_name() : missing("[number] or .name of a parameter");
      case ArgRule::kParamName:
        return dotted() ? param_name() : missing(".name of a parameter");
      case ArgRule::kEventType:
        return dotted() ? event_type() : missing(".number or .name");
      case ArgRule::kDotWord:
        return dotted() ? word() : missing(".name");
      case ArgRule::kSrcDst:
        if (rest().starts_with(".src") || rest().starts_with(".dst")) take(1, 3);
        return {};
    }
    return {};
  }
  size_t at() const { return at_; }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  bool open_bracket() const { return rest().starts_with('['); }
  bool dotted() const { return rest().size() > 1 && rest()[0] == '.'; }

  // `skipped` bytes are no part of the argument, `count` are.
  void take(size_t skipped, size_t count) {
    use_.has_arg = true;
    use_.arg = rest().substr(skipped, count);
    at_ += skipped + count;
  }
  Error problem(std::string what, std::string hint = {}) const {
    return Error{ErrorKind::kUsage, std::move(what), std::move(hint)};
  }
  Error missing(std::string_view form) const {
    return problem("field " + std::string(use_.field->name) +
                   " needs an argument: " + std::string(use_.field->name) + std::string(form));
  }

  // Behind ["...: where the quote ends, with what stands before it; a backslash escapes the quote
  // and itself, nothing else, because keys hold paths and patterns.
  size_t quoted_text(char quote, std::string& out) const {
    const std::string_view text = rest();
    for (size_t i = 2; i < text.size(); ++i) {
      if (text[i] == quote) return i;
      const bool escapes =
          text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == quote || text[i + 1] == '\\');
      out += text[escapes ? ++i : i];
    }
    return std::string_view::npos;
  }

  Result<void> bracket_text() {
    const char quote = rest().size() > 1 ? rest()[1] : '\0';
    const bool is_quoted = quote == '"' || quote == '\'';
    std::string key;
    size_t end = is_quoted ? quoted_text(quote, key) : rest().find(']');
    if (end != std::string_view::npos && is_quoted) {
      ++end;
      if (!rest().substr(end).starts_with(']')) end = std::string_view::npos;
    }
    if (end == std::string_view::npos) {
      return problem("the argument of " + std::string(use_.field->name) + " has no closing ]");
    }
    if (!is_quoted) key = rest().substr(1, end - 1);
    if (key.empty()) {
      return problem("the argument of " + std::string(use_.field->name) + " is empty");
    }
    use_.has_arg = true;
    use_.arg = std::move(key);
    at_ += end + 1;
    std::from_chars(use_.arg.data(), use_.arg.data() + use_.arg.size(), use_.index);
    return {};
  }

  Result<void> bracket_number() {
    if (Result<void> taken = bracket_text(); !taken) return taken;
    const char* end = use_.arg.data() + use_.arg.size();
    const auto parsed = std::from_chars(use_.arg.data(), end, use_.index);
    if (parsed.ec != std::errc() || parsed.ptr != end) {
      return problem("the argument of " + std::string(use_.field->name) + " is a number, not '" +
                     use_.arg + "'");
    }
    return {};
  }

  Result<void> word() {
    size_t end = 1;
    while (end < rest().size() && is_word(rest()[end])) ++end;
    if (end == 1) return missing(".name");
    take(1, end - 1);
    return {};
  }

  // A key after a dot may itself have dots, dashes and slashes: labels of containers do.
  Result<void> key_text() {
    size_t end = 1;
    while (end < rest().size() && (is_word(rest()[end]) || rest()[end] == '.' ||
                                   rest()[end] == '-' || rest()[end] == '/')) {
      ++end;
    }
    if (end == 1) return missing("[key] or .key");
    take(1, end - 1);
    std::from_chars(use_.arg.data(), use_.arg.data() + use_.arg.size(), use_.index);
    return {};
  }

  Result<void> param_name() {
    const std::string_view from = rest().substr(1);
    for (std::string_view name : param_names()) {
      if (!from.starts_with(name)) continue;
      take(1, name.size());
      use_.param_index.resize(kEventRowCount, -1);
      for (uint16_t id = 0; id < kEventRowCount; ++id) {
        use_.param_index[id] = static_cast<int8_t>(shown_param_index(id, 64, name));
      }
      return {};
    }
    size_t end = 0;
    while (end < from.size() && is_word(from[end])) ++end;
    const std::string_view nearest = nearest_of(from.substr(0, end), param_names());
    return problem("no event has a parameter '" + std::string(from.substr(0, end)) + "'",
                   nearest.empty() ? std::string() : "did you mean " + std::string(nearest) + "?");
  }

  Result<void> event_type() {
    Result<void> taken = word();
    if (!taken) return taken;
    const char* end = use_.arg.data() + use_.arg.size();
    const auto parsed = std::from_chars(use_.arg.data(), end, use_.index);
    if (parsed.ec == std::errc() && parsed.ptr == end) return {};
    use_.index = -1;
    if (find_syscall_code(use_.arg) >= 0) return {};
    std::vector<std::string_view> names;
    for (const EventRow& row : event_rows()) names.push_back(row.name);
    if (std::find(names.begin(), names.end(), use_.arg) != names.end()) return {};
    const std::string_view nearest = nearest_of(std::string_view(use_.arg), names);
    return problem("there is no event type '" + use_.arg + "'",
                   nearest.empty() ? std::string() : "did you mean " + std::string(nearest) + "?");
  }

  std::string_view text_;
  size_t at_;
  FieldUse& use_;
};

void append_unsigned(std::string& out, uint64_t value, Format format) {
  switch (format) {
    case Format::HEX:
      return append_hex_upper(out, value);
    case Format::OCT:
      return append_octal(out, value);
    case Format::PADDED_DEC:
      return append_padded(out, value, 9);
    default:
      return append_decimal(out, value);
  }
}

}  // namespace

std::span<const FieldClass> field_classes() {
  static const FieldClass kClasses[] = {
      {"evt", "Known of every event.", kEvtGenericFields},
      {"evt", "Of events of a kernel: their parameters, results and duration.", kEvtFields},
      {"process", "The process and thread that caused the event.", kProcessFields},
      {"user", "The user that the process runs as.", kUserFields},
      {"group", "The group that the process runs as.", kGroupFields},
      {"container", "The container that the process runs in.", kContainerFields},
      {"fd", "The descriptor that the event works on.", kFdFields},
      {"fs.path", "Files that a call names.", kFsPathFields},
      {"syslog", "Messages written to the system log.", kSyslogFields},
      {"util", "For tests.", kUtilFields},
      {"fdlist", "The descriptors that a poll waits for.", kFdlistFields},
      {"k8s", "The Kubernetes pod that the process runs in.", kK8sFields},
      {"mesos", "The Mesos task that the process runs in.", kMesosFields},
      {"span", "Spans that programs wrote to /dev/null for a tracer.", kSpanFields},
      {"evtin", "Spans around an event.", kEvtinFields},
  };
  return kClasses;
}

Result<FieldUse> parse_field(std::string_view text, size_t& used) {
  const Field* field = longest_match(text);
  if (!field) {
    size_t end = 0;
    const auto belongs = [](char c) { return is_word(c) || c == '.' || (c & 0x80); };
    while (end < text.size() && belongs(text[end])) ++end;
    const std::string name(text.substr(0, end));
    const std::string_view nearest = nearest_field(name);
    return Error{ErrorKind::kUsage, "unknown field '" + name + "'",
                 nearest.empty() ? "sonde -l lists all fields"
                                 : "did you mean " + std::string(nearest) + "?"};
  }
  FieldUse use;
  use.field = field;
  ArgReader reader(text, field->name.size(), use);
  if (Result<void> read = reader.read(); !read) return read.error();
  used = reader.at();
  use.text = text.substr(0, used);
  return use;
}

std::string_view nearest_field(std::string_view text) { return nearest_of(text, field_names()); }

bool append_value(std::string& out, const Value& value, const Field& field, const Moment& moment) {
  const Format format = value.format == Format::NA ? field.format : value.format;
  switch (value.kind) {
    case Value::Kind::kNone:
      return false;
    case Value::Kind::kInt:
      if (value.i >= 0 || format == Format::HEX || format == Format::OCT) {
        append_unsigned(out, static_cast<uint64_t>(value.i), format);
      } else {
        append_signed(out, value.i);
      }
      return true;
    case Value::Kind::kUint:
      append_unsigned(out, value.u, format);
      return true;
    case Value::Kind::kBool:
      out += value.b ? "true" : "false";
      return true;
    case Value::Kind::kDouble: {
      char text[400];
      const auto end =
          std::to_chars(text, text + sizeof text, value.d, std::chars_format::fixed, 1);
      out.append(text, static_cast<size_t>(end.ptr - text));
      return true;
    }
    case Value::Kind::kText:
      append_captured(out, value.as_view(), moment, true);
      return true;
    case Value::Kind::kBytes:
      append_buffer(out, as_bytes(value.as_view()), text_options(moment));
      return true;
    case Value::Kind::kAddress:
      append_ip(out, *value.address);
      return true;
    case Value::Kind::kList: {
      out.push_back('(');
      bool first = true;
      for (const Value& item : value.items()) {
        if (!first) out.push_back(',');
        append_value(out, item, field, moment);
        first = false;
      }
      out.push_back(')');
      return true;
    }
  }
  return false;
}

bool append_field(std::string& out, const Moment& moment, FieldUse& use) {
  if (use.field->append) return use.field->append(moment, use, out);
  return append_value(out, use.field->get(moment, use), *use.field, moment);
}

}  // namespace sonde
