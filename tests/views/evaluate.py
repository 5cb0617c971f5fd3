# What a view shows of a capture, computed from the lines of `sonde -j -p`: the simplest code that
# follows docs/views.md. It shares nothing with the index of csonde. compare.py calls evaluate().
# Next: compare.py, which runs csonde and compares.
# SPDX-License-Identifier: Apache-2.0
"""A second implementation of views, slow and plain."""

import datetime
import json
import subprocess

# Numbers that are names, ports and addresses: an event without one makes no row, also in views with
# use_defaults. From the facts of csysdig's fields (identifier format, PORT, IPADDR).
NEVER_DEFAULT = {
    "proc.pid", "proc.ppid", "proc.vpid", "thread.tid", "thread.vtid", "evt.num", "evt.cpu",
    "proc.sid", "proc.tty", "proc.pgid", "proc.vpgid", "fd.sport", "fd.lport", "fd.rport",
    "fd.cport", "fd.sip", "fd.cip", "fd.lip", "fd.rip", "user.uid", "group.gid", "fd.num",
    "user.loginuid",
}
# What a thread has at a moment, not what an event did. Threads without events count, too, and those
# are not in the lines of sonde: compare.py leaves these columns to peer.py, which asks csysdig.
OF_A_THREAD = {
    "proc.nthreads", "thread.vmrss.b", "thread.vmsize.b", "thread.pfmajor", "thread.pfminor",
    "proc.fdopencount", "proc.fdusage", "proc.fdlimit", "proc.count", "thread.count",
}


def parse_lines(text):
    """One JSON value a line; read as one array, which takes half the time."""
    return json.loads(f"[{','.join(text.splitlines())}]")


class Capture:
    """One capture, read with `sonde`."""

    def __init__(self, sonde, path):
        self.sonde = sonde
        self.path = path
        times = self.lines(["evt.rawtime"], "")
        self.first_ns = times[0]["evt.rawtime"] if times else 0
        self.last_ns = times[-1]["evt.rawtime"] if times else 0
        # Newer than all before: captures of several processors need not be in order.
        for line in times:
            self.first_ns = min(self.first_ns, line["evt.rawtime"])
            self.last_ns = max(self.last_ns, line["evt.rawtime"])
        self.seconds = (self.last_ns - self.first_ns) / 1e9

    def lines(self, fields, view_filter):
        command = [self.sonde, "-r", self.path, "-D", "-j", "-p",
                   "*" + " ".join("%" + field for field in sorted(set(fields)))]
        if view_filter:
            command.append(view_filter)
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        if done.returncode not in (0, 4):
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        return parse_lines(done.stdout)


class Part:
    """A part of a capture: what passes a filter, from one time to another, which is not in it."""

    def __init__(self, capture, event_filter, from_ns, to_ns):
        self.path = capture.path
        self.event_filter = event_filter
        self.from_ns, self.to_ns = from_ns, to_ns
        self.seconds = (to_ns - from_ns) / 1e9
        self.capture = capture
        self.seen = 0  # events, in all

    def lines(self, fields, view_filter):
        filters = [f"({one})" for one in (self.event_filter, view_filter) if one]
        lines = self.capture.lines([*fields, "evt.rawtime"], " and ".join(filters))
        lines = [line for line in lines if self.from_ns <= line["evt.rawtime"] < self.to_ns]
        self.seen += len(lines)
        return lines


def clock(ns):
    """As evt.time shows it, in UTC."""
    at = datetime.datetime.fromtimestamp(ns // 10**9, datetime.timezone.utc)
    return at.strftime("%H:%M:%S.") + f"{ns % 10**9:09d}"


def shown(value, field):
    if field == "evt.time" and value is not None:
        return clock(value)
    # Command lines without arguments end in a blank, which no column shows.
    return value.rstrip(" ") if isinstance(value, str) else value


def columns_of(view, tag):
    return [c for c in view["columns"] if not c["tags"] or tag in c["tags"]]


def is_required(column, view):
    if column["is_key"] or column["is_groupby_key"] or column["field"] in OF_A_THREAD:
        return False
    if column["field"].startswith("thread.cpu"):
        return False
    return not view["use_defaults"] or column["field"] in NEVER_DEFAULT


def one_value(column, values, capture):
    """Of the values that the events of a row have, None where they have none."""
    field, how = column["field"], column["aggregation"]
    present = [value for value in values if value is not None]
    if field == "thread.cputime":
        return sum(present) if present else None
    if field.startswith("thread.cpu"):
        # Each account of a thread tells the percentage of the second before it.
        return sum(present) / capture.seconds if capture.seconds else 0
    if field in OF_A_THREAD:
        return present[-1] if present else None
    if field in ("fd.clientproc", "fd.serverproc"):
        return present[0] if present else ""
    if not how:
        return values[0]
    if present and isinstance(present[0], str):
        return values[-1] if how == "MAX" else values[0]
    if how == "SUM":
        return sum(present)
    if how == "TIME_AVG":
        return sum(present) / capture.seconds if capture.seconds else sum(present)
    if how == "AVG":
        return sum(present) / len(present) if present else 0
    if not present:
        return 0
    return max(present) if how == "MAX" else min(present)


def merged(column, values):
    """Of the rows of a group."""
    how = column["groupby_aggregation"]
    present = [value for value in values if value is not None]
    if not how:
        return next((value for value in present if value != ""), present[0] if present else None)
    if not present:
        return None
    if isinstance(present[0], str):
        return present[-1] if how == "MAX" else present[0]
    if how == "MAX":
        return max(present)
    if how == "MIN":
        return min(present)
    return sum(present) / len(present) if how == "AVG" else sum(present)


def group_rows(rows, columns):
    key = next((i for i, c in enumerate(columns) if c["is_groupby_key"]), None)
    if key is None:
        return rows
    groups = {}
    for row in rows:
        if row[key] is not None:
            groups.setdefault(row[key], []).append(row)
    return [[value if i == key else merged(column, [row[i] for row in members])
             for i, column in enumerate(columns)]
            for value, members in groups.items()]


def evaluate(view, capture, tag="default"):
    """The rows that events make, each a list of values in the order of columns_of(view, tag)."""
    columns = columns_of(view, tag)
    fields = [column["field"] for column in columns]
    events = capture.lines(fields, view["filter"])
    required = [c["field"] for c in columns if is_required(c, view)]
    events = [e for e in events if all(e[field] is not None for field in required)]
    if view["view_type"] == "list":
        return [[shown(event[field], field) for field in fields] for event in events]
    key = next(c["field"] for c in columns if c["is_key"])
    groups = {}
    for number, event in enumerate(events):
        if event[key] is not None:
            # Of ends, each is a row of its own.
            is_end = view["row_source"] == "ended" and key == "proc.pid"
            name = number if is_end else event[key]
            groups.setdefault(name, []).append(event)
    rows = [[shown(one_value(c, [event[c["field"]] for event in members], capture), c["field"])
             for c in columns]
            for members in groups.values()]
    return group_rows(rows, columns)
