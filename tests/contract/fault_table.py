#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of every check kind and what it says to every fault.

  fault_table.py OPSDECKCTL FOLDER --begin   empties FOLDER, where the tests of this run note what they were told
  fault_table.py OPSDECKCTL FOLDER           prints the table; fails when a kind lacks what it owes

Every kind that the program knows must have been healthy once, refused, and too late; one that reads an address must also have
met a bad status, a refused credential, garbage and too much; one that takes a credential must have missed it. What a kind does
not owe stands below, with the reason. Nothing is taken
from anywhere but the notes of the tests: what no test has done is not there.
"""
import os
import pathlib
import re
import subprocess
import sys

# Kinds that run something on this machine: nobody refuses, no credential is at stake.
LOCAL = {'command'}
# No server to wait for: the kernel takes the connection.
NEVER_LATE = {'tcp'}
# No connection is made, or no answer is read after it.
NO_ANSWER = {'tcp', 'tls'}
# Many targets at once: one that refuses or is late is not the whole.
MANY = {'external'}
# A suite's steps are requests of kind http, and Compose services are asked as containers are: those kinds show the rest.
AS_ANOTHER = {'suite', 'compose'}
# Their real servers need a network namespace of their own; where none can be made, their tests say so and are skipped.
IN_NAMESPACE = {'docker', 'compose', 'ssh'}


def kinds(ctl):
    """Each kind with its parameters, from the reference that the program writes."""
    text = subprocess.run([ctl, 'schema', 'keys'], check=True, capture_output=True, text=True).stdout
    checks = text.split('\n## Checks\n')[1].split('\n## ')[0]
    for part in checks.split('\n### ')[1:]:
        yield re.match(r'`([a-z0-9-]+)`', part)[1], set(re.findall(r'^\| `([a-z0-9_]+)`', part, re.MULTILINE))


def owed(kind, parameters):
    need = {'ok'}
    if kind in MANY:
        return need
    if kind in LOCAL:
        return need | {'timeout'}
    need |= {'refused'}
    if kind not in NEVER_LATE:
        need.add('timeout')
    if kind not in NO_ANSWER:
        need.add('garbage')
    if 'credential' in parameters:
        need.add('credential')
    if kind in AS_ANOTHER:
        return need - {'garbage'}
    if 'url' in parameters:
        need |= {'auth', 'status', 'too-large'}
    if kind in ('tls', 'http'):
        need.add('tls')
    return need


def can_make_namespaces():
    return os.geteuid() == 0 and subprocess.run(['unshare', '-n', 'true'], check=False, stderr=subprocess.DEVNULL).returncode == 0


def main():
    ctl, folder = sys.argv[1], pathlib.Path(sys.argv[2])
    if '--begin' in sys.argv:
        folder.mkdir(parents=True, exist_ok=True)
        for file in folder.glob('*.tsv'):
            file.unlink()
        return 0
    rows = {}
    for file in sorted(folder.glob('*.tsv')):
        for line in file.read_text(encoding='utf-8').splitlines():
            kind, status, error, words, test = line.split('\t')
            rows.setdefault(kind, {}).setdefault((error if error != '-' else status, status), (words, test))
    missing = []
    print(f'{"kind":18} {"fault":12} {"status":9} words (test)')
    for kind, parameters in kinds(ctl):
        print()
        seen = rows.get(kind, {})
        for (fault, status), (words, test) in sorted(seen.items(), key=lambda each: (each[0][0] != 'ok', each[0])):
            words = words if len(words) <= 110 else words[:109] + '…'
            print(f'{kind:18} {fault:12} {status:9} {words} ({test})')
        lacks = owed(kind, parameters) - {fault for fault, _ in seen}
        if kind in IN_NAMESPACE and lacks and not can_make_namespaces():
            print(f'{kind:18} not shown, as no network namespace can be made here: {", ".join(sorted(lacks))}')
            continue
        if lacks:
            missing.append(f'{kind}: no test has shown {", ".join(sorted(lacks))}')
            print(f'{kind:18} missing: {", ".join(sorted(lacks))}')
    print()
    print('\n'.join(missing) if missing else 'Every kind has its rows.')
    return 1 if missing else 0


if __name__ == '__main__':
    sys.exit(main())
