#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every kind of check on a server that is well, as both programs show it.

  test_many_kinds.py OPSDECKCTL [OPSDECK [FOLDER]]

FOLDER, where given, keeps the pictures.
"""

import json
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "lab"))
sys.path.insert(0, str(HERE.parent / "support"))

from labclient import LAB, RunningLab  # noqa: E402
from manykinds import ManyKinds  # noqa: E402

CTL = ""
OPSDECK = ""
PICTURES = ""
LONGEST_MESSAGE = 160
LONGEST_FIGURE = 16
# Well, and yet with something to say: the lab's user may not see what others do.
WARNED = {"db-depth"}


class ManyKindsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = RunningLab()
        cls.folder = tempfile.TemporaryDirectory(prefix="mk-")
        Path(cls.folder.name).chmod(0o711)
        cls.kinds = ManyKinds(cls.lab, cls.folder.name)
        try:
            cls.kinds.start()
            cls.workspace = cls.kinds.workspace()
            for name, secret in cls.kinds.secrets.items():
                assert cls.run_program(CTL, "credential", "set", name, given=secret).returncode == 0
            shown = json.loads(cls.run_program(CTL, "trust", cls.workspace, "--show", "--format", "json").stdout)
            assert cls.run_program(CTL, "trust", cls.workspace, "--digest", shown["digest"]).returncode == 0
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.kinds.close()
        assert cls.lab.close() == 0
        cls.folder.cleanup()

    @classmethod
    def run_program(cls, *arguments, given=None):
        command = [LAB, "run", "--dir", str(cls.lab.folder), "--", *map(str, arguments)]
        return subprocess.run(command, input=given, capture_output=True, text=True, timeout=120, check=False)

    def services(self):
        done = self.run_program(CTL, "check", self.workspace, "--format", "json")
        self.assertTrue(done.stdout, done.stderr)
        return json.loads(done.stdout)["platforms"][0]["environments"][0]["services"]

    def test_every_kind_is_well_and_says_so_in_words_fit_to_read(self):
        services = self.services()
        wrong = []
        for service in services:
            check = service["checks"][0]
            where = "%s (%s)" % (service["id"], check["kind"])
            message = check.get("message", "")
            print("%-18s %-18s %-8s %s" % (service["id"], check["kind"], check["status"], message))
            for name, value in sorted(check.get("fields", {}).items()):
                print("%38s %s = %s" % ("", name, value))
                if isinstance(value, str) and re.search(r"[\x00-\x1f\x7f]|^nan$|^-?inf$", value):
                    wrong.append("%s: %s is %r" % (where, name, value))
            if check["status"] != ("warning" if service["id"] in WARNED else "ok"):
                wrong.append("%s is %s: %s" % (where, check["status"], message))
            if not message or len(message) > LONGEST_MESSAGE or re.search(r"[\x00-\x1f\x7f]|  |\bnan\b|\binf\b|%\d", message):
                wrong.append("%s: %r" % (where, message))
        self.assertEqual(wrong, [])

    def test_no_kind_is_left_out(self):
        done = self.run_program(CTL, "schema", "keys")
        checks = done.stdout.split("\n## Checks\n")[1].split("\n## ")[0]
        known = set(re.findall(r"^### `([a-z0-9-]+)`", checks, re.MULTILINE))
        seen = {service["checks"][0]["kind"] for service in self.kinds.services}
        for kind, why in self.kinds.missing.items():
            print("NOT TESTED: %s: %s" % (kind, why))
        self.assertEqual(known - seen - set(self.kinds.missing), set())

    def test_every_kind_is_seen(self):
        if not OPSDECK:
            self.skipTest("built without a window")
        target = Path(PICTURES or self.folder.name)
        target.mkdir(parents=True, exist_ok=True)
        looks = [("overview", "dark", "1600x1000", ""), ("diagram", "light", "1600x1000", ""), ("overview", "light", "1280x720", "")]
        if PICTURES:
            looks += [("diagram", "dark", "1600x1000", each["id"]) for each in self.kinds.services]
        for page, theme, size, service in looks:
            path = target / ("%s-%s-%s%s.png" % (page, theme, size, service and "-" + service))
            done = self.run_program("env", "QT_QPA_PLATFORM=offscreen", OPSDECK, "render", page, "--workspace", self.workspace,
                                    "--platform", "kinds", "--environment", "all", *(["--service", service] if service else []),
                                    "--size", size, "--theme", theme, "-o", path)  # fmt: skip
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreater(path.stat().st_size, 20_000)


if __name__ == "__main__":
    CTL = sys.argv.pop(1)
    OPSDECK = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    PICTURES = sys.argv.pop(1) if len(sys.argv) > 1 else ""
    unittest.main(verbosity=2)
