# csonde on a terminal that tmux keeps: keys are typed into it, and its screen is read as text.
# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

export TERM=xterm-256color LANG=C.UTF-8

# open_screen COMMAND: a shell in a terminal of 150x40, and the command typed into it
open_screen() {
  tmux -u new-session -d -s screen -x 150 -y 40 bash --norc
  tmux send-keys -t screen "PS1='prompt '; clear" Enter
  sleep 1
  tmux send-keys -t screen "$1" Enter
}
close_screen() { tmux kill-server; }

# keys KEY...: in the words of tmux
keys() { tmux send-keys -t screen "$@"; }
# shows PATTERN: is it on the screen?
shows() { tmux capture-pane -p -t screen | grep -qE -- "$1"; }
screen() { tmux capture-pane -p -t screen; }
# of_screen SED-EXPRESSION: what it finds in the first lines
of_screen() { screen | head -3 | sed -nE "$1" | head -1; }

# see WHAT SECONDS PATTERN: a verdict; the screen is shown when it does not come
see() {
  if wait_for "$2" shows "$3"; then
    ok "$1"
  else
    failed "$1: no '$3' on the screen:"
    screen
  fi
}
# type_text TEXT: as it is
type_text() { tmux send-keys -t screen -l -- "$1"; }

# open_view NAME: the view of that name, of what is selected
open_view() {
  keys F2
  sleep 0.5
  type_text "$1"
  keys Enter
}
# only_rows TEXT: those with the text in them. F4 begins with the kind of filter that was used last.
only_rows() {
  keys F4
  wait_for 5 shows 'Enter (apply|keep) '
  ! shows 'F2 text' || keys F2
  type_text "$1"
  keys Enter
}
# only_events FILTER: in a table or a list
only_events() {
  keys F4
  wait_for 5 shows 'Enter (apply|keep) '
  shows 'F2 text' || keys F2
  type_text "$1"
  keys Enter
}
# Looks at all that is kept rather than at the last seconds.
look_at_all() {
  local tries
  for ((tries = 0; tries < 12; tries++)); do
    ! shows 'LIVE all *$' || return 0
    keys '}'
    sleep 0.5
  done
}
# How many rows there are, as the last line says: of 3/42 the 42.
rows_shown() { screen | tail -1 | sed -nE 's/.* [0-9,]+\/([0-9,]+) *$/\1/p' | tr -d ,; }
# first_row: below the header line of the table whose first column is COLUMN
first_row() { screen | sed -nE "/^[ ×]+$1/{n;p;q}"; }
# settled COMMAND...: what it prints when that stays the same
settled() {
  local now before="" tries
  for ((tries = 0; tries < 30; tries++)); do
    now=$("$@")
    [[ $now != "$before" || -z $now ]] || break
    before=$now
    sleep 2.2
  done
  echo "$now"
}
