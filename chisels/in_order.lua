-- in_order(table): pairs() by ascending keys.
-- SPDX-License-Identifier: Apache-2.0
return function(values)
  local keys, at = {}, 0
  for key in pairs(values) do keys[#keys + 1] = key end
  table.sort(keys)
  return function()
    at = at + 1
    return keys[at], values[keys[at]]
  end
end
