# SPDX-License-Identifier: GPL-3.0-or-later
"""How many samples a history file holds, by series: heads of chunks, and the journal of one writer."""


def varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def sample_counts(store):
    """{series id: samples} of an open connection of sqlite3."""
    counts, tails = {}, {}
    for row, data in store.execute("SELECT id, data FROM chunks"):
        counts[row >> 32] = counts.get(row >> 32, 0) + varint(data, 1)[0]
    for (data,) in store.execute("SELECT data FROM journal ORDER BY id"):
        at, end, last = 1, len(data) - 4, 0
        while data[0] == 4 and at < end:
            head, at = data[at], at + 1
            last += 1
            if head & 2:  # not the next series
                apart, at = varint(data, at)
                last += (apart >> 1) ^ -(apart & 1)
            if head & 1:  # put into a chunk
                tails[last] = 0
                continue
            if head & 4:  # another time
                at = varint(data, at)[1]
            at += head >> 3
            tails[last] = tails.get(last, 0) + 1
    for series, count in tails.items():
        counts[series] = counts.get(series, 0) + count
    return counts
