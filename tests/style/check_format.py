#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails when a C++ source is not as .clang-format writes it. With --fix: writes it so."""
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

TOOL = "clang-format-19"
FOLDERS = ("app", "models", "services", "tests", "ui")
AT_ONCE = 40


def sources(root):
    found = []
    for folder in FOLDERS:
        for place, folders, files in os.walk(os.path.join(root, folder)):
            folders[:] = sorted(folder for folder in folders if folder != "__pycache__")
            found += [os.path.join(place, name) for name in sorted(files) if name.endswith((".cpp", ".h"))]
    return found


def complaints(root, files):
    run = subprocess.run([TOOL, "--dry-run", "--Werror", "--ferror-limit=1", *files], cwd=root, capture_output=True, text=True)
    if run.returncode == 0:
        return []
    return [line for line in run.stderr.splitlines() if ": error:" in line] or [run.stderr.strip() or "%s failed" % TOOL]


def check(root):
    files = sources(root)
    if not files:
        return ["no source found below %s" % root]
    parts = [files[at : at + AT_ONCE] for at in range(0, len(files), AT_ONCE)]
    with ThreadPoolExecutor(2) as pool:
        return [line for part in pool.map(lambda part: complaints(root, part), parts) for line in part]


def self_test(root):
    with tempfile.TemporaryDirectory() as place:
        os.symlink(os.path.join(root, ".clang-format"), os.path.join(place, ".clang-format"))
        os.mkdir(os.path.join(place, "app"))
        path = os.path.join(place, "app", "a.cpp")
        for text, expected in (("int main()\n{\n    return 0;\n}\n", 0), ("int main() { return 0; }\n", 1)):
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            found = check(place)
            if len(found) != expected:
                return ["%r gave %r" % (text, found)]
        os.remove(path)
        return [] if check(place) else ["an empty tree passed"]


def main():
    root = os.path.abspath(sys.argv[1])
    action = sys.argv[2] if len(sys.argv) > 2 else ""
    if action == "--fix":
        return subprocess.run([TOOL, "-i", *sources(root)], check=False).returncode
    found = self_test(root) if action == "--self-test" else check(root)
    if found:
        print("\n".join(found))
        print("To mend: python3 tests/style/check_format.py . --fix")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
