# Starts the two programs and hands over their output as byte streams. What sysdig says is kept
# under build/peer-cache (named by capture content, options and version): its answer never changes.
# compare.py is the caller; line_match.py reads the streams.
# SPDX-License-Identifier: Apache-2.0
"""Child processes of the peer comparison and the cache of sysdig's answers."""

import hashlib
import os
import shutil
import subprocess
import threading
from pathlib import Path

TIME_LIMIT_S = 180


def environment():
    """Both programs see the same clock zone, locale and no colours."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "SYSDIG_"))}
    env.update(TZ="UTC", LC_ALL="C", NO_COLOR="1")
    return env


class Output:
    """A running program whose stdout is read in blocks; close() gives exit status and stderr."""

    def __init__(self, argv):
        self.argv = argv
        self._process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment())
        self._stderr = b""
        # stderr is drained aside: a talkative program must not block on a full pipe.
        self._drain = threading.Thread(target=self._read_stderr, daemon=True)
        self._drain.start()
        self._timer = threading.Timer(TIME_LIMIT_S, self._process.kill)
        self._timer.start()

    def _read_stderr(self):
        for block in iter(lambda: self._process.stderr.read(65536), b""):
            if len(self._stderr) < 65536:
                self._stderr += block

    def read(self, size):
        return self._process.stdout.read(size)

    def close(self):
        self._process.stdout.close()
        status = self._process.wait()
        self._timer.cancel()
        self._drain.join()
        self._process.stderr.close()
        return status, self._stderr.decode("utf-8", "replace").strip()


class _Recorded:
    """Output of sysdig that is also being written to the cache, or is read back from it."""

    def __init__(self, source, store, entry, part=None):
        self._source = source
        self._store = store
        self._entry = entry
        self._part = part

    def read(self, size):
        block = self._source.read(size)
        if block and self._store:
            self._store.stdin.write(block)
        return block

    def close(self):
        if not self._store:
            self._source.close()
            status, talk = (self._entry / "status").read_text(encoding="utf-8").split("\n", 1)
            return int(status), talk
        for _ in iter(lambda: self.read(1 << 20), b""):
            pass  # the reader may have stopped early; the cache wants everything
        status, talk = self._source.close()
        self._store.stdin.close()
        if self._store.wait() == 0:
            self._part.rename(self._entry / "out.zst")
            (self._entry / "status").write_text(f"{status}\n{talk}", encoding="utf-8")
        return status, talk


class Programs:
    """The two binaries of one comparison."""

    def __init__(self, sonde, sysdig, cache_folder):
        self.sonde = sonde
        self.sysdig = sysdig
        self._cache = Path(cache_folder)
        self._version = ""
        self._digests = {}
        self._lock = threading.Lock()
        if sysdig:
            self._version = subprocess.run([sysdig, "--version"], capture_output=True, text=True,
                                           check=False).stdout.strip()

    def version(self):
        return self._version

    def _digest(self, capture):
        with self._lock:
            if capture not in self._digests:
                content = Path(capture).read_bytes()
                self._digests[capture] = hashlib.sha256(content).hexdigest()
            return self._digests[capture]

    def run_sonde(self, capture, args):
        return Output([self.sonde, "-r", str(capture), *args])

    def run_sysdig(self, capture, args, cached=True):
        argv = [self.sysdig, "-r", str(capture), *args]
        if not cached or not shutil.which("zstd"):
            return Output(argv)
        key = "\0".join([self._digest(str(capture)), self._version, *args])
        entry = self._cache / hashlib.sha256(key.encode()).hexdigest()
        if (entry / "status").exists():
            return _Recorded(Output(["zstd", "-dcq", str(entry / "out.zst")]), None, entry)
        entry.mkdir(parents=True, exist_ok=True)
        # Two captures may ask the same of one file at the same time: each writes its own part.
        part = entry / f"part-{threading.get_ident()}"
        store = subprocess.Popen(["zstd", "-1", "-q", "-f", "-o", str(part)],
                                 stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        return _Recorded(Output(argv), store, entry, part)
