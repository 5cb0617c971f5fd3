# What cases about csonde's figures are written with: views as JSON, the generator known_figures, and
# numbers that are to be near to each other.
# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0

views=() pid=0

# start_view VIEW SECONDS [--raw|OPTIONS]: csonde beside, its output in VIEW.raw or VIEW.json
start_view() {
  local options=${3:---json} form=json
  [[ $options != --raw* ]] || form=raw
  # shellcheck disable=SC2086 # words
  csonde $options -v "$1" -d $(($2 * 1000)) > "$1.$form" 2> "$1.$form.err" &
  views+=($!)
}

# Until each of them has its rings, and has read its snapshot of the machine.
wait_for_views() {
  wait_for 60 bash -c "(( \$(cat /sys/module/sonde/refcnt) >= ${#views[@]} ))" || failed "csonde did not start: $(cat ./*.err)"
  sleep 2
}

finish_views() {
  local one
  for one in "${views[@]}"; do
    wait "$one" || failed "a csonde ended with status $?: $(cat ./*.err)"
  done
  views=()
}

# start_generator MODE: its numbers are in generator.out when it returns, its process id in pid
start_generator() {
  rm -f generator.in generator.out
  mkfifo generator.in
  known_figures "$1" "$PWD" < generator.in > generator.out &
  generator=$!
  exec 5> generator.in
  wait_for 60 grep -q ready= generator.out || failed "the generator did not get ready"
  pid=$(said ready)
}

stop_generator() {
  exec 5>&-
  wait "$generator"
}

said() { sed -n "s/^$1=//p" generator.out; }

# of VIEW COLUMN VALUE KEY-COLUMN: the number in the row whose KEY-COLUMN is VALUE
of() { python3 "$LIVE/figures.py" cell "$1.json" "$2" "$4" "$3"; }

# near WHAT EXPECTED FOUND [PERCENT]
near() {
  local percent=${4:-2}
  if awk -v a="$2" -v b="$3" -v p="$percent" \
    'BEGIN { d = a - b; if (d < 0) d = -d; exit !(a + 0 > 0 && d <= a * p / 100) }'; then
    ok "$1: expected $2, found $3"
  else
    failed "$1: expected $2, within $percent %, found $3"
  fi
}

now_ms() { date +%s%3N; }

# ticks FILE: user and system time of a stat file of /proc, in hundredths of a second
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "$1"; }

# note AFTER|BEFORE: the counters of the generator, each with its time
note() {
  local tid
  echo "$(now_ms) $(ticks "/proc/$pid/stat")" > "cpu.$1"
  for tid in "/proc/$pid/task"/*; do
    echo "$(now_ms) $(ticks "$tid/stat")" > "cpu_of_${tid##*/}.$1"
  done
  echo "$(now_ms) $(awk '/^wchar/ { print $2 }' "/proc/$pid/io")" > "io.$1"
  echo "$(now_ms) $(ss -tniO | grep -E "127.0.0.1:$(said port)\b" | tr ' ' '\n' |
    awk -F: '/^bytes_(acked|received):/ { n += $2 } END { print n }')" > "ss.$1"
}

# between BEFORE AFTER: by the second, of what note() has noted
between() {
  cat "$1" "$2" | awk 'NR == 1 { t = $1; n = $2 } END { printf "%.2f", ($2 - n) * 1000 / ($1 - t) }'
}

# look_around SECONDS: the generator's counters over so long, and top's view of it
look_around() {
  note before
  top -b -d "$1" -n 2 -p "$pid" > top.out
  note after
}

# ss_says ADDRESSES NUMBER: of the connection between them
ss_says() { grep -E "$1" ss.out | sed -n "s/.*$2:\([0-9]*\).*/\1/p" | head -1; }

# top_column FILE NAME: of the process in the last round; sizes in bytes
top_column() {
  awk -v name="$2" '$1 == "PID" { for (i = 1; i <= NF; i++) if ($i == name) at = i; next }
    at && $1 ~ /^[0-9]+$/ { value = $at }
    END { unit = value; sub(/[0-9.]+/, "", unit)
      if (name == "RES") value *= unit == "g" ? 1073741824 : unit == "m" ? 1048576 : 1024
      print value }' "$1"
}

# Number and CPU percentage of the threads that computed.
busy_threads() {
  local tid share
  for tid in "/proc/$pid/task"/*; do
    tid=${tid##*/}
    share=$(between "cpu_of_$tid.before" "cpu_of_$tid.after")
    if awk -v s="$share" 'BEGIN { exit !(s > 8) }'; then echo "$tid $share"; fi
  done
}
