// Decoding of the blocks ahead of the events: machine, interfaces, users, threads, descriptors,
// in every version that was ever written, into the values of schema/snapshot.h.
// Called by reader.cpp once per block. The other direction is metadata_encode.h.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/bytes.h"
#include "base/damage.h"
#include "capfile/format.h"
#include "schema/snapshot.h"

namespace sonde {

// Appends what the body (between header and trailer) of a metadata block holds. `offset` is the
// body's place in the input. A user block yields two items: users, then groups. Corrupt
// entries are noted and left out; where entries carry their length, the ones after them survive.
void decode_metadata(const BlockType& type, Bytes body, uint64_t offset,
                     std::vector<SnapshotItem>& items, DamageLog& damage);

}  // namespace sonde
