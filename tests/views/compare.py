#!/usr/bin/env python3
# Each view of views/ on several captures: `csonde --json -v VIEW -r FILE` must print the rows that
# evaluate.py computes from what `sonde -j` prints. tests/run calls it as the step "views".
# Next: evaluate.py, random_requests.py (the same with filters and times), docs/views.md.
# SPDX-License-Identifier: Apache-2.0
"""Usage: compare.py [--sonde PROGRAM] [--csonde PROGRAM] [--view ID] [CAPTURE...]"""

import argparse
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from evaluate import (OF_A_THREAD, Capture, columns_of, evaluate, parse_lines,  # noqa: E402
                      rows_show_ends)

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SONDE_SHARED", ROOT / "../shared"))
MAX_LIST_ROWS = 20_000  # csonde keeps the newest of a list
# "CAPTURE VIEW": why csonde has other rows there, until it is mended.
KNOWN = {}
# "CAPTURE VIEW": how many lines another program printed for the view's filter, sysdig 0.29.3 with
# `sysdig -r FILE FILTER | wc -l`. evaluate.py takes its fields from sonde, and this does not.
ROWS_OF_SYSDIG = {
    "d_odd.scap file_removals": 7,
    "a_shell.scap file_removals": 9,
    "d_python.scap file_removals": 17,
}
# Long texts in it are cut by csonde, as by sonde in its default lines, but not in sonde's JSON.
CUT = {"evt.args"}
# What a capture tells of a container after its first events: csonde has read it when it answers,
# sonde has not when it prints these events.
REPORTED_LATER = {"container.name", "container.image", "container.type"}
# Where --sort is tried with every column.
SORTED = ("d_odd.scap",)
# One capture that a test must not do without; the others make it see more.
OWN_CAPTURES = ("curl_google.scap", "d_odd.scap", "single_ipv6_conn.scap")
SHARED_CAPTURES = ("a_shell.scap", "a_users.scap", "c_redis_s4096.scap.gz", "d_python.scap",
                   "e_docker.scap", *(f"foreign/{name}" for name in (
                       "docker-curl-https.scap.zst", "ex_example2_502error.scap.zst",
                       "ex_example4_example4-1.scap.zst",
                       "falco_psp_run_as_user_0_container.scap", "sf_nginx_nginx.scap.zst",
                       "tdk_capture.scap.zst")))


def beginning(text):
    """Up to where the first long text may be cut."""
    return text and text[:60]


def run_json(command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.stderr}")
    return parse_lines(done.stdout)


def rounded(value):
    """Sums of floating point numbers differ in their last digits by the order of adding."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return float(f"{value:.9g}")


def is_same(wanted, got, reported_later):
    return all(one == other or (one is None and later)
               for one, other, later in zip(wanted, got, reported_later))


def is_shown(column):
    return not (column["is_key"] or column["is_groupby_key"] or column["hidden"])


def is_idle(row, columns):
    """A row that no event made: a thread or a descriptor that was only there."""
    of_events = [c["name"] for c in columns if is_shown(c) and c["field"].startswith("evt.")]
    return all(row.get(name) in (0, None) for name in of_events)


def check_order(view, columns, rows):
    """Rows stand in the order of the sorting column: numbers descend, texts ascend."""
    sorting = [c["name"] for c in columns if c["is_sorting"]]
    if view["view_type"] != "table" or not sorting:
        return
    values = [row[sorting[0]] for row in rows if row[sorting[0]] is not None]
    is_text = any(isinstance(value, str) for value in values)
    if values != sorted(values, reverse=not is_text):
        yield f"rows are not in the order of {sorting[0]}"


def check_sort(view, capture, csonde):
    """--sort COLUMN prints the same rows, in the order that Python sorts them in."""
    command = [csonde, "--json", "-v", view["id"], "-r", capture.path]
    rows = run_json(command)
    for name in [name for name in rows[0] if name != "ENDED"] if rows else ():
        printed = run_json([*command, "--sort", name])
        if sorted(map(repr, printed)) != sorted(map(repr, rows)):
            yield f"--sort {name} prints other rows"
        values = [row[name] for row in printed]
        known = [value for value in values if value is not None]
        is_number = not any(isinstance(value, str) for value in known)
        if known != sorted(known, reverse=is_number):
            yield f"--sort {name} is in another order"
        if values[:len(known)] != known:
            yield f"--sort {name} has rows without a value before others"


def compare(view, capture, csonde, tag, more=()):
    """Yields a sentence for each difference. `more`: words that csonde gets besides."""
    columns = columns_of(view, tag)
    names = [c["name"] for c in columns if is_shown(c)]
    at = [i for i, c in enumerate(columns) if is_shown(c)]
    command = [csonde, "--json", "-v", view["id"], "-r", capture.path]
    if tag == "containers":
        command.append("-pc")
    command += more
    printed = run_json(command)
    for row in printed:
        # The screen has a mark for it.
        if rows_show_ends(view) and not isinstance(row.pop("ENDED", None), bool):
            yield "no column ENDED"
            return
        if list(row) != names:
            yield f"columns are {list(row)}, not {names}"
            return
    wanted_rows = None if more else ROWS_OF_SYSDIG.get(f"{capture.path.name} {view['id']}")
    if wanted_rows not in (None, len(printed)):
        yield f"{len(printed)} rows, and sysdig has {wanted_rows}"
    yield from check_order(view, columns, printed)
    computed = evaluate(view, capture, tag)
    if view["view_type"] == "list":
        computed = computed[-MAX_LIST_ROWS:]
    if view["row_source"] == "threads":
        kept = [c["field"] not in OF_A_THREAD for c in columns if is_shown(c)]
        at = [i for i, keeps in zip(at, kept) if keeps]
        names = [name for name, keeps in zip(names, kept) if keeps]
    wanted = [tuple(rounded(row[i]) for i in at) for row in computed]
    got = [tuple(rounded(row[name]) for name in names) for row in printed]
    for number, i in enumerate(at):
        if columns[i]["field"] not in CUT:
            continue
        # What is equal up to there.
        wanted = [row[:number] + (beginning(row[number]),) + row[number + 1:] for row in wanted]
        got = [row[:number] + (beginning(row[number]),) + row[number + 1:] for row in got]
    later = [columns[i]["field"] in REPORTED_LATER for i in at]
    if view["view_type"] == "list":
        for number, (one, other) in enumerate(zip(wanted, got)):
            if not is_same(one, other, later):
                yield f"row {number + 1} is {other}, not {one}"
                return
        if len(wanted) != len(got):
            yield f"{len(got)} rows, not {len(wanted)}"
        return
    # Most rows are equal; only the others are looked for one by one.
    left = Counter(got)
    missing = Counter(wanted) - left
    left -= Counter(wanted)
    for row in missing.elements():
        found = next((other for other in left if is_same(row, other, later)), None)
        if found is None:
            yield f"there is no row {row}"
        else:
            left -= Counter([found])
    for row in left.elements():
        extra = dict(zip(names, row))
        if view["row_source"] in ("threads", "descriptors") and is_idle(extra, columns):
            continue
        yield f"a row too many: {row}"


def captures():
    for name in OWN_CAPTURES:
        yield ROOT / "tests/captures" / name
    for name in SHARED_CAPTURES:
        path = SHARED / "captures" / name
        if path.exists():
            yield path
        else:
            print(f"SKIPPED {name}: not in {SHARED}/captures (SONDE_SHARED)")


def own_views(csonde):
    """All of views/, and none that is installed."""
    os.environ["TZ"] = "UTC"
    os.environ["SONDE_VIEWS"] = str(ROOT / "views")
    views = run_json([csonde, "--list-views", "--json"])
    return [v for v in views if Path(v["path"]).parent == ROOT / "views"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sonde", default=ROOT / "build/userspace/cli/sonde")
    parser.add_argument("--csonde", default=ROOT / "build/tui/csonde")
    parser.add_argument("--view")
    parser.add_argument("capture", nargs="*", type=Path)
    options = parser.parse_args()
    views = own_views(options.csonde)
    if options.view:
        views = [v for v in views if v["id"] == options.view]
    passed = failed = skipped = 0
    for path in options.capture or captures():
        capture = Capture(options.sonde, path)
        for view in views:
            tags = {tag for c in view["columns"] for tag in c["tags"]} | {"default"}
            for tag in sorted(tags, reverse=True):
                reason = KNOWN.get(f"{path.name} {view['id']}")
                problems = list(compare(view, capture, options.csonde, tag))
                if tag == "default" and path.name in SORTED:
                    problems += check_sort(view, capture, options.csonde)
                if reason and problems:
                    print(f"SKIPPED {path.name} {view['id']} ({tag}): {reason}")
                    skipped += 1
                    continue
                if reason:
                    problems = ["it is right by now: take it out of KNOWN"]
                passed += not problems
                failed += bool(problems)
                for problem in problems[:4]:
                    print(f"FAILED {path.name} {view['id']} ({tag}): {problem}")
    if not options.capture:
        skipped += sum(not (SHARED / "captures" / name).exists() for name in SHARED_CAPTURES)
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
