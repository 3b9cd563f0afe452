#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""opsdeckctl as a script uses it, on a small workspace of its own: words, exit codes, JSON. No server but a listening socket."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CTL = ""

WORKSPACE = """workspace: small
platforms:
  - file: shop.yaml
    parameters:
      dev: {{ port: {port}, cred: small/dev/db }}
      prod: {{ port: {port}, cred: small/prod/db }}
"""
PLATFORM = """platform: shop
environments:
  - { id: dev, tier: dev }
  - { id: prod, tier: prod }
services:
  - id: api
    checks:
      - { id: port, kind: tcp, host: 127.0.0.1, port: "${port}", timeout: 5s }
  - { id: search, presence: planned }
  - { id: mail, presence: not_configured }
  - { id: cache, presence: optional }
"""
USING = """  - id: db
    checks:
      - { id: ask, kind: postgres, host: 127.0.0.1, port: 1, database: d, user: u, credential: "${cred}" }
"""


class Ctl(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="ctl-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(self.listener.close)
        self.data = self.folder / "data"
        self.data.mkdir(mode=0o700)
        self.workspace = self.folder / "workspace"
        self.workspace.mkdir()
        self.write("opsdeck.yaml", WORKSPACE.format(port=self.listener.getsockname()[1]))
        self.write("shop.yaml", PLATFORM)

    def write(self, name, text):
        (self.workspace / name).write_text(text)

    def ctl(self, *arguments):
        """Without a keychain, and with a data folder of its own."""
        environment = {name: value for name, value in os.environ.items() if name not in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
        environment.update(OPSDECK_DATA_DIR=str(self.data), HOME=str(self.folder), LC_ALL="C.UTF-8")
        return subprocess.run([CTL, *arguments], capture_output=True, text=True, timeout=60, check=False, env=environment)

    def test_an_option_given_twice_is_a_usage_error(self):
        for arguments in (["check", self.workspace, "--environment", "dev", "--environment", "prod"],
                          ["check", self.workspace, "--environment=dev", "--environment=dev"],
                          ["runbook", "show", self.workspace, "x", "--environment", "dev", "--environment", "prod"]):  # fmt: skip
            done = self.ctl(*arguments)
            self.assertEqual(done.returncode, 4, done)
            self.assertIn("--environment is given more than once", done.stderr)
            self.assertEqual(done.stdout, "")
        self.assertIn("--format is given", self.ctl("validate", self.workspace, "--format", "json", "--format", "json").stderr)
        done = self.ctl("check", self.workspace, "--environment", "")
        self.assertEqual(done.returncode, 4)
        self.assertIn("--environment has an empty value", done.stderr)
        self.assertEqual(self.ctl("check", self.workspace, "--environment", "dev").returncode, 0)

    def test_a_service_that_is_not_polled_counts_for_nothing(self):
        for service, word in (("search", "planned"), ("mail", "not configured"), ("cache", "optional")):
            done = self.ctl("check", self.workspace, "--environment", "dev", "--service", service)
            self.assertEqual(done.returncode, 0, done)
            self.assertIn(word, done.stdout)
            self.assertIn("not polled, does not count", done.stdout)
            self.assertNotIn("healthy", done.stdout)
            report = json.loads(self.ctl("check", self.workspace, "--environment", "dev", "--service", service, "--format", "json").stdout)
            self.assertEqual(report["platforms"][0]["environments"][0]["services"][0]["health"], "unknown")
        done = self.ctl("check", self.workspace)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(done.stdout.count("not polled, does not count"), 6)
        # An active service without a check is still unknown, and so is a place without any service.
        self.write("shop.yaml", PLATFORM.replace("presence: planned", "presence: active"))
        self.assertEqual(self.ctl("check", self.workspace, "--service", "search").returncode, 3)
        self.write("shop.yaml", PLATFORM.split("services:")[0])
        self.assertEqual(self.ctl("check", self.workspace).returncode, 3)

    def test_validate_says_where_and_how_many(self):
        done = self.ctl("validate", self.workspace)
        self.assertEqual(done.stdout, "small is valid: 1 platform, 2 environments, 2 checks, 0 runbooks.\n")
        self.write("shop.yaml", PLATFORM.replace("timeout: 5s", "timeout: 1ms"))
        done = self.ctl("validate", self.workspace)
        self.assertEqual(done.returncode, 4)
        self.assertIn("shop.yaml:8:75: error: 'timeout' must be between 10ms and 10m, not '1ms'", done.stdout)
        (self.workspace / "shop.yaml").unlink()
        self.assertIn("opsdeck.yaml:3:11: error: there is no file 'shop.yaml'", self.ctl("validate", self.workspace).stdout)
        (self.workspace / "opsdeck.yaml").unlink()
        done = self.ctl("validate", self.workspace)
        self.assertTrue(done.stdout.startswith(str(self.workspace) + "/opsdeck.yaml:1:1: error: there is no file"), done.stdout)
        problem = json.loads(self.ctl("validate", self.workspace, "--format", "json").stdout)["problems"][0]
        self.assertEqual((problem["line"], problem["column"]), (1, 1))

    def test_what_is_not_there_is_named(self):
        for arguments, words in ((["--platform", "shpo"], "There is no platform 'shpo' in the workspace. Did you mean 'shop'?"),
                                 (["--environment", "prd"], "There is no environment 'prd' in the workspace. Did you mean 'prod'?"),
                                 (["--platform", "shop", "--environment", "prd"], "Platform 'shop' has no environment 'prd'. Did you mean"),
                                 (["--service", "apy"], "There is no service 'apy' there. Did you mean 'api'?")):  # fmt: skip
            done = self.ctl("check", self.workspace, *arguments)
            self.assertEqual(done.returncode, 4)
            self.assertIn(words, done.stderr)

    def test_a_keychain_that_can_not_be_read_is_no_success(self):
        self.write("shop.yaml", PLATFORM + USING)
        done = self.ctl("credential", "list", self.workspace)
        self.assertEqual(done.returncode, 4, done)
        self.assertEqual(done.stdout.count("could not be read"), 2)
        self.assertIn("keychain", done.stderr)
        self.assertIn("Try:", done.stderr)
        done = self.ctl("credential", "list", self.workspace, "--format", "json")
        self.assertEqual(done.returncode, 4)
        self.assertIn("Try:", done.stderr)
        entries = json.loads(done.stdout)["credentials"]
        self.assertEqual([entry["id"] for entry in entries], ["small/dev/db", "small/prod/db"])
        for entry in entries:
            self.assertEqual((entry["state"], entry["error_kind"]), ("unreadable", "credential"))
            self.assertIn("keychain", entry["message"])
            self.assertTrue(entry["advice"].startswith("Try:") or "Try:" in entry["advice"], entry)
        self.write("shop.yaml", PLATFORM)
        self.assertEqual(self.ctl("credential", "list", self.workspace).returncode, 0)


if __name__ == "__main__":
    CTL = sys.argv.pop(1)
    unittest.main(verbosity=2)
