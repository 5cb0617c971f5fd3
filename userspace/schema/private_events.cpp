// Tables from the numbers of calls to their rows and back; see private_events.h.
// SPDX-License-Identifier: Apache-2.0
#include "schema/private_events.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "driver/uapi/record.h"
#include "schema/event_params.h"

namespace sonde {

static_assert(kOf32BitTable == SONDE_CALL_32_BIT);
namespace {

constexpr uint16_t kNumbers[] = {
#define CALL(nr, name, cat, cls, flags, effect, format, doc, args) nr,
#include "driver/uapi/calls.def"
};
constexpr size_t kNumberCount = 1 + *std::max_element(std::begin(kNumbers), std::end(kNumbers));

constexpr auto kRows = [] {
  std::array<uint16_t, kNumberCount> rows{};
  rows.fill(kNoEventRow);
  for (size_t i = 0; i < std::size(kNumbers); ++i)
    rows[kNumbers[i]] = static_cast<uint16_t>(kFirstCallRow + i);
  return rows;
}();

constexpr int16_t kNumbersOf32Bit[] = {
#define NATIVE_IA32(nr, x86_64_nr) x86_64_nr,
#include "driver/uapi/syscalls.def"
};
constexpr uint16_t kPlacesOf32Bit[] = {
#define NATIVE_IA32(nr, x86_64_nr) nr,
#include "driver/uapi/syscalls.def"
};
constexpr auto k32BitNumbers = [] {
  std::array<int16_t, 1 + *std::max_element(std::begin(kPlacesOf32Bit), std::end(kPlacesOf32Bit))>
      numbers{};
  numbers.fill(-1);
  for (size_t i = 0; i < std::size(kPlacesOf32Bit); ++i)
    numbers[kPlacesOf32Bit[i]] = kNumbersOf32Bit[i];
  return numbers;
}();

// The parameters of calls.def's rows stand where those of the general row do.
static_assert(ev::SONDE_CALL::res == 0 && ev::SONDE_CALL::nativeID == 1);

}  // namespace

uint16_t row_of_call(uint32_t x86_64_number) {
  return x86_64_number < kRows.size() ? kRows[x86_64_number] : kNoEventRow;
}

int call_number_of_row(uint16_t row) {
  return is_raw_call(row) && row < kEventRowCount ? kNumbers[row - kFirstCallRow] : -1;
}

int number_of_32_bit_call(uint32_t number) {
  return number < k32BitNumbers.size() ? k32BitNumbers[number] : -1;
}

uint16_t row_of_private_event(uint16_t file_id, uint32_t nparams, const uint8_t* lengths,
                              const uint8_t* params) {
  const uint16_t row = row_of_file_id(file_id);
  if (row != static_cast<uint16_t>(EventId::SONDE_CALL) || nparams < 2) return row;
  if (load<uint16_t>(lengths + 2) != sizeof(uint16_t)) return row;
  int number = load<uint16_t>(params + load<uint16_t>(lengths));
  if (is_32_bit_number(static_cast<uint16_t>(number))) {
    number = number_of_32_bit_call(static_cast<uint32_t>(number & ~kOf32BitTable));
  }
  const uint16_t call = number < 0 ? kNoEventRow : row_of_call(static_cast<uint32_t>(number));
  return call == kNoEventRow ? row : call;
}

uint64_t lost_in_gap(const RawEvent& event) {
  if (event.id != static_cast<uint16_t>(EventId::SONDE_GAP)) return 0;
  uint64_t sum = 0;
  for (uint32_t kind = ev::SONDE_GAP::state; kind < ev::SONDE_GAP::kParams; ++kind) {
    sum += value_of<uint64_t>(event.param(kind));
  }
  return sum;
}

}  // namespace sonde
