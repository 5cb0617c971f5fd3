# Numbers out of csonde --json.
#   figures.py cell FILE COLUMN KEY-COLUMN VALUE   of the row whose KEY-COLUMN is VALUE
#   figures.py sum FILE COLUMN+... KEY-COLUMN VALUE   of all such rows
# SPDX-License-Identifier: Apache-2.0
"""What figures_agree looks at."""

import json
import sys


def main():
    what, path, column, key, wanted = sys.argv[1:]
    with open(path, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    found = [row for row in rows if str(row[key]) == wanted]
    if what == "cell":
        print(found[0][column] if len(found) == 1 else f"{len(found)} rows")
    else:
        print(sum(row[name] for row in found for name in column.split("+")))


main()
