#!/usr/bin/env python3
# Runs sysdig 0.29.3 and sonde side by side on the real captures and counts identical lines; a run
# passes with 99.9 % or more. People and tests/run call it; what is compared stands in run_table.py
# and filters.txt, what is excused in known_differences.txt.
# SPDX-License-Identifier: Apache-2.0
"""Peer comparison of sonde with sysdig."""

import argparse
import concurrent.futures
import json
import os
import shutil
import sys
import tempfile
from fnmatch import fnmatchcase
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import known  # noqa: E402
import run_table  # noqa: E402
from line_match import Matcher, Tally  # noqa: E402
from programs import Programs  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PASS_PERCENT = 99.9
SIZE_LIMIT_BYTES = 20_000_000
QUICK_LIMIT_BYTES = 400_000
# sysdig refuses this capture because of its option blocks; the same events without them serve.
STAND_INS = {"curl_google_options": "curl_google"}
PEER_VERSION = "0.29.3"


class Capture:
    def __init__(self, path, sysdig_path):
        self.path = path
        self.sysdig_path = sysdig_path
        self.name = path.name.split(".")[0]


class Result:
    """Outcome of one run on one capture."""

    def __init__(self, run_name, capture_name):
        self.run = run_name
        self.capture = capture_name
        self.state = "failed"
        self.note = ""
        self.sides = ("sysdig", "sonde")
        self.tally = Tally()

    def settle(self, sonde_status, talk, quiet_peer_crash=""):
        self.note = quiet_peer_crash
        if sonde_status != 0:
            self.note = f"sonde ended with {sonde_status}: {talk.splitlines()[-1] if talk else ''}"
        elif self.tally.percent() >= PASS_PERCENT:
            self.state = "passed"

    def as_json(self):
        t = self.tally
        return {"run": self.run, "capture": self.capture, "state": self.state, "note": self.note,
                "lines": t.total(), "identical": t.identical, "known": t.known,
                "differing": t.differing, "only_sysdig": t.only_sysdig, "only_sonde": t.only_sonde,
                "percent": round(t.percent(), 4),
                "fields": {k: v[0] for k, v in t.columns.items()},
                "samples": [[None if x is None else x.decode("utf-8", "replace") for x in pair]
                            for pair in t.samples]}


def find_captures(folder, quick):
    limit = QUICK_LIMIT_BYTES if quick else SIZE_LIMIT_BYTES
    found = []
    for path in sorted(folder.iterdir()):
        if ".scap" not in path.name or path.suffix == ".zst" or path.stat().st_size > limit:
            continue
        name = path.name.split(".")[0]
        stand_in = STAND_INS.get(name)
        found.append(Capture(path, path.with_name(path.name.replace(name, stand_in, 1))
                             if stand_in else path))
    return found


class Comparison:
    def __init__(self, options, programs, excuses):
        self.options = options
        self.programs = programs
        self.excuses = excuses

    def run_on(self, run, capture):
        """Compares one run on one capture; falls back to single fields where sysdig breaks off."""
        result = Result(run.name, capture.name)
        reason = self.excuses.excuses_run(run.name, capture.name)
        if reason:
            result.state, result.note = "known", reason
            return [result]
        sysdig = self.programs.run_sysdig(capture.sysdig_path, [*run.sysdig_only, *run.args])
        sonde = self.programs.run_sonde(capture.path, run.args)
        status, talk, broken = self._match(result, run, capture, sysdig, sonde)
        if broken and len(run.columns) > 2:
            singles = [run_table.format_run(f"{run.name}/{one}", [one]) for one in run.columns[1:]]
            return [one for single in singles for one in self.run_on(single, capture)]
        if "filter error" in broken or "unrecognized" in broken:
            result.note = f"sysdig refuses this: {broken}"
            return [result]
        result.settle(status, talk, f"sysdig broke off ({broken}); compared up to there" if broken
                      else "")
        return [result]

    def _match(self, result, run, capture, sysdig, sonde):
        judge = self.excuses.judge_for(run, capture.name, run_table.SEPARATOR)
        matcher = Matcher(run.keyed, judge, self.options.first)
        if run.ordered:
            matcher.match(sysdig, sonde)
        else:
            matcher.match_sorted(sysdig, sonde)
        sysdig_status, sysdig_talk = sysdig.close()
        broken = ""
        if sysdig_status != 0:
            last = sysdig_talk.splitlines()[-1] if sysdig_talk else ""
            broken = f"status {sysdig_status} {last}".strip()
        result.tally = matcher.finish(bool(broken))
        status, talk = sonde.close()
        return status, talk, broken

    def round_trip(self, trip, capture):
        result = Result(trip.name, capture.name)
        reason = self.excuses.excuses_run(trip.name, capture.name)
        if reason:
            result.state, result.note = "known", reason
            return [result]
        with tempfile.TemporaryDirectory(prefix="sonde-peer-") as folder:
            copy = Path(folder) / "copy.scap"
            writer = self.programs.run_sonde(capture.path, ["-w", str(copy), *trip.write_args])
            writer.read(1 << 20)
            status, talk = writer.close()
            if status != 0 or not copy.exists():
                result.note = f"writing ended with {status}: {talk[-200:]}"
                return [result]
            run = trip.run()
            result.sides = ("original", "copy")
            if trip.reader == "sysdig":
                first = self.programs.run_sysdig(capture.sysdig_path, trip.read_args)
                second = self.programs.run_sysdig(copy, trip.read_args, cached=False)
            else:
                first = self.programs.run_sonde(capture.path, trip.read_args)
                second = self.programs.run_sonde(copy, trip.read_args)
            status, talk, broken = self._match(result, run, capture, first, second)
            if broken:
                result.note = f"reading the original: {broken}"
            else:
                result.settle(status, f"{trip.reader} on the copy: {talk}")
        return [result]


def chosen_runs(options, fields_json):
    here = Path(__file__).resolve().parent
    if options.per_field:
        runs = run_table.field_runs(fields_json)
    else:
        runs = (run_table.mode_runs() + run_table.class_runs(fields_json)
                + run_table.filter_runs(here / "filters.txt"))
    trips = [] if options.per_field else list(run_table.ROUND_TRIPS)
    wanted = options.only or ["*"]

    def pick(rows):
        return [r for r in rows if any(fnmatchcase(r.name, w) or w in r.name for w in wanted)]

    return pick(runs), pick(trips)


def show(line, limit=400):
    if line is None:
        return "(no such line)"
    text = line.decode("utf-8", "backslashreplace")
    text = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)
    return text if len(text) <= limit else text[:limit] + f"... ({len(text)} characters)"


def focus(sysdig_line, sonde_line):
    """Long lines are shown from shortly before the place where they part."""
    if sysdig_line is None or sonde_line is None or max(len(sysdig_line), len(sonde_line)) < 300:
        return sysdig_line, sonde_line
    at = next((i for i, (x, y) in enumerate(zip(sysdig_line, sonde_line)) if x != y), 0)
    start = max(0, at - 60)
    return tuple(line[:24] + b" ... " + line[start:] if start > 24 else line
                 for line in (sysdig_line, sonde_line))


def report_text(by_run, options):
    print(f"{'run':<58} {'lines':>9} {'identical':>9} {'known':>7} {'percent':>8}  state")
    for name, results in by_run.items():
        lines = sum(r.tally.total() for r in results)
        same = sum(r.tally.identical for r in results)
        excused = sum(r.tally.known for r in results)
        percent = 100.0 if lines == 0 else 100.0 * (same + excused) / lines
        failed = [r for r in results if r.state == "failed"]
        state = "FAILED " + " ".join(r.capture for r in failed) if failed else results[0].state
        print(f"{name[:58]:<58} {lines:>9} {same:>9} {excused:>7} {percent:>8.3f}  {state}")
        for r in results:
            report_details(name, r, options)


def report_details(run_name, result, options):
    where = result.capture if result.run == run_name else f"{result.capture} {result.run}"
    if result.note and (result.state == "failed" or options.verbose):
        print(f"    {where}: {result.note}")
    if result.state != "failed" and not options.verbose:
        return
    t = result.tally
    left, right = result.sides
    if t.total() != t.identical + t.known:
        print(f"    {where}: {t.percent():.3f} %, {t.differing} differ, "
              f"{t.only_sysdig} only in {left}, {t.only_sonde} only in {right}")
    for name, (count, one, other) in sorted(t.columns.items(), key=lambda kv: -kv[1][0]):
        print(f"      {count:>8} x {name}: {left} {show(one, 120)!r} {right} {show(other, 120)!r}")
    if not t.columns and t.total() != t.only_sysdig:
        for pair in t.samples:
            one, other = focus(*pair)
            print(f"      {left + ':':<9} {show(one)}\n      {right + ':':<9} {show(other)}")


def check_filters(programs, captures, runs):
    """Asks only sysdig: is every filter accepted, and does it find something somewhere?"""
    refused = empty = 0
    for run in runs:
        if not run.name.startswith("filter/"):
            continue
        lines = 0
        for capture in captures:
            output = programs.run_sysdig(capture.sysdig_path, [*run.sysdig_only, *run.args])
            for block in iter(lambda: output.read(1 << 20), b""):
                lines += block.count(b"\n")
            status, talk = output.close()
            if status != 0:
                refused += 1
                print(f"REFUSED {run.name}: {capture.name}: {status} {talk}")
                break
        else:
            empty += lines == 0
            print(f"{lines:>9} {run.name}")
    print(f"{refused} refused, {empty} found nothing")
    return refused


def parse_options():
    shared = Path(os.environ.get("SONDE_SHARED", ROOT.parent / "shared"))
    parser = argparse.ArgumentParser(description=__doc__)
    built = ROOT / "build/userspace/cli/sonde"
    parser.add_argument("--sonde", default=os.environ.get("SONDE", built))
    parser.add_argument("--sysdig", default=shutil.which("sysdig"))
    parser.add_argument("--captures", type=Path, default=shared / "captures", metavar="FOLDER")
    parser.add_argument("--fields", type=Path, default=shared / "spec/fields.json", metavar="FILE")
    parser.add_argument("--cache", type=Path, default=ROOT / "build/peer-cache", metavar="FOLDER")
    parser.add_argument("--only", action="append", metavar="GLOB", help="runs by name or its part")
    parser.add_argument("--capture", action="append", metavar="NAME", help="captures by name")
    parser.add_argument("--per-field", action="store_true", help="one run for each field")
    parser.add_argument("--quick", action="store_true", help="small captures only")
    parser.add_argument("--first", type=int, default=5, metavar="N", help="differing pairs to show")
    parser.add_argument("--jobs", type=int, default=2, metavar="N")
    parser.add_argument("--json", metavar="FILE", help="machine-readable results; - is stdout")
    parser.add_argument("--verbose", action="store_true", help="details of passed runs too")
    parser.add_argument("--list", action="store_true", help="names of the runs")
    parser.add_argument("--check-filters", action="store_true", help="only try the filters")
    return parser.parse_args()


def missing(options):
    """Why nothing can be compared, or an empty text."""
    if not options.sysdig:
        return "sysdig is not installed (Debian package sysdig)"
    if not options.captures.is_dir() or not options.fields.exists():
        return f"no shared captures or facts at {options.captures.parent} (set SONDE_SHARED)"
    if not (options.check_filters or options.list) and not os.access(options.sonde, os.X_OK):
        return f"no program at {options.sonde} (build it, or set SONDE)"
    return ""


def finish(by_run, skipped, problems):
    states = [r.state for results in by_run.values() for r in results]
    failed = states.count("failed") + len(problems)
    print(f"{states.count('passed') + states.count('known')} passed, {failed} failed, "
          f"{skipped} skipped")
    return 1 if failed else 0


def compare_all(options, programs, captures, runs, trips):
    excuses = known.KnownDifferences(Path(__file__).with_name("known_differences.txt"),
                                     ROOT / "docs/differences.md")
    comparison = Comparison(options, programs, excuses)
    by_run = {}
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        tasks = [(r.name, pool.submit(comparison.run_on, r, c)) for r in runs for c in captures
                 if not r.only or c.name in r.only]
        tasks += [(t.name, pool.submit(comparison.round_trip, t, c))
                  for t in trips for c in captures]
        for name, task in tasks:
            by_run.setdefault(name, []).extend(task.result())
    complete = not (options.only or options.capture or options.quick or options.per_field)
    unused = excuses.unused() if complete else []
    return by_run, excuses.problems + [f"{where}: excuses nothing any more" for where in unused]


def main():
    options = parse_options()
    reason = missing(options)
    if reason:
        print(f"SKIPPED peer comparison: {reason}", file=sys.stderr)
        print("0 passed, 0 failed, 1 skipped")
        return 0
    runs, trips = chosen_runs(options, options.fields)
    if options.list:
        print("\n".join(r.name for r in runs + trips))
        return 0
    captures = find_captures(options.captures, options.quick)
    if options.capture:
        captures = [c for c in captures if c.name in options.capture]
    if not captures or not runs + trips:
        sys.exit("compare.py: nothing has that name (see --list)")
    programs = Programs(str(options.sonde), options.sysdig, options.cache)
    if PEER_VERSION not in programs.version():
        print(f"warning: the peer is {programs.version()!r}, not {PEER_VERSION}", file=sys.stderr)
    if options.check_filters:
        return 1 if check_filters(programs, captures, runs) else 0
    by_run, problems = compare_all(options, programs, captures, runs, trips)
    if options.json:
        rows = [r.as_json() for results in by_run.values() for r in results]
        text = json.dumps({"results": rows, "problems": problems}, indent=1)
        if options.json == "-":
            print(text)
            return 1 if problems or any(r["state"] == "failed" for r in rows) else 0
        Path(options.json).write_text(text + "\n", encoding="utf-8")
    report_text(by_run, options)
    for problem in problems:
        print(f"FAILED {problem}")
    return finish(by_run, 0, problems)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # read by head or less; the exit status no longer interests anyone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
