# The lint is tested: each check finds a sample that is wrong, and leaves one alone that looks like
# it. Samples are short texts, not files of the tree. run.py calls check(); a check that finds
# nothing any more would pass everything.
# SPDX-License-Identifier: Apache-2.0
"""Samples for the checks of this folder."""

from pathlib import Path

import cpp_text
import file_rules
import folder_table
import layers
import sizes
import type_names
import words

_TYPES = """
namespace sonde {
struct Entry {
  struct Inner { int x; };
};
struct Forward;
namespace {
struct Hidden { int x; };
}  // namespace
enum class Colour : int { kRed };
template <typename T>
class Box final : public Base<T> {
  enum Kind { kOne };
};
template <>
class Box<int> {};
// struct InComment {
const char* text = "struct InText {";
const char* raw = R"(struct InRaw { " )";
void take(struct Entry e) {
  struct Local { int x; };
}
Row rows[] = {{1, 2}, {3, 4}};
#if X
struct First {
#else
struct Second {
#endif
};
}  // namespace sonde
"""


def _function(lines):
    return "int long_one(int x) {\n" + "  x = 1;\n" * (lines - 2) + "}\n"


def _found(check, name, content):
    return [sentence for _, sentence in check(Path(name), content)]


def _type_samples():
    got = [name for name, _ in type_names.types(_TYPES)]
    want = ["sonde::Entry", "sonde::Colour", "sonde::Box", "sonde::First"]
    if got != want:
        yield f"types of the sample: {got}, not {want}"
    twice = list(type_names.check_files([("a.h", _TYPES), ("b.cpp", "namespace sonde {\n"
                                                           "class Entry {\n};\n}\n")]))
    if len(twice) != 1 or "a.h:3" not in twice[0] or "b.cpp:2" not in twice[0]:
        yield f"a type that is defined twice: {twice}"
    apart = "namespace sonde::b {\nstruct Entry {};\n}\nnamespace {\nstruct Hidden {};\n}\n"
    if list(type_names.check_files([("a.h", _TYPES), ("b.cpp", apart)])):
        yield "a name in another namespace is found"


def _size_samples():
    limit = sizes.MAX_FUNCTION_LINES
    for lines, wanted in ((limit, 0), (limit + 1, 1)):
        for name in ("a.cpp", "a.h", "a.c"):
            if len(_found(sizes.findings, name, _function(lines))) != wanted:
                yield f"a function of {lines} lines in {name}"
    method = "class A {\n  " + _function(limit + 1) + "};\n"
    if len(_found(sizes.findings, "a.h", method)) != 1:
        yield "a long method within its class"
    python = "def f():\n" + "    x = 1\n" * limit
    if len(_found(sizes.findings, "a.py", python)) != 1:
        yield "a long function of Python"
    table = "const int kRows[] = {\n" + "    1,\n" * limit + "};\n"
    if _found(sizes.findings, "a.cpp", table):
        yield "a table is taken for a function"
    long_file = "int x;\n" * (sizes.MAX_FILE_LINES + 1)
    if len(_found(sizes.findings, "a.cpp", long_file)) != 1:
        yield "a long file"
    if _found(sizes.findings, "a_rows.cpp", long_file):
        yield "a table that is longer than a file may be"


def _word_samples():
    gone = ("struct Bunch {};", "int kMostRows = 1;", "if (told) return;", "bool is_told_;",
            "// whoever calls this", 'fail("this makes no sense");', "// what the person typed",
            "// the machine's picture", "void tells_it();", "const int kOddFd = 1;")
    fine = ("// the user is told what failed", 'print("it was told");', "int almost_done = 1;",
            "// as few stages as there are", "int untolded = 1;", "auto threshold = 1;")
    for sample in gone:
        if len(_found(words.findings, "userspace/base/a.cpp", sample + "\n")) != 1:
            yield f"not found, or found twice: {sample}"
    for sample in fine:
        if _found(words.findings, "userspace/base/a.cpp", sample + "\n"):
            yield f"found, and is right: {sample}"
    if len(_found(words.findings, "docs/a.md", "It seldom fails.\n")) != 1:
        yield "a word in a document"


def _folder_samples():
    readme = "| `userspace/b/` | x |\n| `userspace/a/` | x |\n| `gone/` | x |\n"
    found = list(folder_table.differences(readme, {"userspace/a", "userspace/b", "new"},
                                          ["a", "b"]))
    if len(found) != 3:
        yield f"differences of a table of folders: {found}"


def _layer_samples():
    content = ('#include <curses.h>\n#include "tui/screen/frame.h"\n#include "tui/model/model.h"\n'
               '#include "base/text.h"\n#include "view/table.h"\n')
    found = list(layers.findings("tui/keys/a.cpp", "tui/keys", content))
    if len(found) != 3:
        yield f"includes of a folder of tui: {found}"
    if len(list(layers.findings("tui/new/a.cpp", layers.folder_of("tui/new/a.cpp"), ""))) != 1:
        yield "a folder of tui without a row"


def _test_name_samples():
    content = "TEST(A, it_works) {\n}\nTEST_F(B, ItWorks) {\n}\nTEST_P(C, Works_Too) {\n}\n"
    found = list(file_rules.test_names(content))
    if found != [(1, "it_works"), (5, "Works_Too")]:
        yield f"names of tests: {found}"


def _text_samples():
    content = "int a = '\\'' + '\"'; // it's {\nchar b = \"}\\\"{\"[0]; /* { */ int c = 1'000;\n"
    code = cpp_text.code(content)
    if "{" in code or "}" in code or "1'000" not in code or len(code) != len(content):
        yield f"code without comments and strings: {code!r}"


def check():
    """Yields one sentence for each sample that a check takes for something else."""
    for samples in (_type_samples, _size_samples, _word_samples, _folder_samples, _text_samples,
                    _test_name_samples, _layer_samples):
        yield from samples()
