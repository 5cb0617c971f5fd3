#!/usr/bin/env python3
# Checks that the documents are true: links lead somewhere, the README's examples run and print what
# it shows, the manual pages are well-formed. tests/run calls it as the step "docs".
# SPDX-License-Identifier: Apache-2.0
"""Usage: docs.py [--sonde PROGRAM]"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import source_tree  # noqa: E402

ROOT = source_tree.ROOT
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def anchors(content):
    headings = re.findall(r"(?m)^#+\s+(.*?)\s*$", content)
    return {re.sub(r"[^\w -]", "", text.lower()).replace(" ", "-") for text in headings}


def check_links(_):
    for path in source_tree.files():
        if path.suffix != ".md":
            continue
        content = _FENCE.sub("", source_tree.text(path))
        for link in _LINK.findall(content):
            if re.match(r"[a-z]+:", link):
                continue
            name, _, anchor = link.partition("#")
            target = (ROOT / path).parent / name if name else ROOT / path
            if not target.exists():
                yield f"{path}: link to {link}: no such file"
            elif anchor and anchor not in anchors(target.read_text(encoding="utf-8")):
                yield f"{path}: link to {link}: no such heading"


_NAMED_FILE = re.compile(r"`((?:[\w-]+/)+[\w.-]+\.(?:h|cpp|c|def|py|lua|md|txt))`")


def check_named_files(_):
    """Files that the text names are there, from the root or from userspace/."""
    for path in source_tree.files():
        if path.suffix != ".md" or path.parts[:2] == ("docs", "decisions"):
            continue
        for name in _NAMED_FILE.findall(_FENCE.sub("", source_tree.text(path))):
            if any(word.isupper() for word in re.findall(r"\w+", name)):
                continue  # `views/NAME.lua`
            if not any((ROOT / folder / name).exists() for folder in ("", "userspace")):
                yield f"{path}: names {name}, which does not exist"


def shell(script, sonde, folder):
    """Runs a piece of the README beside links to the captures, `sonde` being the built program."""
    env = dict(os.environ, TZ="UTC", LC_ALL="C", SONDE=str(sonde))
    return subprocess.run(["bash", "-e", "-o", "pipefail", "-c",
                           'sonde() { "$SONDE" "$@"; }\n' + script],
                          cwd=folder, env=env, capture_output=True, text=True, errors="replace",
                          timeout=120, check=False)


def check_examples(sonde):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="sonde-docs-") as folder:
        captures = Path(folder) / "tests/captures"
        captures.mkdir(parents=True)
        for capture in (ROOT / "tests/captures").iterdir():
            shutil.copy(capture, captures)
        for language, block in _FENCE.findall(readme):
            if block.startswith("$ sonde "):
                yield from _check_shown(block, sonde, folder)
            elif language == "sh" and "alias sonde=" in block:
                for example in re.split(r"\n\s*\n", block)[1:]:
                    yield from _check_runs(example, sonde, captures)


def _check_shown(block, sonde, folder):
    """Lines end where the README cuts them with three dots."""
    command, *shown = block.rstrip("\n").split("\n")
    printed = [line.rstrip() for line in shell(command[2:], sonde, folder).stdout.splitlines()]
    for number, line in enumerate(shown):
        cut = line.endswith("...")
        got = printed[number] if number < len(printed) else "(nothing)"
        if not (got.startswith(line[:-3]) if cut else got == line):
            yield f"README.md shows {line!r}\n        but the program prints {got!r}"


def _check_runs(example, sonde, folder):
    done = shell(example, sonde, folder)
    if done.returncode != 0:
        yield f"README.md: {example.strip()!r} ended with {done.returncode}: {done.stderr[-200:]}"
    elif not done.stdout and " -w " not in example:
        yield f"README.md: {example.strip()!r} printed nothing"


def check_manual(_):
    pages = [p for p in source_tree.files() if re.search(r"\.[1-8]$", p.name)]
    if not shutil.which("mandoc"):
        print("SKIPPED manual pages: mandoc is not installed")
        return
    for page in pages:
        done = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(page)], cwd=ROOT,
                              capture_output=True, text=True, check=False)
        yield from (done.stdout + done.stderr).splitlines()


def check_reasons(_):
    """Every excused difference is explained (the comparison itself checks it when it runs)."""
    sys.path.insert(0, str(ROOT / "tests/peer"))
    import known  # noqa: E402
    table = known.KnownDifferences(ROOT / "tests/peer/known_differences.txt",
                                   ROOT / "docs/differences.md")
    yield from table.problems


CHECKS = (
    ("links", check_links),
    ("files that documents name", check_named_files),
    ("examples of the README", check_examples),
    ("manual pages", check_manual),
    ("reasons of known differences", check_reasons),
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    built = ROOT / "build/userspace/cli/sonde"
    parser.add_argument("--sonde", type=Path, default=os.environ.get("SONDE", built))
    sonde = Path(parser.parse_args().sonde).resolve()
    passed = failed = 0
    for name, check in CHECKS:
        findings = list(check(sonde))
        print(f"{'ok' if not findings else 'FAILED':<7}{name}")
        for finding in findings:
            print(f"    {finding}")
        passed += not findings
        failed += bool(findings)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
