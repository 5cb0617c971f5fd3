// See api_text.h.
// SPDX-License-Identifier: Apache-2.0
#include "script/api_text.h"

#include <cstring>

#include "script/chisel_access.h"

namespace sonde {
namespace {

constexpr char kBegin[] = R"(# What chisels can call

Made by `sonde --print-manual scripting-api.md` from the rows of `script/api_rows.cpp`; do not edit.
How to write a chisel: [chisels.md](chisels.md).

## Callbacks

All may be left out. Those with a result end the run with an error when it is not true.

| callback | when | result |
|---|---|---|
| `on_set_arg(name, value)` | once for each argument that was given, in the order of `args` | true |
| `on_init()` | after the arguments, before the capture is opened | true |
| `on_capture_start()` | the capture is open, no event has come yet | true |
| `on_event()` | for each event that passes the filters | true: print it, if there is a format |
| `on_interval(s, ns, delta)` | at each end of an interval; delta: ns since the last | true |
| `on_capture_end(s, ns, delta)` | at the end: time of the last event, and since the first | none |

In `on_interval()` `evt` is the event that comes after the interval's end, at the time of that end.

Each call may use 400 ms of processor time, and a script 256 MB of memory; what uses more is
stopped, with the line where it was. `--trust-scripts` lifts both, and gives all of Lua's libraries.
)";

}  // namespace

std::string scripting_api_text() {
  std::string out = kBegin;
  const char* library = "";
  for (const ApiRow& row : api_rows()) {
    if (std::strcmp(library, row.library) != 0) {
      library = row.library;
      out += std::string("\n## ") + library + "\n\n| function | what it does |\n|---|---|\n";
    }
    out +=
        std::string("| `") + library + '.' + row.name + row.signature + "` | " + row.doc + " |\n";
  }
  return out;
}

}  // namespace sonde
