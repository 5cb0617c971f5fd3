# What the cases are written with: verdicts, and starting and stopping the program so that nothing is
# missed at either end. A case begins with `. "$LIVE/case.sh"`; in_machine runs it.
# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

ok() { printf 'ok      %s\n' "$*"; }
failed() { printf 'FAILED  %s\n' "$*"; }
skipped() { printf 'SKIPPED %s\n' "$*"; }

# same WHAT EXPECTED FOUND
same() {
  if [[ $2 == "$3" ]]; then ok "$1: $3"; else failed "$1: expected $2, found $3"; fi
}

# holds WHAT COMMAND...: the command succeeds
holds() {
  local what=$1
  shift
  if "$@"; then ok "$what"; else failed "$what"; fi
}

# wait_for SECONDS COMMAND...: until the command succeeds
wait_for() {
  local end=$((SECONDS + $1))
  shift
  until "$@" > /dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.05
  done
}

# Does process PID catch SIGUSR1 (10)? Before it does, the signal would end it.
catches_usr1() {
  local mask
  mask=$(awk '/^SigCgt/ {print $2}' "/proc/$1/status" 2> /dev/null)
  [[ -n $mask ]] && ((0x${mask: -4} & 0x200))
}

# start_sonde NAME ARGUMENTS...: runs it beside, output in NAME.out and NAME.err, process id in
# sonde_pid; returns when it looks at events, which is when it answers SIGUSR1.
start_sonde() {
  local name=$1
  shift
  sonde "$@" > "$name.out" 2> "$name.err" &
  sonde_pid=$!
  if ! wait_for 60 catches_usr1 $sonde_pid; then
    failed "sonde $* did not start: $(cat "$name.err")"
    return 1
  fi
  kill -USR1 $sonde_pid
  if ! wait_for 60 grep -q 'events recorded' "$name.err"; then
    failed "sonde $* did not answer SIGUSR1: $(cat "$name.err")"
    kill -9 $sonde_pid
    return 1
  fi
}

# stop_sonde SIGNAL: ends the last one that was started; its status is in sonde_status.
# shellcheck disable=SC2034 # the cases read the status
stop_sonde() {
  kill "-$1" "$sonde_pid"
  wait "$sonde_pid" 2> /dev/null
  sonde_status=$?
}

# count_lines FILE PATTERN
count_lines() { grep -cE -- "$2" "$1"; }
