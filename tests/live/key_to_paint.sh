# What the cases key_to_paint and key_to_paint_one_cpu do: cursor keys in csonde's view of processes
# while the machine makes as many events as it can, and how long they take to be seen.
# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

# start_load: everything at once; its processes are children of $load
start_load() {
  setsid bash -c 'bash "$LIVE/big_load.sh" 1000 > load.log 2>&1 &
    while :; do dd if=/dev/zero of=/dev/null bs=1 count=1000000 2> /dev/null; done' &
  load=$!
  wait_for 60 pgrep -x redis-benchmark
  wait_for 60 pgrep -x wrk
}

stop_load() {
  kill -TERM -- "-$load"
  pkill -x 'redis-server|nginx|wrk|redis-benchmark'
  wait "$load" 2> /dev/null
  return 0  # the load was ended by a signal, as it should
}

# measure NAME KEYS COMMAND...: its numbers in NAME.out
measure() {
  local name=$1 keys=$2
  shift 2
  key_to_paint "$keys" 60 "$@" > "$name.out"
}
number_of() { sed -n "s/^$2=//p" "$1.out"; }
ms() { awk -v us="$1" 'BEGIN { printf "%.1f ms", us / 1000 }'; }
figures_of() {
  echo "median $(ms "$(number_of "$1" median)"), 95th percentile $(ms "$(number_of "$1" p95)")," \
    "worst $(ms "$(number_of "$1" worst)")"
}
