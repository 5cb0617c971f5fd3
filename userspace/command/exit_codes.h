// What the program's status says to its caller. Also a table of sonde(1).
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sonde {

enum ExitCode : int {
  kExitOk = 0,
  kExitFailed = 1,   // something outside refused: a file, the disk, memory
  kExitUsage = 2,    // options, filter or format
  kExitLoss = 3,     // --fail-on-loss, and events were lost
  kExitDamaged = 4,  // an input was damaged and has been read in part
};

}  // namespace sonde
