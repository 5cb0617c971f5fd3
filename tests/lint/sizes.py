# How long things may be: a file, a function, a folder. Only a table may be longer. run.py calls
# check().
# SPDX-License-Identifier: Apache-2.0
"""Sizes of files, functions and folders."""

import ast
import collections
import re

import cpp_text
import source_tree

MAX_FILE_LINES = 500
MAX_FUNCTION_LINES = 80
MAX_FOLDER_FILES = 40
# A table is as long as what it lists. So is a folder in which each file is one thing of a kind.
TABLE_FILE = re.compile(r"(\.def$|_(table|rows|names|codes|facts)\.(cpp|h)$|filters\.txt$)")
TABLE_FUNCTION = re.compile(r"(\w*_(rows|names|facts|table|column|columns))\(|\bsonde_table_names")
LARGE_FOLDERS = {"userspace/fields", "driver/uapi", "views", "chisels"}
# Not sources: what tests expect, and captures.
DATA_FOLDERS = re.compile(r"^tests/(.*/)?(golden|seeds|corpus|captures|expected|cases)\b")


def _function_blocks(path, content):
    if path.suffix in (".cpp", ".h", ".c"):
        for block in cpp_text.blocks(content):
            if block.kind == "function":
                yield block.first, block.last, " ".join(block.head.split())
    elif path.suffix == ".py":
        for node in ast.walk(ast.parse(content)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node.lineno, node.end_lineno, f"def {node.name}("


def _is_source(path, content):
    return path.suffix in source_tree.CODE or path.suffix in (".py", ".sh") or (
        path.suffix == "" and content.startswith("#!"))


def findings(path, content):
    """(line or 0, sentence) for each thing in this file that is too long."""
    lines = content.count("\n")
    if lines > MAX_FILE_LINES and not TABLE_FILE.search(path.name):
        yield 0, f"{lines} lines; a file has at most {MAX_FILE_LINES}"
    for first, last, head in _function_blocks(path, content):
        length = last - first + 1
        if length > MAX_FUNCTION_LINES and not TABLE_FUNCTION.search(head):
            yield first, (f"a function of {length} lines; at most {MAX_FUNCTION_LINES}: "
                          f"{head[:60]}")


def check():
    """Yields one sentence for each thing that is too long."""
    in_folder = collections.Counter()
    for path in source_tree.files():
        in_folder[str(path.parent)] += 1
        content = source_tree.text(path)
        if content is None or not _is_source(path, content):
            continue
        for line, sentence in findings(path, content):
            yield f"{path}:{line}: {sentence}" if line else f"{path}: {sentence}"
    for folder, count in sorted(in_folder.items()):
        if count <= MAX_FOLDER_FILES or folder in LARGE_FOLDERS or DATA_FOLDERS.match(folder):
            continue
        yield f"{folder}: {count} files; a folder has at most {MAX_FOLDER_FILES}"
