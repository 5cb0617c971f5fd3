-- Codes of terminals for scripts, under the names that scripts of sysdig know. Colours are empty
-- texts unless they are switched on and the user wants them (sysdig.has_color()).
-- SPDX-License-Identifier: Apache-2.0
local terminal = {}
local ESCAPE = string.char(27) .. "["
local CODES = {
  reset = 0, clear = 0, bright = 1, dim = 2, underscore = 4, blink = 5, reverse = 7, hidden = 8,
  black = 30, red = 31, green = 32, yellow = 33, blue = 34, magenta = 35, cyan = 36, white = 37,
  onblack = 40, onred = 41, ongreen = 42, onyellow = 43, onblue = 44, onmagenta = 45, oncyan = 46,
  onwhite = 47,
}

function terminal.enable_color(wanted)
  local use = wanted and sysdig.has_color()
  for name, code in pairs(CODES) do terminal[name] = use and ESCAPE .. code .. "m" or "" end
end
terminal.enable_color(false)

function terminal.clearscreen() io.write(ESCAPE .. "2J") end
function terminal.moveto(row, column) io.write(ESCAPE .. row .. ";" .. column .. "H") end
function terminal.moveup(lines) io.write(ESCAPE .. lines .. "F") end
function terminal.clearline() io.write(ESCAPE .. "2K") end
function terminal.hidecursor() io.write(ESCAPE .. "?25l") end
function terminal.showcursor() io.write(ESCAPE .. "?25h") end
function terminal.setfgcol(color) io.write(ESCAPE .. "38;5;" .. color .. "m") end
function terminal.setbgcol(color) io.write(ESCAPE .. "48;5;" .. color .. "m") end

return terminal
