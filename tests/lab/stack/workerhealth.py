# SPDX-License-Identifier: GPL-3.0-or-later
"""The worker's own HTTP page. It lives in a thread of the worker, so it answers as long as the process does."""

import http.server
import json
import os
import threading
import time

import stackconfig


def serve(port, report, exposition):
    """Answers GET /health on 127.0.0.1:port with the dictionary of report(), /metrics with the bytes of exposition()."""
    control = stackconfig.Control()

    class Page(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "shop-worker"
        timeout = 30

        def do_GET(self):
            fault, seconds = control.read()
            if fault == "hang":
                while control.read()[0] == "hang":
                    time.sleep(0.2)
                self.close_connection = True
                return
            if fault == "garbage":
                self.wfile.write(os.urandom(2048))
                self.close_connection = True
                return
            if fault == "slow":
                time.sleep(seconds)
            if fault == "errors":
                self.answer(500, "application/json", {"status": "error", "detail": "internal error"})
            elif fault == "html":
                self.answer(200, "text/html", "<!doctype html><title>Sign in</title><p>Please sign in.</p>")
            elif self.path.split("?")[0] == "/health":
                self.answer(200, "application/json", report())
            elif self.path.split("?")[0] == "/metrics":
                self.answer(200, "text/plain; version=0.0.4; charset=utf-8", exposition())
            else:
                self.answer(404, "application/json", {"detail": "Not Found"})

        def answer(self, status, kind, content):
            if isinstance(content, dict):
                content = json.dumps(content)
            body = content.encode() if isinstance(content, str) else content
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request, client_address):
            pass  # a client that went away is no news

    server = Server(("127.0.0.1", port), Page)
    threading.Thread(target=server.serve_forever, name="health", daemon=True).start()
