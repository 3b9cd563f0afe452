# SPDX-License-Identifier: GPL-3.0-or-later
"""Free ports, in blocks: whoever holds the first port of a block owns the whole of it, so labs side by side do not meet.

They lie outside the range that the kernel gives to outgoing connections: there a closed port can be taken by a passing
client, and a connection to it can even connect to itself.
"""

import random
import socket

from .errors import LabError

BLOCK = 40


def _bind(port):
    handle = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        handle.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        handle.bind(("127.0.0.1", port))
        handle.listen(1)
        return handle
    except OSError:
        handle.close()
        return None


def _blocks():
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            low, high = map(int, file.read().split())
    except (OSError, ValueError):
        low, high = 32768, 60999
    starts = range(12000, 65536 - BLOCK, BLOCK)
    outside = [start for start in starts if start + BLOCK <= low or start > high]
    return outside or list(starts)


def claim_many(count):
    """(the sockets that hold the claims, at least so many ports)."""
    anchors, ports = [], []
    while len(ports) < count:
        anchor, more = claim()
        anchors.append(anchor)
        ports += more
    return anchors, ports


def claim():
    """(the socket that holds the claim, the block's other ports)."""
    blocks = _blocks()
    random.shuffle(blocks)
    for start in blocks:
        anchor = _bind(start)
        if anchor is None:
            continue
        others = [_bind(port) for port in range(start + 1, start + BLOCK)]
        free = all(others)
        for handle in filter(None, others):
            handle.close()
        if free:
            return anchor, list(range(start + 1, start + BLOCK))
        anchor.close()
    raise LabError("No block of %d free ports was found on 127.0.0.1." % BLOCK)
