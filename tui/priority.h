// Priority of csonde on the live machine. On a machine that has more to do than it can, who only
// looks must not be the last one to run: the rings would fill up, and the screen would be late.
// Called by main.cpp before threads are made, which inherit it, and for programs that csonde runs.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace sonde {

// Before other programs, unless a niceness was chosen. Without the right to it nothing changes.
void raise_priority();
// As it was before.
void restore_priority();

}  // namespace sonde
