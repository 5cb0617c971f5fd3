// Formats as JSON: what kind of JSON value a field's value becomes. Numbers that are shown in
// decimal stay numbers, those shown in other bases and everything else become text.
// SPDX-License-Identifier: Apache-2.0
#include "base/json_text.h"
#include "base/text.h"
#include "print/line_format.h"
#include "state/moment.h"

namespace sonde {
namespace {

bool is_number_in_json(Format format) { return format != Format::HEX && format != Format::OCT; }

}  // namespace

bool LineFormat::append_json_value(std::string& out, Piece& piece, const Moment& moment) {
  if (piece.time_text) {
    append_decimal(out, moment.event->ts_ns);
    return true;
  }
  const Field* const field = piece.operand.field();
  const bool writes_text =
      field && field->append && (field->type == Type::CHARBUF || field->type == Type::BYTEBUF);
  if (!writes_text) {
    const Value value = piece.operand.get(moment);
    const Format format = value.format != Format::NA ? value.format : piece.operand.format();
    switch (value.kind) {
      case Value::Kind::kNone:
        return false;
      case Value::Kind::kInt:
        if (!is_number_in_json(format)) break;
        append_signed(out, value.i);
        return true;
      case Value::Kind::kUint:
        if (!is_number_in_json(format)) break;
        append_decimal(out, value.u);
        return true;
      case Value::Kind::kBool:
        out += value.b ? "true" : "false";
        return true;
      case Value::Kind::kDouble:
        append_json_double(out, value.d);
        return true;
      default:
        break;
    }
    out += '"';
    const size_t start = out.size();
    if (!append_value(out, value, piece.operand.shape(), moment)) {
      out.pop_back();
      return false;
    }
    finish_json_text(out, start);
    return true;
  }
  out += '"';
  const size_t start = out.size();
  if (!piece.operand.append(out, moment)) {
    out.pop_back();
    return false;
  }
  finish_json_text(out, start);
  return true;
}

bool LineFormat::append_json(std::string& out, const Moment& moment) {
  if (json_order_.empty()) {
    out += "null\n";
    return true;
  }
  const size_t start = out.size();
  for (size_t index : json_order_) {
    Piece& piece = pieces_[index];
    out += piece.key;
    if (append_json_value(out, piece, moment)) continue;
    if (!keeps_missing_) {
      out.resize(start);
      return false;
    }
    out += "null";
  }
  out += "}\n";
  return true;
}

}  // namespace sonde
