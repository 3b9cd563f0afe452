# SPDX-License-Identifier: GPL-3.0-or-later
"""A front end: one static page by a small server, where the platform runs Node.js."""

from .. import answers
from ..children import Child
from ..state import write_private
from .base import PYTHON, SIGNALS, WEB, Part
from .nginx import page


class Pages(Part):
    real = False
    web = True
    faults = {**SIGNALS, **WEB}

    def __init__(self, title, product="Node.js", **more):
        super().__init__(what="static page instead of %s" % product, **more)
        self.title = title

    def write(self, port, variant=""):
        (self.home / "pages").mkdir(mode=0o700, exist_ok=True)
        write_private(self.home / "pages" / "index.html", page(self.title))

    def child(self, port):
        return Child(self.name, [PYTHON, self.site.stack / "pages.py", port, self.home / "pages"], self.home, port)

    async def answering(self, port):
        found = await answers.http(port, "/")
        return found is not None and found[0] == 200
