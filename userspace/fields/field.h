// Field: a question that one may ask about a Moment: a row with a name, a type, a sentence and a
// getter. Filters, formats, JSON, views, `sonde -l`, completion and the manual all come from rows.
// The rows are in fields_*.cpp, one file per class; adding a field is adding a row there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fields/field_dependency.h"
#include "fields/value.h"

namespace sonde {

struct Moment;

enum FieldFlag : uint16_t {
  kFilterOnly = 1,   // not in formats
  kPrintOnly = 2,    // not in filters
  kTableOnly = 4,    // meant for tables; works everywhere
  kNoRightSide = 8,  // not with val() on the right
  kNoTransformer = 16,
  kDeprecated = 32,
  kList = 64,             // yields a list; `in` = every element, `intersects` = any
  kAnyOf = 128,           // yields a list in filters: true when any element satisfies the operator
  kEither = 256,          // as kAnyOf, but != is true only when it holds for every element
  kHidden = 512,          // not listed
  kNeverHasValue = 1024,  // known by name only (Kubernetes API, Mesos, tracers): no value, ever
  kMovingMemory = 2048,   // evaluating changes the use (delta times, counters): never cached
  kBytes = 4096,          // a size; filters may write it with a unit ("10M")
  kKilobytes = 8192,      // the same, and the value is in units of 1,024 bytes
};

enum class ArgRule : uint8_t {
  kNone,
  kIndex,  // [N] allowed
  kIndexNeeded,
  kKey,        // [text] allowed
  kKeyNeeded,  // [text] or .text
  kParam,      // [N] or .name of an event parameter
  kParamName,  // .name only
  kEventType,  // .N or .name
  kDotWord,    // .letters_and_underscores
  kSrcDst,     // nothing, .src or .dst
};

struct Field;

// One use of a field in a filter or format: the row, its argument, and memory of its own.
struct FieldUse {
  const Field* field = nullptr;
  std::string text;  // as it was written: "proc.aname[2]"
  bool has_arg = false;
  std::string arg;                  // without brackets or dot
  int64_t index = -1;               // when the argument is a number
  std::vector<int8_t> param_index;  // kParam, kParamName by name: index by event id, -1 = none
  bool in_filter = true;            // some fields answer differently in formats
  uint64_t memory[2] = {0, 0};      // kMovingMemory
};

struct Field {
  std::string_view name;
  Type type;
  Format format;
  ArgRule arg;
  uint16_t flags;
  std::string_view doc;
  Value (*get)(const Moment&, FieldUse&);
  FieldDependency depends = {};
  // Optional: writes the text at once instead of building it in scratch. False = no value.
  bool (*append)(const Moment&, FieldUse&, std::string& out) = nullptr;
};

struct FieldClass {
  std::string_view name;  // "process"
  std::string_view doc;
  std::span<const Field> fields;
};

// All classes, in the order in which `sonde -l` lists them.
std::span<const FieldClass> field_classes();

// The field that `text` begins with, with its argument ("evt.arg.fd", "proc.aname[2]"), and in
// `used` how many bytes of `text` that is. The longest name wins. The error says what is wrong and,
// for an unknown name, which known name is nearest.
Result<FieldUse> parse_field(std::string_view text, size_t& used);
// The known field name nearest to `text`, or empty.
std::string_view nearest_field(std::string_view text);

// The value as text, by the field's type and format. Appends nothing and returns false for none.
bool append_value(std::string& out, const Value& value, const Field& field, const Moment& moment);
// field.append when there is one, else get + append_value.
bool append_field(std::string& out, const Moment& moment, FieldUse& use);

}  // namespace sonde
