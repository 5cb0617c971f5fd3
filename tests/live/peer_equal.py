#!/usr/bin/env python3
# The comparisons of the case peer_file. `read` compares what sysdig and sonde say of one classic
# file, line by line; `live` what a look at the live machine said of some threads with what the file
# says of them. Names that differ by design are in peer_differences.txt, with the reason.
# usage: peer_equal.py read SYSDIG_LINES SONDE_LINES
#        peer_equal.py live TIDS LIVE_LINES FILE_LINES
# SPDX-License-Identifier: Apache-2.0
"""A classic file, read by sysdig and by sonde, and the machine that it was recorded on."""

import collections
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
MAX_SHOWN = 8


def read_differences():
    """{kind: {name: rest}}"""
    table = {"unknown": {}, "old_name": {}}
    for line in (HERE / "peer_differences.txt").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, name, rest = line.split(None, 2)
            table[kind][name] = rest.split()[0]
    return table


def lines_of(path):
    return Path(path).read_text(errors="replace").splitlines()


def verdict(what, wrong, total):
    print(f"{'FAILED ' if wrong or not total else 'ok     '} {what}: {total} events, "
          f"{len(wrong)} differences")
    for line in wrong[:MAX_SHOWN]:
        print(f"    {line}")


def compare_readers(theirs_path, ours_path, table):
    """Lines: NUM TIME CPU DIR TYPE NAME TID LATENCY; numbers count the unknown ones, too."""
    ours = []
    for line in lines_of(ours_path):
        words = line.split(" ")
        if words[4] in table["unknown"]:
            continue
        ours.append(" ".join(words[1:]))
    theirs = [line.split(" ", 1)[1] for line in lines_of(theirs_path)]
    wrong = [f"sysdig: {their} | sonde: {our}" for their, our in zip(theirs, ours) if their != our]
    if len(theirs) != len(ours):
        wrong.append(f"sysdig has {len(theirs)} events, sonde {len(ours)}")
    verdict("sysdig and sonde read the same", wrong, len(theirs))


def compare_live(tids_path, live_path, file_path, table):
    """Lines: TYPE RESULT TID NAME LATENCY. The classic format has no result of some calls."""
    tids = set(lines_of(tids_path))

    def events(path):
        found = collections.defaultdict(list)
        for line in lines_of(path):
            name, result, tid, rest = line.split(" ", 3)
            if tid in tids:
                found[tid].append((table["old_name"].get(name, name), result, rest))
        return found

    live, file = events(live_path), events(file_path)
    wrong, total = [], 0
    for tid in sorted(tids):
        total += len(file[tid])
        if len(live[tid]) != len(file[tid]):
            wrong.append(f"thread {tid}: {len(live[tid])} events live, "
                         f"{len(file[tid])} in the file")
        for ours, kept in zip(live[tid], file[tid]):
            same_result = kept[1] in ("<NA>", ours[1])
            if (ours[0], ours[2]) != (kept[0], kept[2]) or not same_result:
                wrong.append(f"thread {tid}: live {ours}, in the file {kept}")
                break
    verdict(f"live and the file tell the same of {len(tids)} threads", wrong, total)


def main():
    table = read_differences()
    if sys.argv[1] == "read":
        compare_readers(sys.argv[2], sys.argv[3], table)
    else:
        compare_live(sys.argv[2], sys.argv[3], sys.argv[4], table)


if __name__ == "__main__":
    main()
