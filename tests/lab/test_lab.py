#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab, seen from outside: real clients, every fault and its mending, and nothing left when it ends."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import unittest
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import redis

from labclient import (
    ENVIRONMENTS,
    FAULT,
    HERE,
    LAB,
    PATIENCE,
    Client,
    RunningLab,
    eventually,
    lab,
    processes_of,
    shared_memory_of,
    told_until_ready,
)


class LabAtWork(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = RunningLab()
        assert len(shared_memory_of(cls.lab.databases)) == 3
        cls.passwords = {
            "%s/%s" % (name, service): cls.lab.secret("demo/%s/%s" % (name, service))
            for name in ENVIRONMENTS
            for service in ("db", "redis")
        }

    @classmethod
    def tearDownClass(cls):
        folder = cls.lab.folder
        cls.lab.look()
        code = cls.lab.close()
        left = processes_of(folder)
        assert code == 0, "the lab ended with %d" % code
        assert not left, "left behind: %s" % left
        assert not folder.exists(), "the folder is still there"
        assert not shared_memory_of(cls.lab.databases), "a shared memory segment is left behind"

    def test_it_is_ready_in_time_and_says_where(self):
        self.assertLess(self.lab.seconds, 60)
        said = "\n".join(each["text"] for each in self.lab.said)
        for environment in ENVIRONMENTS:
            for service in ("nginx", "api", "worker", "db", "redis"):
                line = r"%s/%s +127\.0\.0\.1:%d" % (environment, service, self.lab.port(environment, service))
                self.assertRegex(said, line)
        self.assertEqual(self.lab.said[-1]["workspace"], str(self.lab.folder / "workspace" / "opsdeck.yaml"))

    def test_everything_answers(self):
        for environment in ENVIRONMENTS:
            with self.subTest(environment):
                self.assertEqual(self.lab.http(environment, "nginx", "/nginx-health"), (200, b"ok\n"))
                status, found = self.lab.health(environment, "nginx")
                self.assertEqual((status, found["status"], found["environment"]), (200, "healthy", environment))
                self.assertEqual({name: check["status"] for name, check in found["checks"].items()},
                                 {"database": "ok", "redis": "ok"})  # fmt: skip
                status, found = self.lab.health(environment, "worker")
                self.assertEqual((status, found["status"]), (200, "healthy"))
                self.assertLess(found["heartbeat_age_seconds"], 8)
                with self.lab.database(environment, self.passwords[environment + "/db"]) as connection:
                    with connection.cursor() as cursor:
                        cursor.execute("SELECT count(*), min(id) FROM orders")
                        self.assertGreaterEqual(cursor.fetchone()[0], 600)
                connection.close()
                self.assertTrue(self.lab.redis(environment, self.passwords[environment + "/redis"]).ping())
                page = self.lab.http(environment, "api", "/metrics")[1].decode()
                for name in ("http_requests_total", "http_request_duration_seconds_bucket", "db_pool_in_use",
                             "celery_queue_length", "worker_heartbeat_age_seconds", "orders_processed_total"):  # fmt: skip
                    self.assertRegex(page, r"(?m)^%s[{ ]" % name)
                self.assertRegex(self.lab.http(environment, "worker", "/metrics")[1].decode(), r"(?m)^orders_stored_total ")

    def test_passwords_are_asked_for(self):
        for environment in ("staging", "prod"):
            with self.assertRaises(psycopg2.OperationalError):
                self.lab.database(environment, "wrong")
            with self.assertRaises(redis.AuthenticationError):
                self.lab.redis(environment, None).ping()
        self.lab.database("dev", None).close()
        self.assertTrue(self.lab.redis("dev", None).ping())
        self.assertIsNone(self.passwords["dev/redis"])
        self.assertNotEqual(self.passwords["staging/db"], self.passwords["prod/db"])

    def test_no_password_is_in_the_workspace_or_in_an_argument(self):
        values = [value.encode() for value in self.passwords.values() if value]
        self.assertEqual(len(values), 5)
        places = [path for path in (self.lab.folder / "workspace").rglob("*") if path.is_file()]
        places += [Path("/proc") / item.split()[0] / "cmdline" for item in processes_of(self.lab.folder)]
        self.assertGreater(len(places), 20)
        for path in places:
            try:
                content = path.read_bytes()
            except OSError:
                continue  # it ended meanwhile
            for value in values:
                self.assertNotIn(value, content, path)

    def test_a_job_becomes_an_order(self):
        def stored():
            page = self.lab.http("staging", "worker", "/metrics")[1].decode()
            return float(re.search(r"(?m)^orders_stored_total (\S+)", page).group(1))

        before = stored()
        status, body = self.lab.http("staging", "nginx", "/api/v1/jobs?n=40", "POST")
        self.assertEqual((status, json.loads(body)), (202, {"enqueued": 40}))
        self.assertTrue(eventually(lambda: stored() >= before + 40))
        status, body = self.lab.http("staging", "nginx", "/api/v1/orders?limit=10")
        self.assertEqual((status, len(json.loads(body)["orders"])), (200, 10))

    def test_environment_and_workspace_are_told(self):
        shell = '. /dev/stdin; printf "%s\\n" "$DBUS_SESSION_BUS_ADDRESS" "$OPSDECK_DATA_DIR" "$OPSDECK_LAB_DIR"'
        exports = lab("env", "--dir", str(self.lab.folder)).stdout
        done = subprocess.run(["sh", "-c", shell], input=exports, capture_output=True, text=True, check=True)
        bus, data, folder = done.stdout.splitlines()
        self.assertEqual(bus, "unix:path=%s/keychain/bus" % self.lab.folder)
        self.assertTrue(Path(data).is_dir())
        self.assertEqual(folder, str(self.lab.folder))
        bare = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
        runtime = subprocess.run([LAB, "run", "--dir", folder, "--", "printenv", "XDG_RUNTIME_DIR"], env=bare, capture_output=True, text=True, check=True).stdout.strip()
        self.assertEqual(os.stat(runtime).st_mode & 0o777, 0o700)
        path = Path(lab("workspace", "--dir", str(self.lab.folder)).stdout.strip())
        text = path.read_text(encoding="utf-8")
        self.assertIn("api_port: %d" % self.lab.port("prod", "api"), text)
        for name in re.findall(r"file: (\S+)|^  - (\S+yaml)", text, re.M):
            self.assertTrue((path.parent / "".join(name)).is_file(), name)

    def test_mistakes_are_told(self):
        folder = str(self.lab.folder)
        other = Path(self.lab.base) / "other"
        other.mkdir()
        (other / "letter").write_text("mine", encoding="utf-8")
        for arguments, program, words in (
            (("up", "--dir", folder), LAB, "already up"),
            (("break", "prod", "redis", "expired", "--dir", folder), FAULT, "redis has no fault 'expired': kill"),
            (("break", "nowhere", "redis", "kill", "--dir", folder), FAULT, "dev, staging, prod"),
            (("env", "--dir", self.lab.base + "/none"), LAB, "No lab is up"),
            (("up", "--dir", "/tmp/" + "x" * 90), LAB, "too long"),
            (("up", "--dir", str(other)), LAB, "no lab"),
        ):
            done = lab(*arguments, program=program, check=False)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn(words, done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertEqual(os.listdir(other), ["letter"])

    def test_every_fault_is_seen_and_mended(self):
        # Each environment goes through its share at the same time as the others.
        shares = {"prod": ("db", "nginx"), "staging": ("redis", "worker"), "dev": ("api",)}
        listed = self.lab.fault("list").stdout
        tried, failed = [], []

        def go_through(environment, services):
            for service in services:
                for name in re.search(r"(?m)^%s: (.*)$" % service, listed).group(1).split():
                    tried.append((service, name))
                    try:
                        self.one_fault(environment, service, name)
                    except Exception:
                        failed.append("%s %s:\n%s" % (service, name, traceback.format_exc()))

        with ThreadPoolExecutor(len(shares)) as pool:
            for future in [pool.submit(go_through, *share) for share in shares.items()]:
                future.result()
        self.assertEqual(failed, [], "\n".join(failed))
        self.assertEqual(len(set(tried)), 42)
        self.assertIn("Broken now: nothing", self.lab.fault("list").stdout)

    def one_fault(self, environment, service, name):
        seen = Client(self.lab, environment, service, self.passwords)
        self.lab.fault("break", environment, service, name, "--seconds", "1.2")
        try:
            getattr(seen, {"kill": "refused", "end": "refused", "stop": "silent", "hang": "silent"}.get(name, name))()
            again = self.lab.fault("break", environment, service, "kill", check=False)
            self.assertIn("broken already", again.stderr)
            self.assertIn("%s/%s (%s)" % (environment, service, name), self.lab.fault("list").stdout)
        finally:
            self.lab.fault("mend", environment, service)
            self.lab.look()
        self.assertTrue(seen.well(service), "at once after mending")
        self.assertTrue(eventually(lambda: seen.well("api") and seen.well("worker")), "what depends on it")

    def test_what_a_lost_redis_and_a_lost_database_do_to_the_others(self):
        self.lab.fault("break", "prod", "redis", "kill")
        status, found = self.lab.health("prod", "api")
        self.assertEqual((status, found["status"], found["checks"]["database"]["status"]), (200, "degraded", "ok"))
        self.assertTrue(eventually(lambda: self.lab.health("prod", "worker")[1]["status"] == "degraded", 5))
        self.assertEqual(self.lab.http("prod", "nginx", "/nginx-health")[0], 200)
        self.assertEqual(self.lab.http("prod", "nginx", "/api/v1/orders")[0], 200, "it reads the database instead")
        self.lab.fault("break", "prod", "db", "stop")
        begin = time.monotonic()
        status, found = self.lab.health("prod", "api")
        self.assertLess(time.monotonic() - begin, 1.5, "a look at a dependency is bounded")
        self.assertEqual((status, found["status"]), (503, "unhealthy"))
        self.assertEqual(self.lab.health("staging", "api")[1]["status"], "healthy", "another environment")
        self.lab.fault("mend", "prod", "all")
        seen = Client(self.lab, "prod", "redis", self.passwords)
        self.assertTrue(eventually(lambda: seen.well("api") and seen.well("worker")))

    def test_restart_brings_a_killed_worker_back(self):
        before = self.lab.look()["parts"]["prod/worker"]
        lab("break", "prod", "worker", "kill", "--dir", str(self.lab.folder))
        done = lab("restart", "--dir", str(self.lab.folder), "prod", "worker")
        self.assertIn("prod/worker restarted", done.stdout)
        after = self.lab.look()["parts"]["prod/worker"]
        self.assertTrue(after["alive"])
        self.assertEqual(after["fault"], "")
        self.assertNotEqual(before["pid"], after["pid"])
        self.assertTrue(Client(self.lab, "prod", "worker", self.passwords).well("worker"))

    def test_a_backup_can_be_made_and_read(self):
        environment = {**os.environ, "PGPASSWORD": self.passwords["prod/db"]}
        dump = subprocess.run(["pg_dump", "--format=custom", "--no-password", "--host", "127.0.0.1", "--port",
                               str(self.lab.port("prod", "db")), "--username", "shop", "shop"], env=environment,
                              capture_output=True, check=True).stdout  # fmt: skip
        listed = subprocess.run(["pg_restore", "--list"], input=dump, capture_output=True, check=True).stdout
        self.assertIn(b"TABLE DATA public orders shop", listed)


class LabsThatDie(unittest.TestCase):
    def test_down_finds_what_a_killed_lab_left_and_up_recovers(self):
        one = RunningLab()
        self.addCleanup(shutil.rmtree, one.base, True)
        one.fault("break", "prod", "db", "stop")  # a stopped server does not notice that its parent died
        one.fault("break", "dev", "nginx", "stop")
        one.fault("break", "staging", "db", "kill")
        one.kill_with_its_guard()
        self.assertTrue(processes_of(one.folder), "else this shows nothing")
        status = lab("status", "--dir", str(one.folder), check=False)
        self.assertEqual(status.returncode, 1)
        self.assertIn("DEAD", status.stdout)
        again = lab("up", "--dir", str(one.folder))
        self.assertIn("Cleaning up after a lab that died", again.stdout)
        status = one.look()
        one.kill_with_its_guard()
        self.assertTrue(eventually(lambda: lab("status", "--dir", str(one.folder), check=False).returncode == 1))
        lab("down", "--dir", str(one.folder))
        self.assertEqual(processes_of(one.folder), [])
        self.assertFalse(one.folder.exists())
        for environment in ENVIRONMENTS:
            for port in status["environments"][environment]["ports"].values():
                with self.assertRaises(ConnectionRefusedError):
                    socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
        self.assertEqual(len(one.databases), 6)
        self.assertEqual(shared_memory_of(one.databases), [])

    def test_a_killed_lab_leaves_nothing(self):
        one = RunningLab()
        self.addCleanup(shutil.rmtree, one.base, True)
        one.fault("break", "prod", "db", "stop")
        first = one.state()["guard"]
        os.kill(first, signal.SIGKILL)
        self.assertTrue(eventually(lambda: one.state()["guard"] not in (0, first)), "another guard")
        one.process.kill()
        one.process.wait()
        one.process.stdout.close()
        self.assertTrue(eventually(lambda: not one.folder.exists(), 40), "its files")
        self.assertTrue(eventually(lambda: not processes_of(one.folder)), processes_of(one.folder))
        self.assertEqual(shared_memory_of(one.databases), [])

    def test_who_started_it_is_killed(self):
        base = tempfile.mkdtemp(prefix="lt-")
        self.addCleanup(shutil.rmtree, base, True)
        os.chmod(base, 0o711)
        folder = Path(base) / "lab"
        # As a program does that starts the lab for itself; its output has a reader that goes with it.
        script = "import subprocess, sys; subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL)"
        command = [LAB, "up", "--foreground", "--with-parent", "--json", "--platform", "rxdx", "--environment", "dev", "--dir", folder]
        for ready in (True, False):
            starter = subprocess.Popen([sys.executable, "-c", script, *command], stdout=subprocess.PIPE, text=True)
            if ready:
                told_until_ready(starter)
            else:
                self.assertIn("text", json.loads(starter.stdout.readline()))
            starter.kill()
            starter.wait()
            starter.stdout.close()
            self.assertTrue(eventually(lambda: not folder.exists() and not processes_of(folder), 40), processes_of(folder))

    def test_a_part_that_fails_is_named_with_its_last_words(self):
        base = tempfile.mkdtemp(prefix="lt-")
        self.addCleanup(shutil.rmtree, base, True)
        os.chmod(base, 0o711)
        script = "import sys; sys.path.insert(0, %r); sys.argv = ['lab', 'up', '--dir', %r]\n" % (str(HERE), base + "/lab")
        script += "from opslab import cli\nfrom opslab.parts import nginx\nnginx.CONFIGURATION += 'nonsense;'\nsys.exit(cli.main('lab'))"
        done = subprocess.run([sys.executable, "-B", "-c", script], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"/nginx ended while starting \(exit 1\)")
        self.assertIn('unknown directive "nonsense"', done.stdout)
        self.assertEqual(processes_of(base), [])

    def test_a_reused_pid_is_left_alone(self):
        sys.path.insert(0, str(HERE))
        from opslab import processes, state

        with tempfile.TemporaryDirectory(prefix="lt-") as base:
            stranger = subprocess.Popen(["sleep", "60"], start_new_session=True)
            try:
                start = processes.read(stranger.pid).start
                self.assertTrue(processes.alive(stranger.pid, start))
                self.assertFalse(processes.alive(stranger.pid, start - 1))
                folder = state.Folder(base)
                part = {"pid": stranger.pid, "start": start - 1, "folder": base, "whole_folder": False, "program": "x"}
                folder.write_state({"token": "none", "parts": {"dev/redis": part}})
                state.clean_up(folder)
                self.assertIsNone(stranger.poll())
                self.assertEqual(os.listdir(base), [])
            finally:
                stranger.kill()
                stranger.wait()


if __name__ == "__main__":
    unittest.main(verbosity=2)
