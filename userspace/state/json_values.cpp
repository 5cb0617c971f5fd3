// Reading JSON that may be anything; see json_values.h.
// SPDX-License-Identifier: Apache-2.0
#include "state/json_values.h"

#include <exception>
#include <memory>

namespace sonde {

bool parse_json(std::string_view text, Json::Value& root) {
  constexpr int kMaxNesting = 32;
  Json::CharReaderBuilder builder;
  builder["collectComments"] = false;
  builder["stackLimit"] = kMaxNesting;
  builder["failIfExtra"] = false;
  try {
    const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
    return reader->parse(text.data(), text.data() + text.size(), &root, nullptr);
  } catch (const std::exception&) {
    return false;
  }
}

const Json::Value& json_member(const Json::Value& object, const char* key) {
  static const Json::Value kNothing;
  return object.isObject() && object.isMember(key) ? object[key] : kNothing;
}

std::string json_string(const Json::Value& value) {
  return value.isString() ? value.asString() : std::string();
}

std::string json_text(const Json::Value& value) {
  Json::StreamWriterBuilder builder;
  builder["indentation"] = "";
  try {
    return Json::writeString(builder, value);
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace sonde
