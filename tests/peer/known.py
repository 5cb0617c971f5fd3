# Reads known_differences.txt: where sysdig is known to be wrong, or where sonde follows the newer
# meaning on purpose. Every row must name a heading of docs/differences.md, so that no difference is
# excused without an explanation. compare.py asks before it counts a pair as a failure.
# SPDX-License-Identifier: Apache-2.0
"""Excused differences of the peer comparison."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

KINDS = ("run", "field", "line")


ROUNDING = 1.2e-7


def nearly_equal(one, other):
    """Whether two decimal numbers are the same but for the rounding of the capture file."""
    if not (one.isdigit() and other.isdigit()):
        return False
    return abs(int(one) - int(other)) <= ROUNDING * max(int(one), int(other))


class KnownDifferences:
    """Rows `KIND PATTERN  CAPTURE  REASON`, columns parted by two or more blanks."""

    def __init__(self, table_path, reasons_path):
        self.problems = []
        self._rows = []
        headings = self._headings(reasons_path)
        for number, line in enumerate(Path(table_path).read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            where = f"{Path(table_path).name}:{number}"
            parts = re.split(r"\t+|\s{2,}", line.strip())
            kind, _, pattern = parts[0].partition(" ")
            if len(parts) != 3 or kind not in KINDS or not pattern:
                self.problems.append(f"{where}: expected `run|field|line PATTERN  CAPTURE  REASON`")
                continue
            if parts[2] not in headings:
                self.problems.append(f"{where}: no heading #{parts[2]} in {reasons_path}")
            compiled = re.compile(pattern.encode()) if kind == "line" else pattern
            self._rows.append({"kind": kind, "pattern": compiled, "capture": parts[1],
                               "reason": parts[2], "where": where, "used": 0})

    @staticmethod
    def _headings(path):
        """Heading texts in the form that a web page gives them as anchors."""
        if not Path(path).exists():
            return set()
        found = re.findall(r"(?m)^#+\s+(.*?)\s*$", Path(path).read_text(encoding="utf-8"))
        return {re.sub(r"[^a-z0-9 _-]", "", text.lower()).replace(" ", "-") for text in found}

    def _matching(self, kind, capture):
        return (row for row in self._rows
                if row["kind"] == kind and fnmatchcase(capture, row["capture"]))

    def excuses_run(self, run_name, capture):
        for row in self._matching("run", capture):
            if fnmatchcase(run_name, row["pattern"]):
                row["used"] += 1
                return row["reason"]
        return None

    def judge_for(self, run, capture, separator):
        """A function that says of two lines whether everything that differs in them is known."""
        fields = [row for row in self._matching("field", capture)]
        lines = [row for row in self._matching("line", capture)]
        cut = separator.encode()

        def judge(sysdig_line, sonde_line, tally):
            for row in lines:
                if row["pattern"].search(sysdig_line if sysdig_line is not None else sonde_line):
                    row["used"] += 1
                    return True
            if sysdig_line is None or sonde_line is None or not run.columns:
                return False
            left, right = sysdig_line.split(cut), sonde_line.split(cut)
            if len(left) != len(right) or len(left) != len(run.columns):
                return False
            all_known = True
            for name, one, other in zip(run.columns, left, right):
                if one == other:
                    continue
                if name in run.rounded and nearly_equal(one, other):
                    continue
                excuse = next((row for row in fields if fnmatchcase(name, row["pattern"])), None)
                if excuse:
                    excuse["used"] += 1
                else:
                    all_known = False
                    seen = tally.columns.setdefault(name, [0, one, other])
                    seen[0] += 1
            return all_known

        return judge

    def unused(self):
        return [row["where"] for row in self._rows if not row["used"]]
