# The files that the lint checks look at: everything that git knows or would add. The checks in this
# folder (layers.py, file_rules.py, docs.py) call it.
# SPDX-License-Identifier: Apache-2.0
"""Files of the repository."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = {".h", ".cpp", ".c", ".def"}


def files():
    """Paths relative to the root, without what .gitignore names."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0:
        names = [name for name in listed.stdout.decode().split("\0") if name]
    else:  # an unpacked archive
        names = [str(path.relative_to(ROOT)) for path in ROOT.rglob("*")
                 if path.is_file() and "build" not in path.relative_to(ROOT).parts[0]]
    return [Path(name) for name in sorted(set(names)) if (ROOT / name).is_file()]


def text(path):
    """Contents, or None for a file that is no text."""
    data = (ROOT / path).read_bytes()
    if b"\0" in data[:4096]:
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None
