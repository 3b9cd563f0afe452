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

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lab"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))
from freeports import free_port  # noqa: E402
from opslab import keychain  # noqa: E402
from packed_samples import sample_counts  # noqa: E402

CTL = OPSDECK = ""
PASSWORD = "p:w\\d'\"$HOME %41"
PGBIN = Path("/usr/lib/postgresql/15/bin")
BASTION = Path(__file__).resolve().parents[1] / "support" / "bastion.py"

WORKSPACE = """workspace: far
platforms:
  - file: shop.yaml
    parameters:
      dev: { redis_port: %d, db_host: 127.0.0.1, db_port: %d }
      prod: { redis_port: 6379, db_host: localhost, db_port: 5432 }
runbooks:
  - act.yaml
  - backup.yaml
  - hold.yaml
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
# The same words for dev, which is beside us, and for prod, which is behind the bastion.
BACKUP = """runbook: backup
title: Back up the database
platform: shop
service: cache
danger: low
steps:
  - id: dump
    kind: command
    reach: [{ id: db, host: "${db_host}", port: "${db_port}" }]
    command: [pg_dump, --format=custom, --no-password, --host, "${reach.db.host}", --port, "${reach.db.port}", --username, dump, shop]
    pgpass: { credential: shop/db, host: "${reach.db.host}", port: "${reach.db.port}", user: dump, database: shop }
    artifact: "${environment}.dump"
    artifact_verify: [pg_restore, --list, "${artifact}"]
    timeout: 60s
"""
HOLD = """runbook: hold
platform: shop
service: cache
danger: low
environments: [prod]
steps:
  - id: hold
    kind: command
    reach: [{ id: cache, host: 127.0.0.1, port: "${redis_port}" }]
    command: [/usr/bin/python3, -uc, "import socket, sys, time; s = socket.create_connection(('127.0.0.1', int(sys.argv[1]))); print('holding'); s.recv(1); time.sleep(30)", "${reach.cache.port}"]
    timeout: 60s
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
        db_port = self.start_postgres()
        self.bastion = subprocess.Popen([sys.executable, "-B", BASTION, self.folder, "--lead", "5432:%d" % db_port], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.addCleanup(self.end, self.bastion)
        port = free_port()
        self.redis = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", self.folder], stdout=subprocess.DEVNULL)
        self.addCleanup(self.end, self.redis)
        for _ in range(400):
            if (self.folder / "ports.json").exists() and listens(port):
                break
            self.assertIsNone(self.bastion.poll(), "the bastion did not come up")
            time.sleep(0.05)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        for name, text in {"opsdeck.yaml": WORKSPACE % (port, db_port), "shop.yaml": PLATFORM, "act.yaml": RUNBOOK, "backup.yaml": BACKUP,
                           "hold.yaml": HOLD}.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        # The way goes by an ssh configuration of the workspace's own, which may name programs.
        done = self.call(CTL, "check", self.folder, "--environment", "prod")
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("this workspace is not trusted yet", done.stderr)
        shown = json.loads(self.call(CTL, "trust", self.folder, "--show", "--format", "json").stdout)
        self.assertEqual(self.call(CTL, "trust", self.folder, "--digest", shown["digest"]).returncode, 0)

    def start_postgres(self):
        """With a password that the keychain alone has; its port."""
        port = free_port()
        home = self.folder / "pg"
        home.mkdir()
        shutil.chown(home, "postgres", "postgres")
        self.folder.chmod(0o755)
        def ask(*words):
            subprocess.run(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", *[str(word) for word in words]], cwd="/", check=True, capture_output=True)
        ask(PGBIN / "initdb", "-D", home, "--auth-local=trust", "--auth-host=scram-sha-256", "-U", "postgres", "--no-sync")
        self.postgres = subprocess.Popen(["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", PGBIN / "postgres", "-D", home, "-p", str(port), "-k", home,
                                          "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"], cwd="/", stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, self.postgres)
        for _ in range(200):
            if listens(port):
                break
            time.sleep(0.05)
        for statement in ("CREATE ROLE dump LOGIN SUPERUSER PASSWORD '%s'" % PASSWORD.replace("'", "''"), "CREATE DATABASE shop OWNER dump"):
            ask("psql", "-h", home, "-p", port, "-U", "postgres", "-c", statement)
        return port

    def start_keychain(self):
        """A private bus with a gnome-keyring that has the password; the environment that leads there."""
        home = self.folder / "keychain"
        for path in (home, home / "data", home / "run"):
            path.mkdir(mode=0o700)
        world = dict(os.environ, **keychain.environment_of(self.folder))
        (home / "bus.conf").write_text(keychain.BUS.format(path=home / "bus"), encoding="utf-8")
        bus = subprocess.Popen(["dbus-daemon", "--config-file=%s" % (home / "bus.conf"), "--nofork", "--nopidfile"])
        self.addCleanup(self.end, bus)
        while not (home / "bus").exists():
            self.assertIsNone(bus.poll())
            time.sleep(0.05)
        daemon = subprocess.Popen(["gnome-keyring-daemon", "--unlock", "--foreground", "--components=secrets", "--control-directory", home / "run"],
                                  env=world, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        self.addCleanup(self.end, daemon)
        daemon.stdin.write("test-only")
        daemon.stdin.close()
        daemon.stdin = None
        for _ in range(100):
            if subprocess.run([CTL, "credential", "set", "shop/db"], input=PASSWORD, env=world, capture_output=True, text=True, check=False).returncode == 0:
                return keychain.environment_of(self.folder)
            time.sleep(0.1)
        return self.fail("the private keychain does not answer")

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

    def world(self):
        return dict(os.environ, OPSDECK_DATA_DIR=str(self.data), QT_QPA_PLATFORM="offscreen", XDG_CONFIG_HOME=str(self.folder / "xdg"))

    def call(self, *words, seconds=60, world=None):
        return subprocess.run([str(word) for word in words], env=dict(self.world(), **(world or {})), cwd=self.folder, capture_output=True, text=True, timeout=seconds, check=False)

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

    def rows(self, action):
        rows = json.loads(self.call(CTL, "audit", "list", "--format", "json").stdout)
        return [row for row in rows["entries"] if row["action"] == action]

    def test_a_backup_goes_by_the_way(self):
        done = self.call(CTL, "validate", self.folder)
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        keys = self.start_keychain()
        shown = {each: self.call(CTL, "runbook", "show", self.folder, "backup", "--environment", each).stdout for each in ("dev", "prod")}
        self.assertIn("localhost:5432, by ssh bastion", shown["prod"])
        self.assertIn("${reach.db.port}", shown["prod"])
        self.assertIn("directly", shown["dev"])
        self.assertNotIn("${reach", shown["dev"])
        for environment in ("dev", "prod"):
            done = self.call(CTL, "runbook", "run", self.folder, "backup", "--environment", environment, "--confirm", environment, world=keys)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            dump = self.data / "artifacts" / "far" / (environment + ".dump")
            self.assertEqual(dump.read_bytes()[:5], b"PGDMP")
            self.assertIn("shop", subprocess.run(["pg_restore", "--list", dump], capture_output=True, text=True, check=True).stdout)
            self.assertNotIn(PASSWORD, done.stdout + done.stderr)
        opened = self.rows("runbook.step-reach")
        self.assertEqual(len(opened), 1, opened)
        self.assertEqual(opened[0]["target"], "shop/prod")
        body = opened[0]["body"]
        self.assertNotIn("${", " ".join(body["argv"]))
        self.assertEqual((body["reach"][0]["target"], body["reach"][0]["way"]), ("localhost:5432", "by ssh bastion"))
        port = int(body["reach"][0]["address"].split(":")[1])
        self.assertIn(str(port), body["argv"])
        self.assertFalse(listens(port))
        self.assertNotIn(PASSWORD.encode(), b"".join(each.read_bytes() for each in self.data.rglob("*") if each.is_file()))
        self.assertEqual(self.call(CTL, "audit", "verify").returncode, 0)

    def test_a_stranger_is_cut_off_and_a_cut_way_ends_the_step(self):
        run = subprocess.Popen([CTL, "runbook", "run", self.folder, "hold", "--environment", "prod", "--confirm", "prod"], env=self.world(), cwd=self.folder,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(self.end, run)
        said = []
        for line in run.stdout:
            said.append(line)
            if line.strip().endswith("holding"):
                break
        self.assertIsNone(run.poll(), said)
        port = int(self.rows("runbook.step-reach")[0]["body"]["reach"][0]["address"].split(":")[1])
        with socket.create_connection(("127.0.0.1", port)) as stranger:
            stranger.settimeout(10)
            try:
                stranger.sendall(b"PING\r\n")
                self.assertEqual(stranger.recv(100), b"")
            except ConnectionError:
                pass
        for _ in range(100):
            if self.rows("runbook.step-stranger"):
                break
            time.sleep(0.1)
        stranger = self.rows("runbook.step-stranger")
        self.assertEqual([(row["outcome"], row["body"]["reach"]) for row in stranger], [("refused", "cache")])
        self.tell("cut")
        told = run.stdout.read()
        self.assertEqual(run.wait(30), 5, told)
        self.assertIn("lost its way while it ran", told)
        self.assertIn("bastion", self.rows("runbook.result")[0]["body"]["error"])
        self.assertFalse(listens(port))

    def test_the_window_records_what_it_sees(self):
        if not OPSDECK:
            self.skipTest("NOT TESTED: built without a window")
        window = self.call("timeout", "-s", "TERM", "9", OPSDECK, self.folder)
        self.assertIn(window.returncode, (0, 124), window.stderr)
        store = sqlite3.connect("file:%s?mode=ro" % (self.data / "history.db"), uri=True)
        counts = sample_counts(store)
        charted = "SELECT c.key, s.id FROM series s JOIN checks c ON c.id = s.check_id WHERE s.metric = ?"
        recorded = {key: counts.get(series, 0) for key, series in store.execute(charted, ("probe_duration_seconds",))}
        for service, check in (("edge", "port"), ("web", "health"), ("cache", "ping")):
            self.assertGreater(recorded.get("shop/prod/%s/%s" % (service, check), 0), 1, recorded)
        self.assertEqual(store.execute("SELECT count(*) FROM results WHERE status <> 0").fetchone()[0], 0)
        store.close()

    def test_a_bastion_that_falls_silent_makes_nothing_down(self):
        if not OPSDECK:
            self.skipTest("NOT TESTED: built without a window")
        window = subprocess.Popen(["timeout", "-s", "TERM", "60", OPSDECK, self.folder], env=self.world(), cwd=self.folder, stderr=subprocess.DEVNULL)
        self.addCleanup(self.end, window)
        store = None

        def shown():
            """Of prod's checks what was shown last."""
            nonlocal store
            try:
                store = store or sqlite3.connect("file:%s?mode=ro" % (self.data / "history.db"), uri=True)
                rows = store.execute("SELECT c.key, s.state, max(s.from_ms) FROM shown s JOIN checks c ON c.id = s.check_id WHERE c.key LIKE 'shop/prod/%' GROUP BY c.key")
                return {key: json.loads(text) for key, text, _ in rows}
            except sqlite3.OperationalError:
                return {}

        def wait_for(is_so, seconds):
            end = time.monotonic() + seconds
            while time.monotonic() < end and not is_so(shown()):
                time.sleep(0.2)
            self.assertTrue(is_so(shown()), shown())

        wait_for(lambda all: len(all) == 3 and all_are(all, 0), 30)
        self.tell("freeze")
        wait_for(lambda all: all_are(all, 3), 20)
        # It stays so: no check had been told to be down, and none is now.
        time.sleep(6)
        self.assertTrue(all_are(shown(), 3), shown())
        self.tell("thaw")
        wait_for(lambda all: all_are(all, 0), 40)
        downs = store.execute("SELECT text FROM events WHERE to_health = 2 AND soft = 0 AND service LIKE 'shop/prod/%'").fetchall()
        store.close()
        self.assertEqual(downs, [])


def all_are(shown, health):
    return bool(shown) and all(each.get("shown") == health and not each.get("soft") for each in shown.values())


if __name__ == "__main__":
    CTL = os.path.abspath(sys.argv.pop(1))
    OPSDECK = os.path.abspath(sys.argv.pop(1)) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else ""
    unittest.main(argv=sys.argv[:1], verbosity=2)
