#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What `cmake --install` leaves works by itself, from where it was put: programs, supervisor of steps, examples, schemas."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CMAKE = BUILD = VERSION = ""

WORKSPACE = """workspace: installed
platforms:
  - file: shop.yaml
runbooks:
  - who.yaml
"""
PLATFORM = """platform: shop
environments:
  - { id: dev, tier: dev }
services:
  - id: api
"""
RUNBOOK = """runbook: who
platform: shop
danger: read-only
steps:
  - { id: parent, kind: command, command: [sh, -c, 'readlink /proc/$$PPID/exe'], timeout: 5s }
"""


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="install-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.prefix = cls.folder / "prefix"
        done = subprocess.run([CMAKE, "--install", BUILD, "--prefix", cls.prefix], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def call(self, *words, code=0):
        data = self.folder / "data"
        data.mkdir(mode=0o700, exist_ok=True)
        world = dict(os.environ, OPSDECK_DATA_DIR=str(data), QT_QPA_PLATFORM="offscreen")
        done = subprocess.run([self.prefix / "bin" / words[0], *words[1:]], env=world, cwd="/", capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_programs_tell_their_version(self):
        for program in ["opsdeckctl"] + (["opsdeck"] if (self.prefix / "bin/opsdeck").exists() else []):
            self.assertIn(VERSION, self.call(program, "--version"))

    def test_example_is_valid(self):
        self.assertTrue((self.prefix / "share/opsdeck/schema/platform.schema.json").is_file())
        self.assertTrue((self.prefix / "share/opsdeck/reference/kinds.md").is_file())
        self.call("opsdeckctl", "validate", self.prefix / "share/opsdeck/examples/demo")

    def test_steps_run_below_the_installed_supervisor(self):
        workspace = self.folder / "workspace"
        workspace.mkdir()
        for name, text in {"opsdeck.yaml": WORKSPACE, "shop.yaml": PLATFORM, "who.yaml": RUNBOOK}.items():
            (workspace / name).write_text(text)
        said = self.call("opsdeckctl", "runbook", "run", workspace, "who", "--environment", "dev")
        self.assertIn(str(self.prefix / "libexec/opsdeck/opsdeck-step"), said)


if __name__ == "__main__":
    CMAKE, BUILD, VERSION = sys.argv[1:4]
    unittest.main(argv=sys.argv[:1], verbosity=2)
