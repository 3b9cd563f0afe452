#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A suite on the demo lab's real API: an order is asked for, the Celery worker makes it, the suite waits for it. CTL"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lab"))

from labclient import RunningLab, eventually  # noqa: E402

CTL = ""
WORKSPACE = """workspace: suites
platforms:
  - file: shop.yaml
    parameters:
      dev: { api: "http://127.0.0.1:%d" }
"""
PLATFORM = """platform: shop
environments:
  - { id: dev, tier: dev }
services:
  - id: orders
    checks:
      - id: order
        title: An order from end to end
        kind: suite
        interval: 1m
        timeout: 20s
        steps:
          - id: before
            title: last order
            url: "${api}/api/v1/orders?limit=1"
            save: { id: "[BODY].orders[0].id" }
          - id: enqueue
            title: new job
            method: POST
            url: "${api}/api/v1/jobs?n=1"
            down_if: ["[STATUS] != 202", "[BODY].enqueued != 1"]
          - id: result
            title: order made
            url: "${api}/api/v1/orders?limit=1"
            retry_until: "[BODY].orders[0].id > ${before.id}"
            within: 6s
            degraded_if: ["[RESPONSE_TIME] > 5s", "[BODY].orders[0].status != paid"]
"""


class SuiteOnLab(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = RunningLab()
        cls.folder = tempfile.TemporaryDirectory(prefix="suite-")
        root = Path(cls.folder.name)
        (root / "data").mkdir(mode=0o700)
        (root / "opsdeck.yaml").write_text(WORKSPACE % cls.lab.port("dev", "api"), encoding="utf-8")
        (root / "shop.yaml").write_text(PLATFORM, encoding="utf-8")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()
        assert cls.lab.close() == 0

    def ask(self):
        root = Path(self.folder.name)
        done = subprocess.run([CTL, "check", root, "--format", "json"], capture_output=True, text=True, timeout=60, check=False,
                              env=dict(os.environ, OPSDECK_DATA_DIR=str(root / "data")))  # fmt: skip
        return done.returncode, json.loads(done.stdout)

    def check(self):
        code, answer = self.ask()
        services = [each for platform in answer["platforms"] for environment in platform["environments"] for each in environment["services"]]
        return code, services[0]["checks"][0]

    def test_an_order_from_end_to_end(self):
        validated = subprocess.run([CTL, "validate", self.folder.name], capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(validated.returncode, 0, validated.stdout + validated.stderr)
        code, check = self.check()
        self.assertEqual(code, 0, check)
        self.assertRegex(check["message"], r"^3 steps in .*: last order .*, new job .*, order made ")
        # The worker is gone: the step that waits for it is named, the ones before it are fine.
        self.lab.fault("break", "dev", "worker", "kill")
        try:
            self.assertTrue(eventually(lambda: self.check()[0] == 2, 40))
            code, check = self.check()
            self.assertEqual(code, 2, check)
            self.assertIn("Step order made: Not within 6", check["message"])
        finally:
            self.lab.fault("mend", "dev", "worker")
        self.assertTrue(eventually(lambda: self.check()[0] == 0, 40))
        # The API is gone: the first step is named, with what happened.
        self.lab.fault("break", "dev", "api", "kill")
        try:
            code, check = self.check()
            self.assertEqual(code, 2, check)
            self.assertRegex(check["message"], r"^Step last order: Nothing listens on 127\.0\.0\.1:")
            self.assertEqual(check["error_kind"], "refused")
        finally:
            self.lab.fault("mend", "dev", "api")


if __name__ == "__main__":
    CTL = sys.argv.pop(1)
    unittest.main()
