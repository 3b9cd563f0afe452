#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""opsdeckctl query as a script uses it: words, exit codes, JSON and CSV; own samples of a history file, and a server of a few lines."""

import csv
import http.server
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path
from urllib.parse import parse_qs

CTL = ""
SOURCE = Path(__file__).resolve().parents[2]
VERSION = re.search(r"kHistorySchemaVersion = (\d+)", (SOURCE / "services/storage/historyschema.h").read_text(encoding="utf-8"))[1]
PLATFORM = """platform: shop
environments:
  - {{ id: dev, tier: dev, prometheus: {{ url: "http://127.0.0.1:{port}/prom" }} }}
  - {{ id: prod, tier: prod }}
services:
  - id: api
    checks:
      - {{ id: health, kind: tcp, host: 127.0.0.1, port: 1, timeout: 5s }}
"""
TABLES = (
    "CREATE TABLE checks (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE)",
    "CREATE TABLE series (id INTEGER PRIMARY KEY, check_id INTEGER NOT NULL, metric TEXT NOT NULL, labels TEXT NOT NULL,"
    " counter INTEGER NOT NULL DEFAULT 0)",
    "CREATE TABLE results (check_id INTEGER NOT NULL, time_ms INTEGER NOT NULL, status INTEGER NOT NULL, latency_us INTEGER NOT NULL)",
)


class Server(http.server.BaseHTTPRequestHandler):
    asked = []

    def do_POST(self):
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        Server.asked.append((self.path, form))
        body = b'{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"value":[1,"1"]}]},"warnings":["a store is away"]}'
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Query(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="query-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
        self.addCleanup(self.server.server_close)
        Server.asked = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.shutdown)
        (self.folder / "opsdeck.yaml").write_text("workspace: small\nplatforms: [ { file: shop.yaml } ]\n")
        (self.folder / "shop.yaml").write_text(PLATFORM.format(port=self.server.server_port))
        self.now = int(time.time() * 1000)

    def keep(self):
        """Four answers of a check in prod, a minute apart: ok, ok, critical, ok."""
        base = sqlite3.connect(self.data / "history.db")
        for statement in TABLES:
            base.execute(statement)
        base.execute("INSERT INTO checks VALUES (1, 'shop/prod/api/health')")
        for i, status in enumerate((0, 0, 2, 0)):
            base.execute("INSERT INTO results VALUES (1, ?, ?, ?)", (self.now - (3 - i) * 60000, status, 1500 if status == 0 else 0))
        base.execute(f"PRAGMA user_version={VERSION}")
        base.commit()
        base.close()

    def query(self, *arguments):
        kept = {name: value for name, value in os.environ.items() if name not in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
        return subprocess.run(
            [CTL, "query", str(self.folder), *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
            env={**kept, "OPSDECK_DATA_DIR": str(self.data), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
        )

    def test_own_samples_at_a_moment(self):
        self.keep()
        told = self.query("opsdeck_check_status", "--environment", "prod", "--format", "json")
        self.assertEqual(told.returncode, 0, told.stderr)
        answer = json.loads(told.stdout)
        self.assertEqual((answer["source"], answer["result_type"], answer["partial"]), ("own", "vector", False))
        self.assertEqual(
            answer["result"][0]["metric"],
            {"__name__": "opsdeck_check_status", "platform": "shop", "environment": "prod", "service": "api", "check": "health"},
        )
        self.assertEqual(answer["result"][0]["value"][1], "0")
        self.assertLess(answer["newest_age_ms"], 60000)
        table = self.query("opsdeck_check_status", "--environment", "shop/prod", "--at", str(self.now / 1000 - 60))
        self.assertIn('service="api"}  2\n', table.stdout)
        self.assertIn("From own samples; the newest sample is", table.stderr)

    def test_a_stretch_of_time(self):
        self.keep()
        told = self.query("opsdeck_check_latency_seconds * 1000", "--environment", "prod", "--since", "3m", "--step", "1m", "--format", "csv",
                          "--at", str(self.now / 1000))
        self.assertEqual(told.returncode, 0, told.stderr)
        rows = list(csv.DictReader(told.stdout.splitlines()))
        # No answer came at the third: its latency is none.
        self.assertEqual([row["value"] for row in rows], ["1.5", "1.5", "1.5"])
        self.assertTrue(all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", row["time"]) for row in rows))
        same = self.query("opsdeck_check_status", "--environment", "prod", "--range", "3m", "--format", "json")
        self.assertEqual(json.loads(same.stdout)["result_type"], "matrix")

    def test_the_server_where_there_is_one(self):
        self.keep()
        told = self.query("up", "--environment", "dev", "--format", "json")
        answer = json.loads(told.stdout)
        self.assertEqual((told.returncode, answer["source"], answer["partial"], answer["warnings"]), (0, "server", True, ["a store is away"]))
        self.assertEqual(answer["newest_at"], "1970-01-01T00:00:01.000Z")
        self.assertEqual(Server.asked[0][0], "/prom/api/v1/query")
        self.assertEqual(Server.asked[0][1]["query"], ["up"])
        told = self.query("opsdeck_check_status", "--environment", "dev", "--source", "own")
        self.assertEqual((told.returncode, told.stdout), (0, ""))
        self.assertIn("No series answers to this.", told.stderr)
        self.assertIn("Note: No series that is kept here fits opsdeck_check_status.", told.stderr)

    def test_what_goes_wrong_is_said(self):
        for arguments, words in (
            (("up",), "2 are meant: shop/dev, shop/prod"),
            (("up", "--environment", "prods"), "prod"),
            (("up", "--environment", "prod", "--source", "both"), "'both' is no source"),
            (("up", "--environment", "prod", "--source", "server"), "shop/prod has no Prometheus server"),
            (("up", "--environment", "prod", "--at", "yesterday"), "'yesterday' is no moment"),
            (("up", "--environment", "prod", "--at", "2026-01-01T00:00:00"), "says no time zone"),
            (("up", "--environment", "prod", "--since", "6 hours"), "--since: '6 hours' is no duration"),
            (("up", "--environment", "prod", "--step", "1m"), "none is asked for"),
            (("up", "--environment", "prod"), "There are no own samples yet"),
            ((), "Missing: an expression in PromQL"),
        ):
            told = self.query(*arguments)
            self.assertEqual((told.returncode, told.stdout), (4, ""), arguments)
            self.assertIn(words, told.stderr)
        self.keep()
        told = self.query("max_over_time(rate(up[1m])[1h:1m])", "--environment", "prod", "--format", "json")
        self.assertEqual(told.returncode, 4)
        self.assertIn("needs a Prometheus server", json.loads(told.stdout)["error"]["message"])
        told = self.query("sum(up", "--environment", "prod")
        self.assertEqual(told.returncode, 4)
        self.assertIn("Column", told.stderr)

    def test_a_server_that_is_gone(self):
        self.keep()
        self.server.shutdown()
        self.server.server_close()
        told = self.query("vector(1)", "--environment", "dev")
        self.assertEqual((told.returncode, told.stdout), (0, "{}  1\n"))
        self.assertIn("The environment's server did not answer, these are own samples", told.stderr)
        told = self.query("vector(1)", "--environment", "dev", "--source", "server")
        self.assertEqual((told.returncode, told.stdout), (4, ""))


if __name__ == "__main__":
    CTL = sys.argv.pop(1)
    unittest.main()
