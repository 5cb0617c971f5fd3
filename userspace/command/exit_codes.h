// What the program's status tells whoever called it. Also a table of sonde(1).
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sonde {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,   // something outside refused: a file, the disk, memory
  kExitUsage = 2,    // options, filter or format
  kExitLoss = 3,     // --fail-on-loss, and the capture tells of lost events
  kExitDamaged = 4,  // an input was damaged and has been read in part
};

}  // namespace sonde
