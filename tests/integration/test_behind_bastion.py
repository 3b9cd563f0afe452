#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""An environment that is reached by a bastion alone is watched, recorded and acted on as any other; a cut bastion is one trouble.
A real sshd in front of a network namespace, real servers in it; dev has the same stack beside us. CTL [OPSDECK]"""

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

CTL = OPSDECK = ""
BASTION = Path(__file__).resolve().parents[1] / "support" / "bastion.py"

WORKSPACE = """workspace: far
platforms:
  - file: shop.yaml
    parameters:
      dev: { redis_port: %d }
      prod: { redis_port: 6379 }
runbooks:
  - act.yaml
"""
PLATFORM = """platform: shop
ways:
  - { id: bastion, kind: ssh, hosts: [bastion], config_file: config }
environments:
  - { id: dev, tier: dev }
  - { id: prod, tier: prod, via: bastion, title: Production }
services:
  - id: edge
    depends_on: [web]
    only_in: [prod]
    checks:
      - { id: port, kind: tcp, host: 127.0.0.1, port: 8080, interval: 2s, timeout: 2s, retries: 1 }
    metrics:
      - { id: latency, title: Response time, check: port, metric: probe_duration_seconds, unit: seconds }
  - id: web
    depends_on: [cache]
    only_in: [prod]
    checks:
      - { id: health, kind: http, url: "http://127.0.0.1:8080/health", interval: 2s, timeout: 2s, retries: 1, json: { status: healthy } }
    metrics:
      - { id: latency, title: Response time, check: health, metric: probe_duration_seconds, unit: seconds }
  - id: cache
    checks:
      - { id: ping, kind: redis, host: 127.0.0.1, port: "${redis_port}", interval: 2s, timeout: 2s, retries: 1 }
    metrics:
      - { id: latency, title: Response time, check: ping, metric: probe_duration_seconds, unit: seconds }
"""
RUNBOOK = """runbook: act
platform: shop
service: cache
danger: low
environments: [prod]
steps:
  - { id: note, kind: command, command: [ssh, -F, config, bastion, redis-cli, -p, "${redis_port}", set, acted, "yes"], timeout: 20s }
  - { id: proof, kind: check, services: [cache, web], within: 30s }
"""


def listens(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def hindrance():
    if os.geteuid() != 0:
        return "needs root, to make a network namespace"
    tried = subprocess.run(["unshare", "-n", "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else "no network namespace can be made here: " + tried.stderr.strip()


@unittest.skipIf(hindrance(), "NOT TESTED: nothing behind a bastion: " + hindrance())
class BehindBastion(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="ob-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.bastion = subprocess.Popen([sys.executable, "-B", BASTION, self.folder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, self.bastion)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self.redis = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder], stdout=subprocess.DEVNULL)
        self.addCleanup(self.end, self.redis)
        for _ in range(400):
            if (self.folder / "ports.json").exists() and listens(port):
                break
            self.assertIsNone(self.bastion.poll(), "the bastion did not come up")
            time.sleep(0.05)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        for name, text in {"opsdeck.yaml": WORKSPACE % port, "shop.yaml": PLATFORM, "act.yaml": RUNBOOK}.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        # The way goes by an ssh configuration of the workspace's own, which may name programs.
        done = self.call(CTL, "check", self.folder, "--environment", "prod")
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("this workspace is not trusted yet", done.stderr)
        self.assertEqual(self.call(CTL, "trust", self.folder).returncode, 0)

    @staticmethod
    def end(process):
        if process.stdin:
            process.stdin.close()
        else:
            process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()

    def tell(self, word):
        self.bastion.stdin.write(word + "\n")
        self.bastion.stdin.flush()
        self.assertEqual(self.bastion.stdout.readline().strip(), word)

    def call(self, *words, seconds=60):
        world = dict(os.environ, OPSDECK_DATA_DIR=str(self.data), QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=str(self.folder / "xdg"))
        return subprocess.run([str(word) for word in words], env=world, cwd=self.folder, capture_output=True, text=True, timeout=seconds, check=False)

    def check(self):
        """Exit code, and the environments of one poll by id."""
        done = self.call(CTL, "check", self.folder, "--format", "json")
        self.assertEqual(done.stderr, "")
        return done.returncode, {each["id"]: each for each in json.loads(done.stdout)["platforms"][0]["environments"]}

    def seen(self, environment):
        return {each["id"]: each["health"] for each in environment["services"]}

    def test_watched_recorded_acted_on_and_cut(self):
        done = self.call(CTL, "validate", self.folder)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertFalse(listens(8080), "the web server can be reached without the bastion")
        code, environments = self.check()
        self.assertEqual(code, 0, environments)
        self.assertEqual(self.seen(environments["prod"]), {"edge": "healthy", "web": "healthy", "cache": "healthy"})
        self.assertEqual(environments["prod"]["lost_ways"], [])

        # A server there that is broken is that server's own trouble.
        self.tell("stopweb")
        code, environments = self.check()
        self.assertEqual(code, 2)
        self.assertEqual(environments["prod"]["lost_ways"], [])
        web = next(each for each in environments["prod"]["services"] if each["id"] == "web")
        self.assertEqual((web["health"], web["checks"][0]["error_kind"]), ("down", "refused"))
        self.assertEqual(self.seen(environments["prod"])["cache"], "healthy")

        # Acted on: what it does is done there, what it proves is seen there. Web is still down, and so is the proof's.
        (self.folder / "act.yaml").write_text(RUNBOOK.replace("[cache, web]", "[cache]"), encoding="utf-8")
        done = self.call(CTL, "runbook", "run", self.folder, "act", "--environment", "prod", "--confirm", "prod")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(subprocess.run(["ssh", "-F", "config", "bastion", "redis-cli", "get", "acted"], cwd=self.folder, capture_output=True, text=True, check=False).stdout, "yes\n")
        self.assertIn("runbook.result", self.call(CTL, "audit", "list", "--format", "json").stdout)

        # Cut: one trouble, nothing there is down, nothing there is green, and dev goes on.
        self.tell("cut")
        code, environments = self.check()
        self.assertEqual(code, 3, environments)
        self.assertEqual(len(environments["prod"]["lost_ways"]), 1)
        self.assertEqual(environments["prod"]["lost_ways"][0]["id"], "bastion")
        self.assertEqual(set(self.seen(environments["prod"]).values()), {"unknown"})
        self.assertEqual(self.seen(environments["dev"]), {"cache": "healthy"})
        told = self.call(CTL, "check", self.folder).stdout
        self.assertEqual(sum("lost" in line.split() for line in told.splitlines()), 1, told)
        self.tell("open")
        _, environments = self.check()
        self.assertEqual(environments["prod"]["lost_ways"], [])
        self.assertEqual(self.seen(environments["prod"])["cache"], "healthy")

    def test_the_window_records_what_it_sees(self):
        if not OPSDECK:
            self.skipTest("NOT TESTED: built without a window")
        window = self.call("timeout", "-s", "TERM", "9", OPSDECK, self.folder)
        self.assertIn(window.returncode, (0, 124), window.stderr)
        store = sqlite3.connect("file:%s?mode=ro" % (self.data / "history.db"), uri=True)
        charted = "SELECT c.key, count(*) FROM samples JOIN series s ON s.id = series_id JOIN checks c ON c.id = s.check_id WHERE s.metric = ? GROUP BY c.key"
        recorded = dict(store.execute(charted, ("probe_duration_seconds",)))
        for service, check in (("edge", "port"), ("web", "health"), ("cache", "ping")):
            self.assertGreater(recorded.get("shop/prod/%s/%s" % (service, check), 0), 1, recorded)
        self.assertEqual(store.execute("SELECT count(*) FROM results WHERE status <> 0").fetchone()[0], 0)
        store.close()


if __name__ == "__main__":
    CTL = os.path.abspath(sys.argv.pop(1))
    OPSDECK = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
    unittest.main(argv=sys.argv[:1], verbosity=2)
