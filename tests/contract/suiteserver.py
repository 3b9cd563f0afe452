#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An application to log in to: a token, jobs that take a while, and a log of what it was asked. suiteserver.py PORT"""

import json
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PASSWORD = 'pa"ss\\wörd&+'
TOKEN = "tok-4711-secret-value-that-nobody-shows"
JOB = "a/b?c=1&d \u00fc"


class State:
    lock = threading.Lock()
    looks = 0
    asked = []


class Application(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, content, headers=()):
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def handle_one(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with State.lock:
            State.asked.append([self.command, self.path, dict(self.headers), body])
        path = urllib.parse.urlsplit(self.path)
        parts = [urllib.parse.unquote(part) for part in path.path.split("/")[1:]]
        kind = (self.headers.get("Content-Type") or "").split(";")[0]
        if parts == ["asked"]:
            with State.lock:
                return self.answer(200, State.asked)
        if parts == ["login"]:
            try:
                given = json.loads(body) if kind == "application/json" else dict(urllib.parse.parse_qsl(body))
            except ValueError:
                return self.answer(400, {"detail": "not JSON: " + body})
            if given.get("password") != PASSWORD:
                return self.answer(401, {"detail": "wrong password " + str(given.get("password"))})
            return self.answer(200, {"access_token": TOKEN, "user": {"id": 7, "name": 'x"y'}}, [("Location", "/users/7")])
        if self.headers.get("Authorization") != "Bearer " + TOKEN:
            return self.answer(403, {"detail": "forbidden: " + str(self.headers.get("Authorization"))})
        if parts == ["jobs"] and self.command == "POST":
            given = json.loads(body)
            if given.get("user") != 7 or given.get("name") != 'x"y':
                return self.answer(422, {"detail": given})
            with State.lock:
                State.looks = 0
            return self.answer(202, {"job": {"id": JOB}})
        if parts == ["jobs", JOB]:
            if self.command == "DELETE":
                return self.answer(200, {"deleted": True})
            with State.lock:
                State.looks += 1
                state = "PENDING" if State.looks < 3 else "done"
            return self.answer(200, {"id": JOB, "state": state, "looks": State.looks, "token": TOKEN})
        if parts == ["stuck"]:
            return self.answer(200, {"state": "PENDING"})
        if parts == ["lost"]:
            return self.answer(200, {"state": "FAILURE", "token": TOKEN})
        return self.answer(404, {"detail": "no such place"})

    do_GET = do_POST = do_DELETE = do_PATCH = handle_one

    def log_message(self, *_):
        pass


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Application).serve_forever()
