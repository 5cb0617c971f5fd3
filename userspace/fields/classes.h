// The rows of every class of fields, one span per class, each defined in its fields_*.cpp.
// field.cpp puts them into the order of the listing; nobody else needs this header.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "fields/field.h"

namespace sonde {

extern const std::span<const Field> kEvtGenericFields;  // asked of any event
extern const std::span<const Field> kEvtFields;         // asked of parameters and results
extern const std::span<const Field> kProcessFields;
extern const std::span<const Field> kUserFields;
extern const std::span<const Field> kGroupFields;
extern const std::span<const Field> kContainerFields;
extern const std::span<const Field> kFdFields;
extern const std::span<const Field> kFsPathFields;
extern const std::span<const Field> kSyslogFields;
extern const std::span<const Field> kUtilFields;
extern const std::span<const Field> kFdlistFields;
extern const std::span<const Field> kK8sFields;
extern const std::span<const Field> kMesosFields;
extern const std::span<const Field> kSpanFields;
extern const std::span<const Field> kEvtinFields;

}  // namespace sonde
