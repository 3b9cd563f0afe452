# SPDX-License-Identifier: GPL-3.0-or-later
"""A small server of static pages. Arguments: the port and the folder."""

import http.server
import sys


class Page(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def __init__(self, *arguments):
        super().__init__(*arguments, directory=sys.argv[2])

    def end_headers(self):
        self.send_header("X-Stand-In", "front end")
        super().end_headers()

    def log_message(self, *_):
        pass


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Page).serve_forever()
