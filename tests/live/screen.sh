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
