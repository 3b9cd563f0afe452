#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Both programs, as a user starts them, on the lab's real servers: every fault and its mending, runbooks, keychain, pictures."""

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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lab"))

from labclient import LAB, RunningLab, eventually  # noqa: E402
from packed_samples import sample_counts  # noqa: E402

CTL = ""
OPSDECK = ""  # empty: built without a window

# What each fault must look like. Several kinds: it depends on where in the protocol the fault strikes.
KINDS = {
    "kill": {"refused"},
    "stop": {"timeout"},
    "hang": {"timeout"},
    "slow": {"timeout"},
    "errors": {"status"},
    "html": {"garbage", "condition"},
    "expired": {"tls"},
    "garbage": {"garbage", "tls"},
    "drip": {"timeout", "garbage", "tls"},
    "endless": {"too-large", "garbage", "timeout", "tls"},
}
# Spread over the environments, which are broken side by side.
FAULTS = {
    "dev": [("redis", "stop"), ("redis", "garbage"), ("redis", "drip"), ("db", "kill"), ("db", "hang"), ("db", "endless"),
            ("api", "errors"), ("api", "hang"), ("api", "drip"), ("worker", "kill"), ("worker", "slow"), ("nginx", "stop")],
    "staging": [("redis", "hang"), ("redis", "endless"), ("db", "stop"), ("db", "garbage"), ("api", "kill"), ("api", "slow"),
                ("api", "garbage"), ("worker", "stop"), ("worker", "html"), ("nginx", "expired"), ("nginx", "hang"),
                ("worker", "garbage")],
    "prod": [("redis", "kill"), ("redis", "slow"), ("db", "slow"), ("db", "drip"), ("api", "stop"), ("api", "html"),
             ("api", "endless"), ("worker", "errors"), ("worker", "hang"), ("nginx", "kill"), ("nginx", "errors"),
             ("nginx", "garbage"), ("nginx", "slow")],
}  # fmt: skip

COMPOSE = """\
name: demo
services:
  nginx: { image: "nginx:1.25", ports: ["127.0.0.1:%(nginx)d:443"], depends_on: [api] }
  api:
    build: .
    ports: ["127.0.0.1:${API_PORT}:8000"]
    environment: { REDIS_URL: "redis://redis:6379" }
    healthcheck: { test: ["CMD", "curl", "-f", "http://localhost:8000/health"], interval: 5s, timeout: 3s }
    depends_on: { db: { condition: service_healthy } }
  worker:
    build: .
    ports: ["127.0.0.1:%(worker)d:9000"]
    environment: ["BROKER_URL=redis://redis:6379"]
    healthcheck: { test: "wget -q http://localhost:9000/health", interval: 5s, timeout: 3s }
  db:
    image: postgres:15
    environment: { POSTGRES_USER: shop, POSTGRES_PASSWORD: "${DB_PASSWORD:?which}" }
    ports: ["127.0.0.1:%(db)d:5432"]
  redis:
    image: redis:7
    command: redis-server --requirepass ${DB_PASSWORD}
    ports: ["127.0.0.1:%(redis)d:6379"]
"""


class ProgramsOnLab(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = RunningLab()
        cls.workspace = str(cls.lab.folder / "workspace" / "opsdeck.yaml")

    @classmethod
    def tearDownClass(cls):
        assert cls.lab.close() == 0

    def run_program(self, *arguments, given=None, without=(), seconds=60):
        """In the lab's environment, that is with its keychain and data folder."""
        command = [LAB, "run", "--dir", str(self.lab.folder), "--", "env", *("-u" + name for name in without), *arguments]
        return subprocess.run(command, input=given, capture_output=True, text=True, timeout=seconds, check=False)

    def ctl(self, *arguments, **more):
        return self.run_program(CTL, *arguments, **more)

    def check(self, environment, *more, workspace=None, **how):
        """Exit code, and the environment's services by id."""
        done = self.ctl("check", workspace or self.workspace, "--environment", environment, "--format", "json", *more, **how)
        self.assertTrue(done.stdout, done.stderr)
        report = json.loads(done.stdout)
        services = report["platforms"][0]["environments"][0]["services"]
        return done.returncode, {service["id"]: service for service in services}

    def healthy(self, environment):
        return self.check(environment)[0] == 0

    def kinds_of(self, service):
        return {check["error_kind"] for check in service["checks"] if check["error_kind"]}

    def break_and_mend(self, environment, service, fault):
        where = "%s/%s %s" % (environment, service, fault)
        self.lab.fault("break", environment, service, fault)
        try:
            code, services = self.check(environment)
            broken = services[service]
            assert code == 2, "%s: exit %d" % (where, code)
            assert broken["health"] == "down", "%s: %s" % (where, broken)
            assert self.kinds_of(broken) & KINDS[fault], "%s: %s" % (where, self.kinds_of(broken))
            assert not broken["impacted_by"], "%s: the cause has a cause: %s" % (where, broken["impacted_by"])
            for other in services.values():
                if other is broken:
                    continue
                assert not (other["root_cause"] and other["health"] == "down"), "%s blames %s" % (where, other["id"])
                if service in ("db", "redis") and other["id"] in ("api", "worker"):
                    assert service in other["impacted_by"], "%s does not explain %s" % (where, other["id"])
        finally:
            self.lab.fault("mend", environment, service)
        assert eventually(lambda: self.healthy(environment), 60), "%s: not healthy after mending" % where

    def test_every_fault_is_seen_named_and_over_when_mended(self):
        for environment in FAULTS:
            self.assertTrue(eventually(lambda: self.healthy(environment), 60), environment)

        def all_of(environment):
            for service, fault in FAULTS[environment]:
                self.break_and_mend(environment, service, fault)

        with ThreadPoolExecutor(len(FAULTS)) as pool:
            for done in [pool.submit(all_of, environment) for environment in FAULTS]:
                done.result()

    def test_redis_killed_in_prod_as_the_readme_says(self):
        self.lab.fault("break", "prod", "redis", "kill")
        try:
            done = self.ctl("check", self.workspace, "--environment", "prod")
            self.assertEqual(done.returncode, 2, done.stdout)
            lines = {line.split()[1]: line for line in done.stdout.splitlines()[1:]}
            self.assertIn("refused", lines["redis"])
            self.assertIn("down", lines["redis"])
            for name in ("api", "worker"):
                self.assertIn("impacted by redis", lines[name])
                self.assertNotIn(" down", lines[name])
        finally:
            self.lab.fault("mend", "prod", "redis")
        self.assertTrue(eventually(lambda: self.healthy("prod"), 60))

    def test_validate_and_bad_arguments(self):
        self.assertEqual(self.ctl("validate", self.workspace).returncode, 0)
        self.assertEqual(self.ctl("check", self.workspace, "--environment", "nowhere").returncode, 4)
        self.assertEqual(self.ctl("check").returncode, 4)
        self.assertEqual(self.ctl("check", self.workspace, "--format", "xml").returncode, 4)
        self.assertEqual(self.ctl("frobnicate").returncode, 4)
        missing = self.ctl("validate", "/nonexistent/opsdeck.yaml")
        self.assertEqual(missing.returncode, 4)
        self.assertIn("error", missing.stdout + missing.stderr)

    def test_an_absent_keychain_is_said_and_nothing_is_green(self):
        code, services = self.check("prod", without=("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"))
        self.assertNotEqual(code, 0)
        self.assertEqual(services["db"]["health"], "unknown")
        self.assertIn("credential", self.kinds_of(services["db"]))
        self.assertEqual(services["worker"]["health"], "healthy")

    def test_a_wrong_password_is_an_auth_error(self):
        folder = tempfile.mkdtemp(prefix="ws-")
        try:
            copy = Path(folder) / "workspace"
            shutil.copytree(Path(self.workspace).parent, copy)
            file = copy / "opsdeck.yaml"
            text = file.read_text().replace("demo/prod/db", "demo/prod/wrong").replace("demo/prod/redis", "demo/prod/wrong")
            file.write_text(text)
            self.assertEqual(self.ctl("credential", "set", "demo/prod/wrong", given="not-the-password\n").returncode, 0)
            code, services = self.check("prod", workspace=str(file))
            self.assertEqual(self.kinds_of(services["db"]), {"auth"})
            self.assertIn("auth", self.kinds_of(services["redis"]))
            self.assertNotEqual(code, 0)
            listed = self.ctl("credential", "list", str(file))
            self.assertIn("demo/prod/wrong", listed.stdout)
            self.assertNotIn("not-the-password", listed.stdout + listed.stderr)
            self.assertEqual(self.ctl("credential", "remove", "demo/prod/wrong").returncode, 0)
            code, services = self.check("prod", workspace=str(file))
            self.assertEqual(services["db"]["health"], "unknown")
            (Path(folder) / "folder.png").mkdir()
            (Path(folder) / "full.png").symlink_to("/dev/full")
            for path, reason in (("nowhere/x.png", "No such file or directory"), ("folder.png", "irectory"), ("full.png", "No space left")):
                done = self.run_program(OPSDECK, "render", "wall", "--workspace", self.workspace, "-o", "%s/%s" % (folder, path))
                self.assertNotEqual(done.returncode, 0, path)
                self.assertIn(path, done.stderr)
                self.assertIn(reason, done.stderr)
                self.assertNotIn("libpng", done.stderr)
                self.assertFalse((Path(folder) / "nowhere").exists())
        finally:
            shutil.rmtree(folder)

    def test_an_imported_stack_is_valid_and_polled_at_once(self):
        folder = Path(tempfile.mkdtemp(prefix="im-"))
        try:
            ports = {service: self.lab.port("prod", service) for service in ("db", "redis", "api", "worker", "nginx")}
            (folder / ".env").write_text("DB_PASSWORD=never-copied\nAPI_PORT=%d\n" % ports["api"])
            (folder / "compose.yaml").write_text(COMPOSE % ports)
            arguments = ("import", "compose", str(folder / "compose.yaml"), "--environment", "prod", "-o", str(folder / "out"))
            done = self.ctl(*arguments, "--format", "json")
            self.assertEqual(done.returncode, 0, done.stderr)
            report = json.loads(done.stdout)
            kinds = {service["id"]: [check["kind"] for check in service["checks"]] for service in report["services"]}
            self.assertEqual(kinds, {"nginx": ["tcp"], "api": ["http"], "worker": ["http"], "db": ["postgres"], "redis": ["redis"]})
            self.assertEqual({secret["name"] for secret in report["secrets"]}, {"demo/prod/db", "demo/prod/redis"})
            edges = {(edge["from"], edge["to"]): edge["basis"] for edge in report["edges"]}
            self.assertEqual(edges, {("nginx", "api"): "stated", ("api", "db"): "stated", ("api", "redis"): "implied",
                                     ("worker", "redis"): "implied"})  # fmt: skip
            out = folder / "out"
            text = "".join(path.read_text() for path in out.rglob("*.yaml"))
            self.assertNotIn("never-copied", text + done.stdout)
            valid = self.ctl("validate", str(out))
            self.assertEqual(valid.returncode, 0, valid.stdout)
            code, services = self.check("prod", workspace=str(out))
            self.assertEqual(code, 0, services)
            self.assertEqual({service["health"] for service in services.values()}, {"healthy"})

            again = self.ctl(*arguments)
            self.assertEqual(again.returncode, 0, again.stderr)
            self.assertEqual(again.stdout.count("unchanged "), 2)
            self.assertEqual(text, "".join(path.read_text() for path in out.rglob("*.yaml")))
            platform = out / "platforms" / "demo.yaml"
            platform.write_text(platform.read_text() + "# edited\n")
            kept = self.ctl(*arguments)
            self.assertEqual(kept.returncode, 0, kept.stderr)
            self.assertIn("# edited", platform.read_text())
            self.assertEqual(self.ctl(*arguments, "--force").returncode, 0)
            self.assertNotIn("# edited", platform.read_text())

            (folder / ".env").unlink()
            missing = self.ctl(*arguments)
            self.assertEqual(missing.returncode, 4)
            self.assertRegex(missing.stderr, r"compose\.yaml:\d+:\d+: error: the variable DB_PASSWORD must be set")
            self.assertEqual(self.ctl("import", "compose", str(folder / "compose.yaml")).returncode, 4)
            self.assertEqual(self.ctl("import", "kubernetes", "x").returncode, 4)
        finally:
            shutil.rmtree(folder)

    def test_runbooks(self):
        listed = json.loads(self.ctl("runbook", "list", self.workspace, "--format", "json").stdout)
        self.assertEqual({each["id"] for each in listed["runbooks"]}, {"backup-database", "restart-worker"})
        plan = json.loads(self.ctl("runbook", "show", self.workspace, "backup-database", "--environment", "prod", "--format", "json").stdout)
        self.assertEqual(plan["confirm"], "prod")
        self.assertTrue(plan["steps"][0]["argv"][0].endswith("/pg_dump"))
        data = self.lab.folder / "data"
        dumps = data / "artifacts" / "demo" / "prod"

        refused = self.ctl("runbook", "run", self.workspace, "backup-database", "--environment", "prod")
        self.assertEqual(refused.returncode, 6, refused.stderr)
        self.assertFalse(dumps.exists())
        dry = self.ctl("runbook", "run", self.workspace, "backup-database", "--environment", "prod", "--dry-run")
        self.assertEqual(dry.returncode, 0, dry.stderr)
        self.assertFalse(dumps.exists())

        done = self.ctl("runbook", "run", self.workspace, "backup-database", "--environment", "prod", "--confirm", "prod", "--format", "json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["state"], "succeeded")
        (dump,) = dumps.glob("shop-*Z.dump")
        self.assertGreater(dump.stat().st_size, 1000)
        self.assertEqual(dump.stat().st_mode & 0o777, 0o600)
        secret = self.lab.secret("demo/prod/db")
        self.assertNotIn(secret, done.stdout + done.stderr)
        for path in data.rglob("*"):
            if path.is_file():
                self.assertNotIn(secret.encode(), path.read_bytes(), path)

        again = self.ctl("runbook", "run", self.workspace, "restart-worker", "--environment", "dev")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.assertEqual(self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "dev").returncode, 4)

        self.assertEqual(self.ctl("audit", "verify").returncode, 0)
        entries = json.loads(self.ctl("audit", "list", "--format", "json").stdout)["entries"]
        self.assertGreaterEqual(len(entries), 1 + 2 * 4)
        self.assertIn("runbook.refused", {entry["action"] for entry in entries})
        record = sqlite3.connect(data / "audit.db")
        kept = record.execute("SELECT * FROM audit WHERE sequence = 2").fetchone()
        record.execute("DELETE FROM audit WHERE sequence = 2")
        record.commit()
        broken = self.ctl("audit", "verify")
        self.assertEqual(broken.returncode, 7, broken.stdout)
        record.execute("INSERT INTO audit VALUES (%s)" % ", ".join("?" * len(kept)), kept)
        record.commit()
        record.close()
        self.assertEqual(self.ctl("audit", "verify").returncode, 0)

    def test_a_check_cannot_write(self):
        folder = tempfile.mkdtemp(prefix="ws-")
        try:
            copy = Path(folder) / "workspace"
            shutil.copytree(Path(self.workspace).parent, copy)
            platform = copy / "platforms" / "shop.yaml"
            text = platform.read_text()
            self.assertIn("query: SELECT count(*) FROM orders", text)
            platform.write_text(text.replace("query: SELECT count(*) FROM orders", "query: CREATE TABLE pwned AS SELECT 1 AS x"))
            _, services = self.check("dev", "--service", "db", workspace=str(copy / "opsdeck.yaml"))
            self.assertNotEqual(services["db"]["health"], "healthy")
            with self.lab.database("dev", None) as connection, connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_tables WHERE tablename = 'pwned'")
                self.assertEqual(cursor.fetchone()[0], 0)
        finally:
            shutil.rmtree(folder)

    def test_ctrl_c_stops_a_run_and_all_it_started(self):
        folder = Path(tempfile.mkdtemp(prefix="ws-"))
        try:
            copy = folder / "workspace"
            shutil.copytree(Path(self.workspace).parent, copy)
            marker = "7654.%d" % os.getpid()
            (copy / "runbooks" / "restart-worker.yaml").write_text(
                "runbook: long\nplatform: shop\ndanger: low\nsteps:\n"
                "  - { id: wait, kind: command, timeout: 2m, command: [sh, -c, \"sleep %s & sleep %s; wait\"] }\n" % (marker, marker)
            )
            run = subprocess.Popen([LAB, "run", "--dir", str(self.lab.folder), "--", CTL, "runbook", "run", str(copy / "opsdeck.yaml"),
                                    "long", "--environment", "dev"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip

            def sleeping():
                return subprocess.run(["pgrep", "-fc", "^sleep " + marker], capture_output=True, text=True, check=False).stdout.strip()

            self.assertTrue(eventually(lambda: sleeping() == "2", 20))
            for child in subprocess.run(["pgrep", "-f", "^%s runbook run" % CTL], capture_output=True, text=True, check=False).stdout.split():
                os.kill(int(child), signal.SIGINT)
            said = run.communicate(timeout=30)
            self.assertEqual(run.returncode, 5, said)
            self.assertTrue(eventually(lambda: sleeping() == "0", 10))
        finally:
            shutil.rmtree(folder)

    def test_the_window_records_and_renders(self):
        if not OPSDECK:
            self.skipTest("built without a window: nothing of it was tested")
        history = self.lab.folder / "data" / "history.db"
        window = self.run_program("QT_QPA_PLATFORM=offscreen", "timeout", "-s", "TERM", "12", OPSDECK, self.workspace)
        self.assertIn(window.returncode, (0, 124), window.stderr)
        stored = sample_counts(sqlite3.connect("file:%s?mode=ro" % history, uri=True))
        self.assertGreater(sum(stored.values()), 20)
        folder = tempfile.mkdtemp(prefix="pictures-")
        try:
            for page in ("overview", "diagram", "metrics", "runbooks", "assurance", "history", "settings", "wall"):
                file = Path(folder) / (page + ".png")
                done = self.run_program(OPSDECK, "render", page, "--workspace", self.workspace, "--environment", "prod",
                                        "--size", "1280x720", "--theme", "light", "-o", str(file))  # fmt: skip
                self.assertEqual(done.returncode, 0, done.stderr)
                head = file.read_bytes()[:24]
                self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
                self.assertEqual((int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")), (1280, 720), page)
            for suffix, begin in (("svg", b"<?xml"), ("pdf", b"%PDF")):
                file = Path(folder) / ("overview." + suffix)
                done = self.run_program(OPSDECK, "render", "overview", "--workspace", self.workspace, "-o", str(file))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertTrue(file.read_bytes().startswith(begin))
            for wrong in (["nopage", "--workspace", self.workspace, "-o", "/tmp/x.png"], ["overview", "-o", "/tmp/x.png"],
                          ["overview", "--workspace", self.workspace, "--size", "9x9", "-o", "/tmp/x.png"],
                          ["overview", "--workspace", "/nonexistent", "-o", "/tmp/x.png"]):  # fmt: skip
                self.assertEqual(self.run_program(OPSDECK, "render", *wrong).returncode, 4, wrong)
        finally:
            shutil.rmtree(folder)


if __name__ == "__main__":
    CTL = sys.argv.pop(1)
    OPSDECK = sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") and "." not in Path(sys.argv[1]).name else ""
    begin = time.monotonic()
    unittest.main(verbosity=2)
