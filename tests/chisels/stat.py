#!/usr/bin/env python3
# `sonde --stat` beside SQLite: the events as JSON go into a table, each question is asked of both.
# tests/run calls it as a part of the step "chisels".
# SPDX-License-Identifier: Apache-2.0
"""Usage: stat.py [--sonde PROGRAM]"""

import argparse
import csv
import itertools
import json
import math
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("SONDE_SHARED", ROOT.parent / "shared")) / "captures"
FIELDS = ("evt.rawtime.s", "evt.type", "evt.latency", "evt.rawres", "evt.buflen", "evt.failed",
          "proc.name", "proc.pid", "fd.type", "fd.name", "fd.num", "user.name", "evt.cpu")
FUNCTIONS = ("count()", "count(fd.name)", "sum(evt.buflen)", "sum(evt.rawres)", "min(evt.latency)",
             "max(evt.latency)", "mean(evt.latency)", "distinct(fd.name)", "distinct(proc.pid)",
             "p50(evt.latency)", "p99(evt.latency)", "p90(evt.buflen)")
GROUPS = ((), ("proc.name",), ("evt.type",), ("fd.type", "evt.type"), ("proc.name", "fd.name"))
FILTERS = ("", "evt.is_io=true", "evt.failed=true and evt.dir=<")
TEXT = "evt.type in (openat, read, close)"


class Program:
    def __init__(self, path, capture):
        self.path, self.capture = path, capture

    def lines(self, *words):
        env = dict(os.environ, TZ="UTC", LC_ALL="C")
        done = subprocess.run([self.path, "-r", str(self.capture), *words], capture_output=True,
                              env=env, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode())
        return done.stdout.decode("utf-8", "replace").splitlines()

    def database(self, condition):
        base = sqlite3.connect(":memory:")
        names = ", ".join(f'"{field}"' for field in FIELDS)
        base.execute(f"create table events ({names})")
        lines = self.lines("-j", "-p", "*" + " ".join(f"%{field}" for field in FIELDS), condition)
        values = ([json.loads(line)[field] for field in FIELDS] for line in lines)
        base.executemany(f"insert into events values ({', '.join('?' * len(FIELDS))})", values)
        return base


def percentile(values, percent):
    values = sorted(value for value in values if value is not None)
    return values[max(0, math.ceil(len(values) * percent / 100) - 1)] if values else None


def expected(base, function, keys):
    """{keys: value} as SQLite has it."""
    name, field = function[:-1].split("(")
    groups = ", ".join(f'"{key}"' for key in keys)
    column = f'"{field}"' if field else "*"
    if name.startswith("p"):
        rows = base.execute(f"select {groups + ', ' if keys else ''}{column} from events")
        by_key = {}
        for row in rows:
            by_key.setdefault(tuple(row[:-1]), []).append(row[-1])
        return {key: percentile(values, float(name[1:])) for key, values in by_key.items()}
    sql = {"mean": f"avg({column})", "distinct": f"count(distinct {column})"}
    answer = sql.get(name, f"{name}({column})")
    rows = base.execute(f"select {groups + ', ' if keys else ''}{answer} from events"
                        + (f" group by {groups}" if keys else "")).fetchall()
    return {tuple(row[:-1]): row[-1] for row in rows}


def same(function, got, wanted):
    if function.startswith("distinct") and got is None:
        got = 0
    if got is None or wanted is None:
        return got == wanted
    if function.startswith("p"):
        return abs(got - wanted) <= 0.01 * abs(wanted)
    if function.startswith("mean"):
        return math.isclose(got, wanted, rel_tol=1e-9)
    return got == wanted


def ask(program, base, function, keys, condition):
    text = function + (" by " + ", ".join(keys) if keys else "")
    got = {}
    for line in program.lines("-j", "--stat", text, condition):
        row = json.loads(line)
        got[tuple(row[key] for key in keys)] = row[function]
    wanted = {tuple(None if part is None else str(part) for part in key): value
              for key, value in expected(base, function, keys).items()}
    if set(got) != set(wanted):
        return f"{text} {condition}: groups {sorted(set(got) ^ set(wanted), key=str)[:3]}"
    for key, value in got.items():
        if not same(function, value, wanted[key]):
            return f"{text} {condition}: {key} {value} instead of {wanted[key]}"
    return ""


def forms(program, base):
    """CSV, --top, --every and histograms."""
    rows = list(csv.reader(program.lines("--csv", "--top", "3", "--stat", "count() by evt.type",
                                         TEXT)))
    wanted = sorted(expected(base, "count()", ("evt.type",)).items(), key=lambda row: -row[1])[:3]
    if rows != [["count()", "evt.type"]] + [[str(count), key[0]] for key, count in wanted]:
        yield f"--csv --top: {rows}"
    rows = [json.loads(line) for line in program.lines("-j", "--every", "1s", "--stat",
                                                       "count(), max(evt.rawtime.s)", TEXT)]
    seconds = base.execute('select "evt.rawtime.s", count(*) from events group by 1 order by 1')
    if [(row["max(evt.rawtime.s)"], row["count()"]) for row in rows] != seconds.fetchall():
        yield f"--every: {rows[:3]}"
    row = json.loads(program.lines("-j", "--stat", "hist(evt.latency)", TEXT)[0])
    got = {int(part.split(":")[0]): int(part.split(":")[1])
           for part in row["hist(evt.latency)"].split()}
    wanted = {}
    for (value,) in base.execute('select "evt.latency" from events'):
        if value is not None:
            low = 0 if value < 1 else 1 << (value.bit_length() - 1)
            wanted[low] = wanted.get(low, 0) + 1
    if got != wanted:
        yield f"hist: {got} instead of {wanted}"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--sonde", default=str(ROOT / "build/userspace/cli/sonde"))
    sonde = str(Path(parser.parse_args().sonde).resolve())
    capture = SHARED / "d_python.scap"
    if not capture.exists():
        print(f"SKIPPED there is no {capture}\n0 passed, 0 failed, 1 skipped")
        return 0
    program = Program(sonde, capture)
    problems, asked = [], 0
    for condition in FILTERS:
        base = program.database(condition)
        for function, keys in itertools.product(FUNCTIONS, GROUPS):
            asked += 1
            problems.append(ask(program, base, function, keys, condition))
    problems.extend(forms(program, program.database(TEXT)))
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print(f"FAILED {problem}")
    print(f"{asked + 3 - len(problems)} passed, {len(problems)} failed, 0 skipped")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
