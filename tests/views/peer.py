#!/usr/bin/env python3
# csysdig's own view files in csonde and in csysdig 0.29.3 (`csysdig -j`): the same rows with the
# same values. What csysdig counts wrong or otherwise is in DIFFERENT, with the heading of
# docs/differences.md that explains it. tests/run calls it as the step "csysdig".
# SPDX-License-Identifier: Apache-2.0
"""Usage: peer.py [--csonde PROGRAM] [--view ID] [CAPTURE...]"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SONDE_SHARED", ROOT / "../shared"))
FOLDER = Path("/usr/share/sysdig/chisels")
CAPTURES = [ROOT / "tests/captures/curl_google.scap", ROOT / "tests/captures/d_odd.scap",
            SHARED / "captures/a_shell.scap", SHARED / "captures/d_python.scap"]
# Connections of which both ends are on the machine.
ENDS = [SHARED / "captures/c_redis_s4096.scap.gz", SHARED / "captures/d_python.scap"]
# Processes that change their user.
USERS = SHARED / "captures/a_users.scap"
# "VIEW COLUMN": heading in docs/differences.md. These columns are not judged.
DIFFERENT = {
    "procs CPU": "processor time of a view",
    "procs_cpu TOT": "processor time of a view",
    "procs_cpu USER": "processor time of a view",
    "procs_cpu SYS": "processor time of a view",
    "threads CPU": "processor time of a view",
    "procs USER": "users of grouped rows",
    "procs TH": "what a thread has",
    "procs VIRT": "what a thread has",
    "procs RES": "what a thread has",
    "page_faults MAJOR": "what a thread has",
    "page_faults MINOR": "what a thread has",
    "procs_fd_usage OPEN": "what a thread has",
    "procs_fd_usage PCT": "what a thread has",
    "procs_fd_usage MAX": "what a thread has",
    "connections LIP": "ipv4 addresses in tables",
    "connections RIP": "ipv4 addresses in tables",
    "procs_cpu SYSCALLS": "events that csysdig makes up",
    "syscall_procs CALLS/S": "events that csysdig makes up",
}
# VIEW: rows that are not judged, as a pattern of what text they have, and the heading.
DIFFERENT_ROWS = {
    "io_by_type": (r"^$", "rows without a key"),
    "syscalls": (r"^sysdigevent$", "events that csysdig makes up"),
    "syscall_procs": (r"^ *0ns$", "events that csysdig makes up"),
}
# "CAPTURE VIEW": runs that are not judged, and the heading.
DIFFERENT_RUNS = {
    "d_odd io_by_type": "descriptors that sysdig does not follow",
    "d_odd directories": "files without a name",
    "d_python connections": "addresses of received datagrams",
    "a_shell io_by_type": "directories of failed calls",
    "a_shell directories": "directories of failed calls",
    "a_shell files": "directories of failed calls",
}


def csysdig(view, capture):
    """Rows as [key, [values]]."""
    done = subprocess.run(["csysdig", "-j", "-v", view, "-r", capture], capture_output=True,
                          text=True, errors="replace", check=False)
    start = done.stdout.find("{")
    try:
        data, _ = json.JSONDecoder().raw_decode(done.stdout[max(start, 0):])
    except ValueError:
        return None  # it ended before it printed anything, or printed what is no JSON
    return [row["d"] for row in data["slices"][-1].get("data", [])]


def write_totals(folder):
    """The views with sums in place of amounts by the second, which is what csysdig -j prints."""
    for path in FOLDER.glob("*.lua"):
        text = path.read_text(encoding="utf-8", errors="replace")
        if "view_info" in text:
            Path(folder, path.name).write_text(text.replace("TIME_AVG", "SUM"), encoding="utf-8")


def csonde(program, view, capture):
    with tempfile.TemporaryDirectory() as folder:
        write_totals(folder)
        done = subprocess.run([program, "--json", "-v", view, "-r", capture], capture_output=True,
                              text=True, check=False, env={**os.environ, "SONDE_VIEWS": folder})
    if done.returncode not in (0, 4):
        raise RuntimeError(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


DURATION = re.compile(r"^ *([0-9.]+)(ns|us|ms|s)$")
FACTOR = {"ns": 1, "us": 1e3, "ms": 1e6, "s": 1e9}


def is_close(theirs, ours, column):
    """csysdig -j prints durations as cut text."""
    if isinstance(theirs, str) and isinstance(ours, (int, float)):
        shown = DURATION.match(theirs)
        if not shown:
            return False
        unit = FACTOR[shown[2]]
        last_digit = 10 ** -len(shown[1].partition(".")[2])
        return abs(float(shown[1]) * unit - ours) <= 1.01 * last_digit * unit
    if column["field"] == "user.name" and theirs == "":  # "users without a name"
        return ours == "unset" or (ours or "").isdigit()
    if isinstance(theirs, str):
        return theirs.rstrip() == (ours or "").rstrip()
    return abs((theirs or 0) - (ours or 0)) <= 1e-6 * max(1, abs(theirs or 0))


def is_other_row(view, columns, row):
    """A row that is not judged; also one that nothing but events of csysdig's own made."""
    pattern, _ = DIFFERENT_ROWS.get(view, ("(?!)", ""))
    texts = [value for c, value in zip(columns, row)
             if c["name"] in ("I/O Type", "SYSCALL", "TIME")]
    return any(re.search(pattern, "0ns" if text == 0 else str(text or "")) for text in texts)


def headings():
    named = ["users without a name", *DIFFERENT.values(), *DIFFERENT_RUNS.values(),
             *(heading for _, heading in DIFFERENT_ROWS.values())]
    text = (ROOT / "docs/differences.md").read_text(encoding="utf-8")
    known = {line.strip("# \n").lower() for line in text.splitlines() if line.startswith("###")}
    return sorted(set(named) - known)


def seconds_of(program, capture):
    done = subprocess.run([program, "-r", capture, "-D", "-p", "%evt.rawtime"],
                          capture_output=True, text=True, check=False)
    times = [int(line) for line in done.stdout.split()]
    return (max(times) - min(times)) / 1e9


def compare(view, columns, theirs, ours):
    """Yields a sentence for each difference. Rows are matched by what is text or a name."""
    names = [c["name"] for c in columns]
    ours = [[row[name] for name in names] for row in ours]
    judged = [i for i, name in enumerate(names) if f"{view} {name}" not in DIFFERENT]
    theirs = [row for row in theirs if not is_other_row(view, columns, row)]
    left = [row for row in ours if not is_other_row(view, columns, row)]
    for row in theirs:
        if len(row) != len(names):
            yield f"csysdig has {len(row)} columns, not {len(names)}"
            return
        found = next((o for o in left if all(
            is_close(row[i], o[i], columns[i]) for i in judged)), None)
        if found is None:
            yield f"csysdig has {row}"
        else:
            left.remove(found)
    for row in left:
        yield f"csonde has  {row}"


def ends(csonde, path):
    """Of connections whose both ends sysdig sees begin: what it and CLIENT and SERVER say."""
    wanted = [{}, {}]
    for end, calls in enumerate(("connect", "accept, accept4")):
        filter_text = f"evt.type in ({calls}) and evt.dir=< and fd.type in (ipv4, ipv6)"
        done = subprocess.run(["sysdig", "-r", path, "-p", "%fd.name %proc.pid/%proc.name",
                               filter_text], capture_output=True, text=True, check=True)
        wanted[end] = dict(line.split(" ", 1) for line in done.stdout.splitlines())
    names = wanted[0].keys() & wanted[1].keys()
    done = subprocess.run([csonde, "--json", "-v", "connections", "-r", path], text=True,
                          capture_output=True, check=True,
                          env={**os.environ, "SONDE_VIEWS": str(ROOT / "views")})
    found = {}
    for row in map(json.loads, done.stdout.splitlines()):
        # LOCAL is the end of the process that the row names: the server's when it comes first.
        local, remote = f"{row['LOCAL IP']}:{row['LPORT']}", f"{row['REMOTE IP']}:{row['RPORT']}"
        found[f"{local}->{remote}"] = found[f"{remote}->{local}"] = (row["CLIENT"], row["SERVER"])
    return [(name, (wanted[0][name], wanted[1][name]), found.get(name)) for name in sorted(names)]


def compare_users(sonde, csonde, path):
    """Calls of each user as sysdig tells who it was at the call. Passed, failed, skipped."""
    if not path.exists():
        print(f"SKIPPED {path.name}: not in {SHARED}/captures (SONDE_SHARED)")
        return 0, 0, 1
    done = subprocess.run(["sysdig", "-r", path, "-p", "%user.uid", "evt.dir=<"],
                          capture_output=True, text=True, check=True)
    wanted = Counter(map(int, done.stdout.split()))
    seconds = seconds_of(sonde, path)
    done = subprocess.run([csonde, "--json", "-v", "users", "-r", path], text=True,
                          capture_output=True, check=True,
                          env={**os.environ, "SONDE_VIEWS": str(ROOT / "views")})
    found = {row["UID"]: round(row["CALLS/s"] * seconds)
             for row in map(json.loads, done.stdout.splitlines()) if row["CALLS/s"]}
    if found != wanted:
        print(f"FAILED {path.name} calls of users: {found}, not {dict(wanted)}")
    return int(found == wanted), int(found != wanted), 0


def compare_ends(csonde, path):
    """Passed, failed, skipped."""
    if not path.exists():
        print(f"SKIPPED {path.name}: not in {SHARED}/captures (SONDE_SHARED)")
        return 0, 0, 1
    rows = ends(csonde, path)
    wrong = [row for row in rows if row[1] != row[2]]
    for name, theirs, ours in wrong[:4]:
        print(f"FAILED {path.name} ends of {name}: {ours}, not {theirs}")
    if not rows:
        print(f"FAILED {path.name}: sysdig sees no connection begin at both ends")
    good = rows and not wrong
    return int(bool(good)), int(not good), 0


def main():
    os.environ["TZ"] = "UTC"
    os.environ["SONDE_VIEWS"] = str(FOLDER)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sonde", default=ROOT / "build/userspace/cli/sonde")
    parser.add_argument("--csonde", default=ROOT / "build/tui/csonde")
    parser.add_argument("--view")
    parser.add_argument("--all", action="store_true", help="show every difference")
    parser.add_argument("capture", nargs="*", type=Path)
    options = parser.parse_args()
    if not shutil.which("csysdig") or not FOLDER.exists():
        print("SKIPPED csysdig is not installed (package sysdig)")
        print("0 passed, 0 failed, 1 skipped")
        return 0
    listed = subprocess.run([options.csonde, "--list-views", "--json"], capture_output=True,
                            text=True, check=True).stdout
    views = [json.loads(line) for line in listed.splitlines()]
    views = [v for v in views if Path(v["path"]).parent == FOLDER]
    # Never a value: orchestrators, tracers, agents. A spectrogram is no table in csysdig.
    views = [v for v in views if v["view_type"] != "spectrogram" and not re.match(
        "kubernetes_|mesos_|marathon_|spans_|traces_|notifications|docker_events", v["id"])]
    passed = failed = skipped = 0
    for heading in headings():
        print(f"FAILED docs/differences.md explains no '{heading}'")
        failed += 1
    for path in [] if options.capture or options.view else ENDS:
        more = compare_ends(options.csonde, path)
        passed, failed, skipped = passed + more[0], failed + more[1], skipped + more[2]
    if not (options.capture or options.view):
        more = compare_users(options.sonde, options.csonde, USERS)
        passed, failed, skipped = passed + more[0], failed + more[1], skipped + more[2]
    for path in options.capture or CAPTURES:
        if not path.exists():
            print(f"SKIPPED {path.name}: not in {SHARED}/captures (SONDE_SHARED)")
            skipped += 1
            continue
        for view in views:
            if options.view and view["id"] != options.view:
                continue
            columns = [c for c in view["columns"] if not (c["is_key"] or c["is_groupby_key"])
                       and (not c["tags"] or "default" in c["tags"])]
            reason = DIFFERENT_RUNS.get(f"{path.stem} {view['id']}")
            if reason:
                print(f"SKIPPED {path.name} {view['id']}: {reason}")
                skipped += 1
                continue
            theirs = csysdig(view["id"], path)
            if theirs is None:
                print(f"SKIPPED {path.name} {view['id']}: csysdig prints no JSON")
                skipped += 1
                continue
            problems = list(compare(view["id"], columns, theirs,
                                    csonde(options.csonde, view["id"], path)))
            passed += not problems
            failed += bool(problems)
            for problem in problems if options.all else problems[:4]:
                print(f"FAILED {path.name} {view['id']}: {problem}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
