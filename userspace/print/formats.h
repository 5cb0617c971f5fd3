// The formats that stand for themselves when nobody gives one with -p.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace sonde {

enum class FormatShape : uint8_t { kPlain, kContainer, kKubernetes, kMesos };

// `terminal`: the layout for people at a terminal, which has the process's number, too; `color`
// adds colours to it. Both matter to kPlain only, as the other shapes have had one layout always.
std::string default_format(FormatShape shape, bool terminal, bool color);

}  // namespace sonde
