# SPDX-License-Identifier: GPL-3.0-or-later
"""A mail server, which takes what it is given and throws it away."""

from .. import answers
from .base import MISBEHAVING, PYTHON, SIGNALS, Part


class Mail(Part):
    what = "aiosmtpd, a mail server that keeps nothing"
    faults = {**SIGNALS, "slow": "front", **MISBEHAVING, "unavailable": "instead"}
    meanings = {"unavailable": "greets with 421: it takes no mail now"}
    speaks_first = True

    def command(self, port):
        return [PYTHON, "-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l", "127.0.0.1:%d" % port]

    async def answering(self, port):
        return (await answers.first_bytes(port, b"") or b"").startswith(b"220 ")
