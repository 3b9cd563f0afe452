#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A name server that says nothing: what is asked by name was never asked, so that it is unknown and not down."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CTL = ""
NAME_SERVER = "127.0.0.153"
SERVICES = 20

WORKSPACE = """workspace: names
platforms:
  - file: shop.yaml
"""
HEAD = """platform: shop
environments:
  - { id: dev, tier: dev }
services:
  - id: by-address
    checks:
      - { id: port, kind: tcp, host: 127.0.0.1, port: %d, timeout: 2s }
"""
SERVICE = """  - id: s%d
    checks:
      - { id: port, kind: %s, timeout: 2s, %s }
"""


def hindrance():
    if os.geteuid() != 0:
        return "needs root, for a name server of its own"
    tried = subprocess.run(["unshare", "-m", "mount", "--bind", "/etc/hosts", "/etc/resolv.conf"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else "no mount of its own: " + tried.stderr.strip()


class Names(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.listener = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        # It takes the questions and keeps silent.
        self.silent = self.enterContext(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        self.silent.bind((NAME_SERVER, 53))
        checks = [("tcp", "host: db%d.opsdeck.test, port: 5432"), ("http", 'url: "http://api%d.opsdeck.test/health", down_if: "[CONNECTED] == true"')]
        text = HEAD % self.listener.getsockname()[1]
        for number in range(SERVICES):
            kind, asked = checks[number % 2]
            text += SERVICE % (number, kind, asked % number)
        (self.folder / "shop.yaml").write_text(text, encoding="utf-8")
        (self.folder / "opsdeck.yaml").write_text(WORKSPACE, encoding="utf-8")
        (self.folder / "resolv.conf").write_text("nameserver %s\n" % NAME_SERVER, encoding="utf-8")
        (self.folder / "nsswitch.conf").write_text("hosts: files dns\n", encoding="utf-8")

    def check(self, *arguments):
        script = 'mount --bind "$1/resolv.conf" /etc/resolv.conf && mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf && shift && exec "$@"'
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", script, "sh", str(self.folder), CTL, "check", str(self.folder / "opsdeck.yaml"), *arguments],
            capture_output=True, text=True, timeout=120, check=False,
            env={**os.environ, "OPSDECK_DATA_DIR": str(self.folder / "data"), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"},
        )  # fmt: skip

    def test_what_was_not_asked_is_not_down(self):
        done = self.check("--format", "json")
        self.assertEqual(done.returncode, 3, done.stderr)
        (environment,) = json.loads(done.stdout)["platforms"][0]["environments"]
        for service in environment["services"]:
            if service["id"] == "by-address":
                self.assertEqual(service["health"], "healthy", service)
                continue
            self.assertEqual(service["health"], "unknown", service)
            self.assertEqual(service["checks"][0]["error_kind"], "resolve", service)
            self.assertFalse(service["root_cause"], service)
        self.assertEqual(len(environment["silent_resolver"]["services"]), SERVICES)
        self.assertIn("Names of DEV can't be looked up", environment["silent_resolver"]["message"])
        self.assertNotIn("nothing_answers", environment)

    def test_it_is_said_once(self):
        done = self.check()
        self.assertEqual(done.stdout.count("Try: "), 1, done.stdout)
        self.assertRegex(done.stdout.splitlines()[1], "^  ! +DEV +not looked up +%d services can.t be asked: what they are called could not be looked up" % SERVICES)


if __name__ == "__main__":
    CTL = os.path.abspath(sys.argv.pop(1))
    if hindrance():
        Names = unittest.skip("NOT TESTED: a name server that says nothing: " + hindrance())(Names)
    unittest.main(argv=sys.argv[:1], verbosity=2)
