# Counts identical lines of two byte streams without holding them: equal blocks are compared whole,
# unequal ones line by line, and a line that one side lacks does not spoil the rest, because event
# lines carry their number. compare.py calls match(); known.py judges the pairs that differ.
# SPDX-License-Identifier: Apache-2.0
"""Alignment and counting of two outputs."""

import io
import re
from dataclasses import dataclass, field

BLOCK_BYTES = 1 << 20
WINDOW_LINES = 48
TABLE_ROWS = 100
_LEADING_NUMBER = re.compile(rb"\s*(\d+)(?=[\s|])")
_LAST_NUMBER = re.compile(rb"(\d+)\s*$")
_JSON_NUMBER = re.compile(rb'"evt\.num":(\d+)')


def _without_cut_ties(lines):
    """Of a table that was cut at 100 rows, only the rows with more than the least count."""
    counts = [_LAST_NUMBER.search(line) for line in lines]
    rows = [int(found.group(1)) for found in counts if found]
    if len(rows) < TABLE_ROWS:
        return lines
    least = min(rows)
    return [line for line, found in zip(lines, counts) if not found or int(found.group(1)) > least]


@dataclass
class Tally:
    """Lines of one run on one capture. A pair is two lines for the same event."""

    identical: int = 0
    known: int = 0
    differing: int = 0
    only_sysdig: int = 0
    only_sonde: int = 0
    after_end: int = 0  # lines of sonde after the last one of sysdig: no fault when sysdig crashed
    samples: list = field(default_factory=list)  # (sysdig line or None, sonde line or None)
    columns: dict = field(default_factory=dict)  # field name -> how often it differed

    def total(self):
        return (self.identical + self.known + self.differing + self.only_sysdig + self.only_sonde)

    def percent(self):
        total = self.total()
        return 100.0 if total == 0 else 100.0 * (self.identical + self.known) / total


def event_number(line):
    found = _JSON_NUMBER.search(line) if line.startswith(b"{") else _LEADING_NUMBER.match(line)
    return int(found.group(1)) if found else None


class _Side:
    def __init__(self, stream, drop_torn):
        self._stream = stream
        self._drop_torn = drop_torn  # a program that crashes leaves half a line
        self.buffer = b""
        self.ended = False

    def fill(self):
        while not self.ended and len(self.buffer) < BLOCK_BYTES:
            block = self._stream.read(BLOCK_BYTES)
            self.ended = not block
            self.buffer += block

    def take_lines(self):
        """Removes the complete lines of the buffer (all of it at the end) and returns them."""
        cut = len(self.buffer) if self.ended else self.buffer.rfind(b"\n") + 1
        if cut == 0:  # a line longer than a block
            self.ended = not (more := self._stream.read(BLOCK_BYTES))
            self.buffer += more
            return self.take_lines()
        lines = self.buffer[:cut].split(b"\n")
        self.buffer = self.buffer[cut:]
        torn = lines.pop()
        if torn and not self._drop_torn:
            lines.append(torn)
        return lines

    def rest(self):
        while True:
            self.fill()
            if not self.buffer:
                return
            yield from self.take_lines()

    def put_back(self, lines):
        if lines:
            self.buffer = b"\n".join(lines) + b"\n" + self.buffer


class Matcher:
    """One comparison; `judge(sysdig_line, sonde_line)` is true for a difference that is known."""

    def __init__(self, keyed, judge, sample_limit):
        self._keyed = keyed
        self._judge = judge
        self._sample_limit = sample_limit
        self.tally = Tally()
        self._trailing = None

    def match(self, sysdig_stream, sonde_stream):
        a, b = _Side(sysdig_stream, True), _Side(sonde_stream, False)
        while True:
            a.fill()
            b.fill()
            if not a.buffer or not b.buffer:
                break
            length = min(len(a.buffer), len(b.buffer))
            cut = a.buffer.rfind(b"\n", 0, length) + 1
            if cut and a.buffer[:cut] == b.buffer[:cut]:
                self.tally.identical += a.buffer.count(b"\n", 0, cut)
                a.buffer, b.buffer = a.buffer[cut:], b.buffer[cut:]
                continue
            self._match_lines(a, b)
        for line in a.rest():
            self._one_sided(line, True)
        self._trailing = b
        return self.tally

    def match_sorted(self, sysdig_stream, sonde_stream):
        """For short outputs whose order means nothing."""
        streams = []
        for stream in (sysdig_stream, sonde_stream):
            content = b"".join(iter(lambda s=stream: s.read(BLOCK_BYTES), b""))
            lines = _without_cut_ties(content.splitlines(keepends=True))
            streams.append(io.BytesIO(b"".join(sorted(lines))))
        return self.match(*streams)

    def finish(self, sysdig_crashed):
        """To call after match(): says what the lines that sonde has beyond the end count as."""
        for line in self._trailing.rest():
            if sysdig_crashed:
                self.tally.after_end += 1
            else:
                self._one_sided(line, False)
        return self.tally

    def _match_lines(self, a, b):
        la, lb = a.take_lines(), b.take_lines()
        i = j = 0
        while i < len(la) and j < len(lb):
            if la[i] == lb[j]:
                self.tally.identical += 1
                i += 1
                j += 1
                continue
            short_a = not a.ended and len(la) - i < WINDOW_LINES
            short_b = not b.ended and len(lb) - j < WINDOW_LINES
            if (i or j) and (short_a or short_b):
                break  # too little to look ahead in: fetch more first
            skip_a, skip_b = self._distance(la, i, lb, j)
            if skip_a == skip_b == 0:
                self._pair(la[i], lb[j])
                i += 1
                j += 1
                continue
            for line in la[i:i + skip_a]:
                self._one_sided(line, True)
            for line in lb[j:j + skip_b]:
                self._one_sided(line, False)
            i += skip_a
            j += skip_b
        a.put_back(la[i:])
        b.put_back(lb[j:])

    def _distance(self, la, i, lb, j):
        """Lines of each side that have no partner before the sides agree again; (0, 0): a pair."""
        if self._keyed:
            na, nb = event_number(la[i]), event_number(lb[j])
            if na is not None and nb is not None:
                return (0, 0) if na == nb else (1, 0) if na < nb else (0, 1)
        window = {}
        for offset, line in enumerate(lb[j:j + WINDOW_LINES]):
            window.setdefault(line, offset)
        best = None
        for offset, line in enumerate(la[i:i + WINDOW_LINES]):
            other = window.get(line)
            if other is not None and (best is None or offset + other < sum(best)):
                best = (offset, other)
        # Equally far on both sides means that the lines between are pairs that differ.
        if best is None or best[0] == best[1]:
            return (0, 0)
        return best

    def _pair(self, sysdig_line, sonde_line):
        if self._judge(sysdig_line, sonde_line, self.tally):
            self.tally.known += 1
            return
        self.tally.differing += 1
        self._sample(sysdig_line, sonde_line)

    def _one_sided(self, line, is_sysdig):
        pair = (line, None) if is_sysdig else (None, line)
        if self._judge(*pair, self.tally):
            self.tally.known += 1
            return
        if is_sysdig:
            self.tally.only_sysdig += 1
        else:
            self.tally.only_sonde += 1
        self._sample(*pair)

    def _sample(self, sysdig_line, sonde_line):
        if len(self.tally.samples) < self._sample_limit:
            self.tally.samples.append((sysdig_line, sonde_line))
