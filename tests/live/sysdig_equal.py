#!/usr/bin/env python3
# The comparison of the case sysdig_same_time: for each thread of the workload, how often each call
# with each result was seen by sysdig and by sonde.
# usage: sysdig_equal.py TIDS SYSDIG_LINES SONDE_LINES      lines: TID TYPE RESULT
# SPDX-License-Identifier: Apache-2.0
"""Counts of calls by thread, name and result, from two recorders."""

import collections
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MAX_SHOWN = 15


def read_differences():
    """{kind: {name: reason}}"""
    table = {"sysdig_name": {}, "only_sysdig": {}, "only_sonde": {}}
    for line in (HERE / "sysdig_differences.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, name, reason = line.split(None, 2)
            table[kind][name] = reason
    return table


def counts(path, tids, leave_out, names, without_result):
    found = collections.Counter()
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            tid, name, result = line.rstrip("\n").rsplit(" ", 2)
            if tid in tids and name not in leave_out:
                name = names[name].split()[0] if name in names else name
                found[tid, name, "-" if name in without_result else result] += 1
    return found


def names_without_result(path):
    """Names of events of which sysdig never has a result: it records no parameters of them."""
    results = collections.defaultdict(set)
    with open(path, encoding="utf-8", errors="replace") as lines:
        for line in lines:
            _, name, result = line.rstrip("\n").rsplit(" ", 2)
            results[name].add(result)
    return {name for name, found in results.items() if found == {"<NA>"}}


def main():
    tids = set(Path(sys.argv[1]).read_text().split())
    table = read_differences()
    bare = names_without_result(sys.argv[2])
    theirs = counts(sys.argv[2], tids, table["only_sysdig"], {}, bare)
    ours = counts(sys.argv[3], tids, table["only_sonde"], table["sysdig_name"], bare)
    wrong = [(key, theirs[key], ours[key]) for key in sorted(theirs.keys() | ours.keys())
             if theirs[key] != ours[key]]
    total = sum(theirs.values())
    kinds = {key[1] for key in theirs}
    if wrong or total < 1000:
        print(f"FAILED  {len(wrong)} of {len(theirs)} counts differ; sysdig saw {total} events, "
              f"sonde {sum(ours.values())}")
        by_name = collections.Counter(key[1] for key, _, _ in wrong)
        print(f"    by name: {dict(by_name.most_common(20))}")
        for (tid, name, result), their, our in wrong[:MAX_SHOWN]:
            print(f"    thread {tid} {name} {result}: sysdig {their}, sonde {our}")
    else:
        print(f"ok      {total} events of {len(tids)} threads, {len(kinds)} kinds: sysdig and "
              "sonde counted the same")


if __name__ == "__main__":
    main()
