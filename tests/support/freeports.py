# SPDX-License-Identifier: GPL-3.0-or-later
"""Ports of 127.0.0.1 that no other test is given while this process lives, by the lab's rule (tests/lab/opslab/ports.py)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lab"))
from opslab import ports  # noqa: E402

_anchors = []
_free = []


def free_port():
    if not _free:
        anchor, block = ports.claim()
        _anchors.append(anchor)
        _free.extend(block)
    return _free.pop(0)
