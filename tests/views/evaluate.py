# What a view shows of a capture, computed from the lines of `sonde -j -p`: the simplest code that
# follows docs/views.md. It shares nothing with the index of csonde. compare.py calls evaluate().
# Next: compare.py, which runs csonde and compares.
# SPDX-License-Identifier: Apache-2.0
"""A second implementation of views, slow and plain."""

import copy
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
    "proc.count.total", "thread.count.total", "thread.vmrss.max.b",
}


def parse_lines(text):
    """One JSON value a line; read as one array, which takes half the time."""
    return json.loads(f"[{','.join(text.splitlines())}]")


class Capture:
    """One capture, read with `sonde`."""

    def __init__(self, sonde, path):
        self.sonde = sonde
        self.path = path
        # Containers, users and groups at the head of a file are no events of the machine; no view
        # has them.
        self.head = 0
        for line in self.lines(["evt.num", "evt.type"], ""):
            if line["evt.type"] not in ("container", "useradded", "groupadded"):
                break
            self.head = line["evt.num"]
        # Captures of several processors need not be in order.
        times = [line["evt.rawtime"] for line in self.lines(["evt.rawtime"], "")]
        times = [time for time in times if time] or [0]
        self.first_ns, self.last_ns = min(times), max(times)
        self.seconds = (self.last_ns - self.first_ns) / 1e9

    def ends(self, fields):
        """Which line was the last of a thread's life; see Ends."""
        return Ends(self.lines([*fields, *Ends.FIELDS], ""), self)

    def stays(self, fields=()):
        """Who was on a CPU for how long, as (line, ns), by the event that ended it."""
        names = (*fields, "thread.tid", "proc.pid", "thread.exectime", "evt.rawtime")
        lines = self.lines(names, "thread.exectime>0")
        for line in lines:
            left, ns = line["evt.rawtime"], line["thread.exectime"]
            ns = min(left, self.last_ns) - max(left - ns, self.first_ns)
            if ns > 0:
                yield line, ns

    def lines(self, fields, view_filter):
        command = [self.sonde, "-r", self.path, "-D", "-j", "-p",
                   "*" + " ".join("%" + field for field in sorted({*fields, "evt.num"}))]
        if view_filter:
            command.append(view_filter)
        done = subprocess.run(command, capture_output=True, check=False, text=True)
        if done.returncode not in (0, 4):
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")
        lines = parse_lines(done.stdout)
        return [line for line in lines if line["evt.num"] > self.head] if self.head else lines


class Part:
    """A part of a capture: what passes a filter, from one time to another, which is not in it."""

    def __init__(self, capture, event_filter, from_ns, to_ns):
        self.path = capture.path
        self.event_filter = event_filter
        self.from_ns, self.to_ns = from_ns, to_ns
        self.first_ns, self.last_ns = from_ns, to_ns
        self.seconds = (to_ns - from_ns) / 1e9
        self.capture = capture
        self.seen = 0  # events, in all

    def lines(self, fields, view_filter):
        filters = [f"({one})" for one in (self.event_filter, view_filter) if one]
        lines = self.capture.lines([*fields, "evt.rawtime"], " and ".join(filters))
        lines = [line for line in lines if self.from_ns <= line["evt.rawtime"] < self.to_ns]
        self.seen += len(lines)
        return lines

    def ends(self, fields):
        lines = self.capture.lines([*fields, *Ends.FIELDS], "")
        return Ends([line for line in lines if self.from_ns <= line["evt.rawtime"] < self.to_ns],
                    self)

    def stays(self, fields=()):
        part = copy.copy(self.capture)
        part.first_ns, part.last_ns = self.first_ns, self.last_ns
        return part.stays(fields)


class Ends:
    """What threads and processes were last, by all lines of a time, whatever the filter. A number
    that was given out again is another thread."""

    FIELDS = ("evt.num", "evt.type", "thread.tid", "proc.pid", "user.uid", "evt.rawtime",
              "proc.pid.ts")

    def __init__(self, lines, capture):
        self.capture = capture
        self.lives = {}  # of a number: lists of lines, one for each life
        for line in lines:
            lives = self.lives.setdefault(line["thread.tid"], [])
            has_ended = lives and lives[-1][-1]["evt.type"] == "procexit"
            if has_ended and line["evt.type"] in ("threadusage", "switch"):
                continue  # it leaves its CPU, and what it used is told
            if not lives or has_ended:
                lives.append([])
            lives[-1].append(line)

    def of_thread(self, tid, num):
        """The last line of the life that was under way at the event, or that had ended before, or
        that began after."""
        lives = self.lives.get(tid, [])
        before = [life for life in lives if life[0]["evt.num"] <= num]
        return (before[-1:] or lives[:1] or [[None]])[0][-1]

    def time_of(self, event, by_process, is_end):
        """When the life began, or ended, within the time; and whether it ended."""
        tid, num = event["thread.tid"], event["evt.num"]
        last = self.of_thread(event["proc.pid"] if by_process else tid, num)
        if by_process and (not last or last["proc.pid"] != event["proc.pid"]):
            last = None  # the first thread did nothing; it was there
        has_ended = last is not None and last["evt.type"] == "procexit"
        if not is_end:
            made = last and last["proc.pid.ts"]
            return max(self.capture.first_ns, made or 0), has_ended
        if not has_ended:
            return self.capture.last_ns, False
        return last["evt.rawtime"], True

    def of_process(self, pid, tid, num):
        first = self.of_thread(pid, num)
        if not first or first["proc.pid"] != pid:
            return self.of_thread(tid, num)
        # What is not known of the first thread another one may know.
        own = self.of_thread(tid, num) or {}
        is_unset = first["user.uid"] == 0xFFFFFFFF
        return {field: own.get(field) if value is None or (is_unset and field.startswith("user."))
                else value for field, value in first.items()}


def clock(ns):
    """As evt.time shows it, in UTC."""
    at = datetime.datetime.fromtimestamp(ns // 10**9, datetime.timezone.utc)
    return at.strftime("%H:%M:%S.") + f"{ns % 10**9:09d}"


# What belongs to a thread and may change: a row of a thread or a process shows the last of it.
OF_THREADS_LIFE = ("user.", "group.", "container.", "proc.", "thread.")
# These look at other processes, or at the event.
NOT_OF_LIFE = ("proc.pname", "proc.lifetime", "proc.exit", "thread.cpu")


def changes_over_life(field):
    return (field.startswith(OF_THREADS_LIFE) and not field.startswith(NOT_OF_LIFE)
            and field not in OF_A_THREAD)


def name_of_user(event):
    """A user without a name is a number."""
    if event["user.name"] is None and event["user.uid"] is not None:
        event["user.name"] = "unset" if event["user.uid"] == 0xFFFFFFFF else str(event["user.uid"])


def shown(value, field):
    if field == "evt.time" and value is not None:
        return clock(value)
    # Command lines without arguments end in a blank, which no column shows.
    return value.rstrip(" ") if isinstance(value, str) else value


def rows_show_ends(view):
    """Rows are threads or processes, and not their ends."""
    row_key = [c["field"] for c in view["columns"] if c["is_key"] or c["is_groupby_key"]][-1:]
    return row_key in (["proc.pid"], ["thread.tid"]) and view["row_source"] != "ended"


def columns_of(view, tag):
    return [c for c in view["columns"] if not c["tags"] or tag in c["tags"]]


def is_required(column, view):
    if column["is_key"] or column["is_groupby_key"] or column["field"] in OF_A_THREAD:
        return False
    if column["field"].startswith("thread.cpu"):
        return False
    if (rows_show_ends(view) and changes_over_life(column["field"])
            and column["field"] != "proc.pid"):
        return False
    return not view["use_defaults"] or column["field"] in NEVER_DEFAULT


def cpu_by_switches(column, view):
    return column["field"] == "thread.cpu" and view["row_source"] != "ended"


def one_value(column, values, seconds):
    """Of the values that the events of a row have, None where they have none."""
    field, how = column["field"], column["aggregation"]
    present = [value for value in values if value is not None]
    if field == "thread.cputime":
        return sum(present) if present else None
    if field.startswith("thread.cpu"):
        # Each account of a thread tells the percentage of the second before it.
        return (sum(present) / seconds if seconds else 0) if present else None
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
        return sum(present) / seconds if seconds else sum(present)
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
        return next((value for value in present if value not in ("", "unset")),
                    present[-1] if present else None)
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


def show_cpu(rows, columns, groups, capture, keys, view):
    """By switches where there are any; of ends from first to last, where no event told."""
    cpu = [i for i, c in enumerate(columns) if cpu_by_switches(c, view)]
    used = [i for i, c in enumerate(columns) if c["field"] == "thread.cputime"]
    if cpu:
        stays = {}
        ends = getattr(capture, "capture", capture).ends(keys)
        for line, ns in capture.stays([*keys, "evt.num"]):
            if line["proc.pid"] is None:  # it leaves its CPU after its end
                line = ends.of_thread(line["thread.tid"], line["evt.num"]) or line
            name = tuple(line[key] for key in keys)
            stays[name] = stays.get(name, 0) + ns
        whole = getattr(capture, "capture", capture)
        known = {line["thread.tid"] for line, _ in whole.stays()}
        for row, (name, members) in zip(rows, groups.items()):
            for i in cpu if name in stays or members[-1]["thread.tid"] in known else ():
                row[i] = stays.get(name, 0) / 1e7 / capture.seconds if capture.seconds else 0
    if used:
        ends = getattr(capture, "capture", capture).ends([])
        by_life = {}
        has_any = False
        for line, ns in getattr(capture, "capture", capture).stays(("proc.pid", "evt.num")):
            has_any = True
            if line["proc.pid"] is None:
                line = {**line, **(ends.of_thread(line["thread.tid"], line["evt.num"]) or {}),
                        "evt.num": line["evt.num"]}
            first = ends.of_thread(line["proc.pid"], line["evt.num"])
            if first and first["proc.pid"] == line["proc.pid"] and first["proc.pid.ts"]:
                by_life[first["evt.num"]] = by_life.get(first["evt.num"], 0) + ns
        for row, members in zip(rows, groups.values()) if has_any else ():
            first = ends.of_thread(members[0]["proc.pid"], members[0]["evt.num"])
            for i in used:
                if row[i] is None:
                    row[i] = by_life.get(first["evt.num"])


def show_ends(rows, columns, groups, capture, group_key):
    changing = [(i, c["field"]) for i, c in enumerate(columns) if changes_over_life(c["field"])
                and not (c["is_key"] or c["is_groupby_key"])]
    ends = capture.ends([field for _, field in changing] + ["user.uid", "user.name"])
    rates = [i for i, c in enumerate(columns) if c["aggregation"] == "TIME_AVG"]
    by_process = group_key == "proc.pid"
    for row, members in zip(rows, groups):
        begin, _ = ends.time_of(members[0], by_process, False)
        end, _ = ends.time_of(members[-1], by_process, True)
        end = max(end, members[-1]["evt.rawtime"])
        for i in rates:
            field = columns[i]["field"]
            present = [event[field] for event in members if event[field] is not None]
            row[i] = sum(present) * 1e9 / (end - begin) if end > begin else sum(present)
        tid, num = members[-1]["thread.tid"], members[-1]["evt.num"]
        if group_key == "proc.pid":
            last = ends.of_process(members[-1]["proc.pid"], tid, num)
        else:
            last = ends.of_thread(tid, num)
        if last is None:
            continue
        name_of_user(last)
        for i, field in changing:
            row[i] = shown(last[field], field)


def show_reported(rows, columns, capture):
    """What a capture reports of a container holds for all of it; at first the path of its group is
    all that is known, and containerd's is also docker's."""
    fields = ("container.type", "container.name", "container.image")
    whole = getattr(capture, "capture", capture)
    reported = {}
    for event in whole.lines(["container.id", *fields], ""):
        known = reported.setdefault(event["container.id"], {})
        known.update({field: event[field] for field in fields if event[field] is not None})
    at_id = next(i for i, column in enumerate(columns) if column["field"] == "container.id")
    for row in rows:
        for i, column in enumerate(columns):
            if column["field"] in fields:
                row[i] = reported.get(row[at_id], {}).get(column["field"], row[i])


def evaluate(view, capture, tag="default"):
    """The rows that events make, each a list of values in the order of columns_of(view, tag)."""
    columns = columns_of(view, tag)
    fields = [column["field"] for column in columns]
    more = []
    if view["view_type"] != "list":
        more = ["evt.num", "evt.rawtime", "thread.tid", "proc.pid"]
    if "user.name" in fields:
        more.append("user.uid")
    events = capture.lines([*fields, *more], view["filter"])
    required = [c["field"] for c in columns if is_required(c, view)]
    events = [e for e in events if all(e[field] is not None for field in required)]
    if view["row_source"] == "threads":
        # A container's own events are shown as if a process -1 sent them, which is none.
        events = [e for e in events if e["thread.tid"] != -1 and e["proc.pid"] != -1]
    for event in events if "user.name" in fields else ():
        name_of_user(event)
    if view["view_type"] == "list":
        return [[shown(event[field], field) for field in fields] for event in events]
    key = next(c["field"] for c in columns if c["is_key"])
    group_key = next((c["field"] for c in columns if c["is_groupby_key"]), key)
    groups = {}
    for number, event in enumerate(events):
        if event[key] is not None:
            # Of ends, each is a row of its own.
            is_end = view["row_source"] == "ended" and key == "proc.pid"
            name = number if is_end else (event[key], event[group_key])
            groups.setdefault(name, []).append(event)
    rows = [[shown(one_value(c, [event[c["field"]] for event in members], capture.seconds),
                   c["field"])
             for c in columns]
            for members in groups.values()]
    if "container.id" in (key, group_key):
        show_reported(rows, columns, capture)
    if rows_show_ends(view):
        show_ends(rows, columns, groups.values(), capture, group_key)
    show_cpu(rows, columns, groups, capture, (key, group_key), view)
    return group_rows(rows, columns)
