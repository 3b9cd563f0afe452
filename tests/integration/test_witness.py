#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment that can't be seen, told by opsdeckctl: real Redis and HTTP servers, reached by relays that are stopped."""

import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from freeports import free_port  # noqa: E402

CTL = ""

PLATFORM = """platform: shop
environments:
  - { id: dev, tier: dev }
  - { id: prod, tier: prod }
services:
  - id: gateway
    checks:
      - { id: ssh, kind: tcp, host: 127.0.0.1, port: "${gate}", timeout: 2s, witness: true }
  - id: api
    depends_on: [cache]
    checks:
      - { id: page, kind: http, url: "http://127.0.0.1:${web}/", timeout: 2s }
  - id: cache
    checks:
      - { id: ping, kind: redis, host: 127.0.0.1, port: "${redis}", timeout: 2s }
  - id: site
    only_in: [prod]
    checks:
      - { id: outside, kind: external, targets: ["tcp://127.0.0.1:${outside}"], timeout: 2s, witness: outside }
"""


class Relay:
    """A port that passes on to another, until it is stopped."""

    def __init__(self, to):
        self.to = to
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.run, args=(self.server,), daemon=True).start()

    def run(self, server):
        while True:
            try:
                client = server.accept()[0]
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                client.close()
                continue
            for source, sink in ((client, far), (far, client)):
                threading.Thread(target=self.passing, args=(source, sink), daemon=True).start()

    @staticmethod
    def passing(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def stop(self):
        self.server.shutdown(socket.SHUT_RDWR)
        self.server.close()


class Quiet(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


class Witness(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="witness-"))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "data").mkdir(mode=0o700)
        self.web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
        threading.Thread(target=self.web.serve_forever, daemon=True).start()
        self.addCleanup(self.web.server_close)
        self.addCleanup(self.web.shutdown)
        redis = free_port()
        self.redis = subprocess.Popen(["redis-server", "--port", str(redis), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder], stdout=subprocess.DEVNULL)
        self.addCleanup(self.redis.wait)
        self.addCleanup(self.redis.terminate)
        for _ in range(200):
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", redis)) == 0:
                    break
            time.sleep(0.05)
        web = self.web.server_address[1]
        self.relays = {"gate": Relay(web), "web": Relay(web), "redis": Relay(redis), "outside": Relay(web)}
        for relay in self.relays.values():
            self.addCleanup(self.stop, relay)
        prod = ", ".join("%s: %d" % (name, relay.port) for name, relay in self.relays.items())
        self.write("opsdeck.yaml", "workspace: w\nplatforms:\n  - file: p.yaml\n    parameters:\n      dev: { gate: %d, web: %d, redis: %d }\n      prod: { %s }\n" % (web, web, redis, prod))
        self.write("p.yaml", PLATFORM)

    @staticmethod
    def stop(relay):
        try:
            relay.stop()
        except OSError:
            pass

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")

    def call(self, *words):
        world = dict(os.environ, OPSDECK_DATA_DIR=str(self.folder / "data"), HOME=str(self.folder), LC_ALL="C.UTF-8")
        return subprocess.run([CTL, *[str(word) for word in words]], env=world, capture_output=True, text=True, timeout=60, check=False)

    def check(self):
        done = self.call("check", self.folder, "--format", "json")
        return done.returncode, {each["id"]: each for each in json.loads(done.stdout)["platforms"][0]["environments"]}

    @staticmethod
    def health(environment):
        return {each["id"]: each["health"] for each in environment["services"]}

    def test_seen_cut_and_seen_again(self):
        code, environments = self.check()
        self.assertEqual(code, 0, environments)
        self.assertIsNone(environments["prod"]["blind"])

        for name in ("gate", "web", "redis"):
            self.relays[name].stop()
        code, environments = self.check()
        self.assertEqual(code, 3, environments)
        blind = environments["prod"]["blind"]
        self.assertEqual(blind["witnesses"], ["gateway/ssh"])
        self.assertEqual(blind["services"], ["gateway", "api", "cache"])
        self.assertEqual(blind["outside"], "answers")
        self.assertTrue(blind["message"].startswith("Cannot see PROD: gateway refuses connections: "), blind)
        self.assertIn("our own view is broken", blind["message"])
        self.assertEqual(self.health(environments["prod"]), {"gateway": "unknown", "api": "unknown", "cache": "unknown", "site": "healthy"})
        self.assertEqual(environments["prod"]["health"], "unknown")
        self.assertTrue(all(not each["root_cause"] and not each["impacted_by"] for each in environments["prod"]["services"]))
        self.assertIsNone(environments["dev"]["blind"])
        self.assertEqual(set(self.health(environments["dev"]).values()), {"healthy"})
        told = self.call("check", self.folder)
        self.assertEqual(told.returncode, 3)
        self.assertEqual(told.stdout.count("cannot see"), 1, told.stdout)
        self.assertEqual(told.stdout.count("out of sight"), 3, told.stdout)

        # From outside, nothing either.
        self.relays["outside"].stop()
        code, environments = self.check()
        self.assertEqual(code, 3)
        self.assertEqual(environments["prod"]["blind"]["outside"], "silent")
        self.assertEqual(set(self.health(environments["prod"]).values()), {"unknown"})

    def test_a_silent_witness_alone_is_down(self):
        self.relays["gate"].stop()
        code, environments = self.check()
        self.assertEqual(code, 2)
        self.assertIsNone(environments["prod"]["blind"])
        self.assertEqual(self.health(environments["prod"]), {"gateway": "down", "api": "healthy", "cache": "healthy", "site": "healthy"})

    def test_all_silent_but_the_witness_are_down(self):
        for name in ("web", "redis"):
            self.relays[name].stop()
        code, environments = self.check()
        self.assertEqual(code, 2)
        self.assertEqual(self.health(environments["prod"]), {"gateway": "healthy", "api": "down", "cache": "down", "site": "healthy"})
        # Each refuses on its own port: that the cache is gone does not end the web server.
        causes = {each["id"] for each in environments["prod"]["services"] if each["root_cause"]}
        self.assertEqual(causes, {"api", "cache"})


if __name__ == "__main__":
    CTL = os.path.abspath(sys.argv.pop(1))
    unittest.main(argv=sys.argv[:1], verbosity=2)
