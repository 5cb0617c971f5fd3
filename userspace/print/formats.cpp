// Default formats; what each field means is in sonde-fields(7).
// SPDX-License-Identifier: Apache-2.0
#include "print/formats.h"

namespace sonde {
namespace {

constexpr char kGreen[] = "\\e[01;32m", kCyan[] = "\\e[01;36m", kBlue[] = "\\e[01;34m";

std::string colored(const char* code, const char* field, bool color) {
  return color ? std::string(code) + field + "\\e[00m" : std::string(field);
}

}  // namespace

std::string default_format(FormatShape shape, bool terminal, bool color) {
  std::string format = "*%evt.num %evt.outputtime %evt.cpu ";
  if (shape == FormatShape::kPlain && (terminal || color)) {
    format += colored(kGreen, "%proc.name", color) + " (" + colored(kCyan, "%proc.pid", color) +
              ".%thread.tid) %evt.dir " + colored(kBlue, "%evt.type", color) + " %evt.info";
    return format;
  }
  switch (shape) {
    case FormatShape::kPlain:
      format += "%proc.name (%thread.tid)";
      break;
    case FormatShape::kContainer:
      format += "%container.name";
      break;
    case FormatShape::kKubernetes:
      format += "%k8s.pod.name";
      break;
    case FormatShape::kMesos:
      format += "%mesos.task.name";
      break;
  }
  if (shape != FormatShape::kPlain) {
    format += " (%container.id) %proc.name (%thread.tid:%thread.vtid)";
  }
  return format + " %evt.dir %evt.type %evt.info";
}

}  // namespace sonde
