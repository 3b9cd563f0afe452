#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment in a network of its own is cut off while it is watched: one alert, everything there unknown, nothing green."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

CTL = OPSDECK = ""
INSIDE = "OPSDECK_CUTOFF_INSIDE"
HERE, THERE = "192.0.2.1", "192.0.2.2"

PLATFORM = f"""platform: shop
environments:
  - {{ id: dev, tier: dev }}
  - {{ id: prod, tier: prod }}
services:
  - id: gateway
    checks:
      - {{ id: port, kind: tcp, host: "${{host}}", port: 8080, interval: 1s, timeout: 700ms, retries: 2, witness: true }}
  - id: api
    depends_on: [cache]
    checks:
      - {{ id: page, kind: http, url: "http://${{host}}:8080/", interval: 1s, timeout: 700ms, retries: 2 }}
  - id: cache
    checks:
      - {{ id: ping, kind: redis, host: "${{host}}", port: 6379, interval: 1s, timeout: 700ms, retries: 2 }}
  - id: queue
    depends_on: [cache]
    checks:
      - {{ id: port, kind: tcp, host: "${{host}}", port: 6379, interval: 1s, timeout: 700ms, retries: 2 }}
"""
WORKSPACE = f"""workspace: w
platforms:
  - file: p.yaml
    parameters:
      dev: {{ host: 127.0.0.1 }}
      prod: {{ host: {THERE} }}
"""
WEB = """import http.server as h, sys
class A(h.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.send_header("Content-Length", "2"); self.end_headers(); self.wfile.write(b"ok")
    def log_message(self, *_): pass
h.ThreadingHTTPServer((sys.argv[1], 8080), A).serve_forever()
"""


def hindrance():
    if os.geteuid() != 0:
        return "needs root, to make a network namespace"
    tried = subprocess.run(["unshare", "-n", "sh", "-c", "ip link add near0 type veth peer name far0"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else "no network of its own can be made here: " + tried.stderr.strip()


def run(*words):
    subprocess.run(words, check=True, capture_output=True)


class Watch:
    """The program with its window, without a display; what it tells is what its history holds."""

    def __init__(self, folder, world):
        self.store = folder / "data" / "history.db"
        self.process = subprocess.Popen([OPSDECK, str(folder)], env=dict(world, QT_QPA_PLATFORM="offscreen"), stdout=subprocess.DEVNULL)

    def events(self, after=0):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            return store.execute("SELECT id, service, text FROM events WHERE id > ? ORDER BY id", (after,)).fetchall()

    def results(self):
        with contextlib.closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            return store.execute("SELECT count(*) FROM results").fetchone()[0]

    def wait(self, fits, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            with contextlib.suppress(sqlite3.Error):
                if fits():
                    return True
            time.sleep(0.1)
        return False

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)


class Cutoff(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="cutoff-"))
        self.addCleanup(shutil.rmtree, self.folder)
        (self.folder / "data").mkdir(mode=0o700)
        (self.folder / "opsdeck.yaml").write_text(WORKSPACE, encoding="utf-8")
        (self.folder / "p.yaml").write_text(PLATFORM, encoding="utf-8")
        self.world = dict(os.environ, OPSDECK_DATA_DIR=str(self.folder / "data"), HOME=str(self.folder), LC_ALL="C.UTF-8")
        self.far = subprocess.Popen(["unshare", "-n", "sleep", "600"])
        self.addCleanup(self.end, self.far)
        time.sleep(0.3)
        run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(self.far.pid))
        self.addCleanup(subprocess.run, ["ip", "link", "del", "near"], check=False, capture_output=True)
        run("ip", "addr", "add", HERE + "/24", "dev", "near")
        run("ip", "link", "set", "near", "up")
        self.there("ip", "addr", "add", THERE + "/24", "dev", "far")
        self.there("ip", "link", "set", "far", "up")
        for address, prefix in (("127.0.0.1", []), (THERE, ["nsenter", "-t", str(self.far.pid), "-n"])):
            for command in (["redis-server", "--port", "6379", "--bind", address, "--save", "", "--dir", self.folder, "--protected-mode", "no"], [sys.executable, "-c", WEB, address]):
                self.addCleanup(self.end, subprocess.Popen([*prefix, *command], stdout=subprocess.DEVNULL))

    def there(self, *words):
        run("nsenter", "-t", str(self.far.pid), "-n", *words)

    @staticmethod
    def end(process):
        process.kill()
        process.wait()

    def check(self):
        done = subprocess.run([CTL, "check", self.folder, "--format", "json"], env=self.world, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, {each["id"]: each for each in json.loads(done.stdout)["platforms"][0]["environments"]}

    def healthy(self):
        for _ in range(100):
            code, environments = self.check()
            if code == 0:
                return environments
            time.sleep(0.1)
        self.fail(environments)

    def cut_and_heal(self, cut, heal):
        self.healthy()
        watch = Watch(self.folder, self.world)
        self.addCleanup(self.end, watch.process)
        self.assertTrue(watch.wait(lambda: watch.results() > 24, 30), "the window does not watch")
        before = max((event[0] for event in watch.events()), default=0)
        cut()
        self.assertTrue(watch.wait(lambda: watch.events(before), 30), "nothing was told")
        # As long again as rounds with all their retries take: nothing else may be told.
        time.sleep(10)
        told = watch.events(before)
        self.assertEqual(len(told), 1, told)
        self.assertTrue(told[0][2].startswith("Cannot see PROD"), told)
        code, environments = self.check()
        self.assertEqual(code, 3)
        self.assertEqual({each["health"] for each in environments["prod"]["services"]}, {"unknown"})
        self.assertEqual(environments["prod"]["health"], "unknown")
        self.assertEqual([each["id"] for each in environments["prod"]["services"] if each["root_cause"] or each["impacted_by"]], [])
        self.assertEqual({each["health"] for each in environments["dev"]["services"]}, {"healthy"})
        heal()
        self.assertTrue(watch.wait(lambda: len(watch.events(before)) > 1, 30), "that it is back was not told")
        self.healthy()
        time.sleep(3)
        told = watch.events(before)[1:]
        self.assertEqual(len(told), 1, told)
        self.assertTrue(told[0][2].startswith("PROD can be seen again"), told)
        self.assertEqual(watch.stop(), 0)

    def test_no_way_there(self):
        """Our own link is gone: everything is unreachable at once."""
        self.cut_and_heal(lambda: run("ip", "link", "set", "near", "down"), lambda: run("ip", "link", "set", "near", "up"))

    def test_nothing_comes_back(self):
        """What is sent is lost, as behind a firewall that drops it: only time tells."""
        shown = subprocess.run(["nsenter", "-t", str(self.far.pid), "-n", "ip", "-j", "link", "show", "far"], capture_output=True, text=True, check=True).stdout
        right = json.loads(shown)[0]["address"]

        def lead_to(address):
            run("ip", "neigh", "replace", THERE, "lladdr", address, "dev", "near", "nud", "permanent")

        self.cut_and_heal(lambda: lead_to("02:00:00:00:00:01"), lambda: lead_to(right))

    def test_comes_and_goes(self):
        """What is cut again and again is told once, and once more when it has calmed."""
        self.healthy()
        watch = Watch(self.folder, self.world)
        self.addCleanup(self.end, watch.process)
        self.assertTrue(watch.wait(lambda: watch.results() > 24, 30), "the window does not watch")
        before = max((event[0] for event in watch.events()), default=0)
        for _ in range(5):
            run("ip", "link", "set", "near", "down")
            time.sleep(5)
            run("ip", "link", "set", "near", "up")
            time.sleep(4)
        told = [event[2] for event in watch.events(before)]
        self.assertEqual(len(told), 3, told)
        self.assertTrue(told[0].startswith("Cannot see PROD: "), told)
        self.assertTrue(told[1].startswith("PROD can be seen again after "), told)
        self.assertTrue(told[2].startswith("Cannot see PROD steadily: gateway keeps falling silent"), told)
        self.assertTrue(watch.wait(lambda: len(watch.events(before)) > 3, 120), "that it has calmed was not told")
        time.sleep(3)
        told = [event[2] for event in watch.events(before)][3:]
        self.assertEqual(len(told), 1, told)
        self.assertTrue(told[0].startswith("PROD can be seen steadily again"), told)
        self.assertEqual(watch.stop(), 0)


if __name__ == "__main__":
    if not os.environ.get(INSIDE) and not hindrance():
        # A network of our own around it all: nothing of the machine's is touched.
        os.execvp("unshare", ["unshare", "-n", "env", INSIDE + "=1", sys.executable, "-B", *sys.argv])
    CTL = os.path.abspath(sys.argv.pop(1))
    OPSDECK = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 else ""
    if not OPSDECK:
        Cutoff = unittest.skip("NOT TESTED: built without a window")(Cutoff)
    elif hindrance():
        Cutoff = unittest.skip("NOT TESTED: an environment that is cut off: " + hindrance())(Cutoff)
    else:
        run("ip", "link", "set", "lo", "up")
    unittest.main(argv=sys.argv[:1], verbosity=2)
