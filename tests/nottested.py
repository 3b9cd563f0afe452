#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists what the tests of a build folder left out on this machine, and why. nottested.py BUILD-FOLDER"""

import pathlib
import re
import sys

log = pathlib.Path(sys.argv[1]) / "Testing/Temporary/LastTest.log"
missing = {}
test = ""
for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
    begun = re.match(r"\d+/\d+ Testing: (.+)", line)
    if begun:
        test = begun[1]
    at = line.find("NOT TESTED")
    if at >= 0:
        why = line[at + len("NOT TESTED"):].strip(" :'\"")
        place = re.search(r"(\w+::\w+)\(|^(\w+) \(", line[:at])
        missing.setdefault(why, set()).add(test + (" " + (place[1] or place[2]) if place else ""))
if not missing:
    print("Nothing was left out on this machine.")
for why, tests in missing.items():
    print("NOT TESTED on this machine: %s (%s)" % (why, ", ".join(sorted(tests))))
