#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""opsdeckctl as a script uses it, on a small workspace of its own: words, exit codes, JSON. No server but a listening socket."""

import csv
import fcntl
import hashlib
import json
import os
import re
import select
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
from pathlib import Path

CTL = ""
SOURCE = Path(__file__).resolve().parents[2]

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
RUNBOOK = """runbook: nothing
platform: shop
danger: low
steps:
  - { id: nothing, kind: command, command: [/bin/true], timeout: 5s }
"""


def cbor(data):
    """The first value of RFC 8949 bytes and what follows it; the types that a record has."""
    kind, short = data[0] >> 5, data[0] & 31
    size = {24: 1, 25: 2, 26: 4, 27: 8}.get(short, 0)
    raw, rest = data[1 : 1 + size], data[1 + size :]
    number = int.from_bytes(raw, "big") if size else short
    if kind < 2:
        return (number if kind == 0 else -1 - number), rest
    if kind < 4:
        return (rest[:number] if kind == 2 else rest[:number].decode()), rest[number:]
    if kind == 7:
        return (struct.unpack({2: ">e", 4: ">f", 8: ">d"}[size], raw)[0] if size > 1 else {20: False, 21: True, 22: None}[number]), rest
    items = []
    for _ in range(number * (kind - 3)):
        item, rest = cbor(rest)
        items.append(item)
    return (items if kind == 4 else dict(zip(items[::2], items[1::2]))), rest


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
        self.listener_port = self.listener.getsockname()[1]
        self.write("opsdeck.yaml", WORKSPACE.format(port=self.listener_port))
        self.write("shop.yaml", PLATFORM)

    def write(self, name, text):
        (self.workspace / name).write_text(text)

    def ctl(self, *arguments, to=subprocess.PIPE, given=subprocess.DEVNULL):
        """Without a keychain, and with a data folder of its own."""
        return subprocess.run(
            [CTL, *arguments], stdin=given, stdout=to, stderr=subprocess.PIPE, text=True, timeout=60, check=False, env=self.environment()
        )

    def environment(self):
        kept = {name: value for name, value in os.environ.items() if name not in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")}
        return {**kept, "OPSDECK_DATA_DIR": str(self.data), "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}

    def typed(self, answer, question, *arguments, before=b""):
        """On a terminal of its own: `before` is typed before it starts, `answer` when the question stands there. Gives the exit code
        and all that the terminal showed; looks that the terminal is left as it was."""
        leader, follower = os.openpty()
        as_it_was = termios.tcgetattr(follower)
        os.write(leader, before)

        def own_terminal():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        asked = subprocess.Popen(
            [CTL, *arguments], stdin=follower, stdout=follower, stderr=follower, env=self.environment(), preexec_fn=own_terminal
        )
        shown = b""
        deadline = time.monotonic() + 30
        is_answered = False
        while time.monotonic() < deadline:
            ready, _, _ = select.select([leader], [], [], 0.05)
            if ready:
                shown += os.read(leader, 65536)
            elif asked.poll() is not None:
                break
            if not is_answered and question.encode() in shown:
                is_answered = True
                os.write(leader, answer)
        code = asked.wait(timeout=20)
        self.assertEqual(termios.tcgetattr(follower), as_it_was)
        os.close(leader)
        os.close(follower)
        return code, shown.decode()

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

    def test_a_service_that_is_not_polled_proves_nothing(self):
        for service, word in (("search", "planned"), ("mail", "not set up"), ("cache", "optional")):
            done = self.ctl("check", self.workspace, "--environment", "dev", "--service", service)
            # Nobody was asked: no script may take that for well.
            self.assertEqual(done.returncode, 3, done)
            self.assertIn("Nothing was asked", done.stderr)
            self.assertIn(word, done.stdout)
            self.assertIn("not run here, does not count", done.stdout)
            self.assertNotIn("healthy", done.stdout)
            report = json.loads(self.ctl("check", self.workspace, "--environment", "dev", "--service", service, "--format", "json").stdout)
            self.assertEqual(report["platforms"][0]["environments"][0]["services"][0]["health"], "unknown")
        done = self.ctl("check", self.workspace)
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(done.stdout.count("not run here, does not count"), 6)
        # An active service without a check is still unknown, and so is a place without any service.
        self.write("shop.yaml", PLATFORM.replace("presence: planned", "presence: active"))
        self.assertEqual(self.ctl("check", self.workspace, "--service", "search").returncode, 3)
        self.write("shop.yaml", PLATFORM.split("services:")[0])
        self.assertEqual(self.ctl("check", self.workspace).returncode, 3)

    def test_validate_says_where_and_how_many(self):
        self.write("opsdeck.yaml", WORKSPACE.format(port=1).replace("prod: { port: 1", "prod: { port: 2"))
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

    def test_validate_warns_of_two_environments_at_one_address(self):
        port = self.listener.getsockname()[1]
        words = "dev's and prod's api are asked at the same address 127.0.0.1:%d: one of them shows the other's state" % port
        done = self.ctl("validate", self.workspace)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"opsdeck\.yaml:6:21: warning: " + re.escape(words))
        self.assertEqual(done.stdout.count("same address"), 1)
        (problem,) = json.loads(self.ctl("validate", self.workspace, "--format", "json").stdout)["problems"]
        self.assertEqual((problem["file"], problem["line"], problem["severity"]), ("opsdeck.yaml", 6, "warning"))

    def test_what_is_not_there_is_named(self):
        for arguments, words in ((["--platform", "shpo"], "There is no platform 'shpo' in the workspace. Did you mean 'shop'?"),
                                 (["--environment", "prd"], "There is no environment 'prd' in the workspace. Did you mean 'prod'?"),
                                 (["--platform", "shop", "--environment", "prd"], "Platform 'shop' has no environment 'prd'. Did you mean"),
                                 (["--service", "apy"], "There is no service 'apy' there. Did you mean 'api'?")):  # fmt: skip
            done = self.ctl("check", self.workspace, *arguments)
            self.assertEqual(done.returncode, 4)
            self.assertIn(words, done.stderr)

    def test_an_environment_may_be_named_with_its_platform(self):
        report = json.loads(self.ctl("check", self.workspace, "--environment", "shop/prod", "--format", "json").stdout)
        self.assertEqual([each["id"] for each in report["platforms"][0]["environments"]], ["prod"])
        for arguments, words in ((["--environment", "shpo/prod"], "There is no platform 'shpo'"),
                                 (["--environment", "shop/prd"], "Did you mean 'prod'? There are: dev, prod."),
                                 (["--environment", "nope"], "There are: dev, prod."),
                                 (["--platform", "other", "--environment", "shop/prod"], "name two platforms")):  # fmt: skip
            done = self.ctl("check", self.workspace, *arguments)
            self.assertEqual(done.returncode, 4)
            self.assertIn(words, done.stderr)

    def test_what_is_missing_or_too_much_is_named(self):
        for arguments, words in ((["validate"], "Missing: the workspace's folder or file."),
                                 (["validate", ""], "An empty text is not the workspace's folder or file."),
                                 (["runbook", "show", self.workspace], "Missing: the runbook's id."),
                                 (["runbook", "show"], "Missing: the workspace's folder or file and the runbook's id."),
                                 (["runbook"], "Say what to do: runbook takes one of list, show, run, settle."),
                                 (["credential", "frobnicate"], "There is no 'credential frobnicate'; there are: list, set, remove."),
                                 (["credential", "set"], "Missing: the credential's name."),
                                 (["audit", "lst"], "There is no 'audit lst'; there are: list, verify, export."),
                                 (["schema"], "Missing: the kind of file: workspace, platform, runbook or keys."),
                                 (["check", self.workspace, "more"], "'more' is one argument too many.")):  # fmt: skip
            done = self.ctl(*arguments)
            self.assertEqual(done.returncode, 4, done)
            self.assertIn(words, done.stderr)
            self.assertEqual(done.stdout, "")
            told = json.loads(self.ctl(*arguments, "--format", "json").stdout)
            self.assertEqual(list(told), ["error"])
            self.assertEqual((told["error"]["kind"], told["error"]["message"]), ("config", words))

    def test_programs_wait_for_trust(self):
        mark = self.folder / "ran"
        probe = self.workspace / "probe.sh"
        probe.write_text("#!/bin/sh\necho ran >> '%s'\necho fine\n" % mark)
        probe.chmod(0o700)
        line = "      - { id: plugin, kind: command, command: ['${workspace_dir}/probe.sh', '${environment}'], timeout: 10s }\n"
        self.write("shop.yaml", PLATFORM + "  - id: job\n    checks:\n" + line)

        def job(*options):
            done = self.ctl("check", self.workspace, "--environment", "dev", "--service", "job", "--format", "json", *options)
            check = json.loads(done.stdout)["platforms"][0]["environments"][0]["services"][0]["checks"][0]
            return done, check

        done, check = job()
        self.assertEqual((done.returncode, check["status"], check["error_kind"]), (3, "unknown", "guard"))
        self.assertEqual(check["message"], "Not run: this workspace is not trusted yet")
        self.assertIn("2 programs are not run: this workspace is not trusted yet. opsdeckctl trust", done.stderr)
        self.assertFalse(mark.exists())

        # Shown, exactly and with its place, and nothing is trusted by that.
        done = self.ctl("trust", self.workspace, "--show")
        self.assertEqual(done.returncode, 6, done)
        self.assertIn("shop.yaml:14:", done.stdout)
        self.assertIn("     0  %s\n     1  dev\n" % probe, done.stdout)
        shown = json.loads(self.ctl("trust", self.workspace, "--show", "--format", "json").stdout)
        self.assertEqual([each["argv"] for each in shown["programs"]], [[str(probe), "dev"], [str(probe), "prod"]])
        self.assertEqual({each["trusted"] for each in shown["programs"]}, {False})
        self.assertEqual(shown["programs"][0]["checks"], ["shop/dev/job/plugin"])
        self.assertEqual(job()[0].returncode, 3)

        # For one run.
        done, check = job("--trust")
        self.assertEqual((done.returncode, check["status"], done.stderr), (0, "ok", ""))
        self.assertEqual(mark.read_text(), "ran\n")
        self.assertEqual(job()[0].returncode, 3)

        # For good, recorded, and by the workspace's place.
        done = self.ctl("trust", self.workspace)
        self.assertEqual(done.returncode, 6, done)
        self.assertIn("Nothing is trusted unseen", done.stderr)
        self.assertEqual(self.ctl("trust", self.workspace, "--digest", "0" * 64).returncode, 6)
        self.assertFalse((self.data / "trust.json").exists())
        script = probe.read_text()
        probe.write_text(script + "exit 1\n")
        done = self.ctl("trust", self.workspace, "--digest", shown["digest"])
        self.assertEqual(done.returncode, 6, done)
        self.assertIn("not the programs of that digest", done.stderr)
        probe.write_text(script)
        done = self.ctl("trust", self.workspace, "--digest", shown["digest"])
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(self.ctl("trust", self.workspace, "--show").returncode, 0)
        done, check = job()
        self.assertEqual((done.returncode, check["status"], done.stderr), (0, "ok", ""))
        rows = json.loads(self.ctl("audit", "list", "--format", "json").stdout)["entries"]
        self.assertEqual([(row["action"], row["target"]) for row in rows], [("workspace.trust", "small")] * 2)
        self.assertEqual({row["outcome"] for row in rows}, {"planned", "succeeded"})
        self.assertEqual((self.data / "trust.json").stat().st_mode & 0o777, 0o600)
        copy = self.folder / "copy"
        shutil.copytree(self.workspace, copy)
        self.assertEqual(self.ctl("check", copy, "--environment", "dev", "--service", "job").returncode, 3)

        # A changed script asks again, and so does another argument; what was trusted before is trusted again.
        script = probe.read_text()
        probe.write_text(script + "exit 0\n")
        self.assertEqual(job()[0].returncode, 3)
        probe.write_text(script)
        self.assertEqual(job()[0].returncode, 0)
        self.write("shop.yaml", PLATFORM + "  - id: job\n    checks:\n" + line.replace("'${environment}'", "more"))
        self.assertIn("1 program is not run", job()[0].stderr)
        self.write("shop.yaml", PLATFORM + "  - id: job\n    checks:\n" + line)

        # Withdrawn, recorded too; once.
        self.assertEqual(self.ctl("trust", self.workspace, "--remove").returncode, 0)
        self.assertEqual(job()[0].returncode, 3)
        done = self.ctl("trust", self.workspace, "--remove")
        self.assertEqual(done.returncode, 4)
        self.assertIn("Nothing of", done.stderr)
        rows = json.loads(self.ctl("audit", "list", "--format", "json").stdout)["entries"]
        outcomes = [row["outcome"] for row in rows if row["action"] == "workspace.distrust"]
        self.assertEqual(sorted(outcomes), ["failed", "planned", "planned", "succeeded"])
        self.assertEqual(self.ctl("audit", "verify").returncode, 0)

        # What others may write is believed in nothing.
        self.assertEqual(self.ctl("trust", self.workspace, "--digest", shown["digest"]).returncode, 0)
        (self.data / "trust.json").chmod(0o666)
        done, check = job()
        self.assertEqual((done.returncode, check["status"]), (3, "unknown"))
        self.assertIn("may be written by others", done.stderr)

    def test_a_terminal_is_asked_for_trust(self):
        job = "  - id: job\n    checks:\n      - { id: plugin, kind: command, command: [/bin/true, %s], timeout: 10s }\n"
        # What would look like the next argument, like nothing, or like another letter.
        self.write("shop.yaml", PLATFORM + job % '"b\\n     2  c", "x ", "", "p\\u0430y"')
        question = "Type trust to let them run: "
        trust = ("trust", self.workspace)
        for answer, before in ((b"yes\n", b""), (b"\n", b""), (b"Trust\n", b""), (b"trusted\n", b""), (b"\x04", b""), (b"no\n", b"trust\n")):
            code, shown = self.typed(answer, question, *trust, before=before)
            self.assertEqual(code, 6, (answer, shown))
            self.assertIn("Not confirmed. Nothing was changed.", shown)
            self.assertFalse((self.data / "trust.json").exists(), (answer, shown))
        # Ctrl-C ends it.
        code, shown = self.typed(b"\x03", question, *trust)
        self.assertEqual(code, -signal.SIGINT, shown)
        self.assertFalse((self.data / "trust.json").exists())
        self.assertEqual(self.actions(), [])
        code, shown = self.typed(b"trust\n", question, *trust)
        self.assertEqual(code, 0, shown)
        before = shown.split(question)[0]
        lines = ("     1  $'b\\n     2  c'", "     2  $'x '", "     3  $''", "     4  p\u0430y  (U+0430)", "")
        self.assertIn("\r\n".join(lines), before)
        self.assertEqual(self.actions(), ["workspace.trust planned", "workspace.trust succeeded"])
        self.assertEqual(self.ctl("trust", self.workspace, "--show").returncode, 0)
        # There is nothing to ask for any more.
        code, shown = self.typed(b"", question, *trust)
        self.assertEqual(code, 0)
        self.assertNotIn(question, shown)

    def test_names_of_files_say_nothing_to_a_terminal(self):
        folder = self.workspace / "d"
        folder.mkdir()
        os.mkfifo(folder / "a\x1b[2Kb\u202ec\nd")
        job = "  - id: job\n    checks:\n      - { id: plugin, kind: command, command: [/bin/true, '${workspace_dir}/d'], timeout: 10s }\n"
        self.write("shop.yaml", PLATFORM + job)
        done = self.ctl("trust", self.workspace, "--show")
        self.assertEqual(done.returncode, 6)
        self.assertIn("never trusted: $'%s/a\\e[2Kb\\u202Ec\\nd' (no plain file)\n" % folder, done.stdout)
        self.assertNotIn("\x1b", done.stdout)

    def actions(self):
        """What is on the record."""
        rows = json.loads(self.ctl("audit", "list", "--format", "json").stdout)["entries"]
        return sorted("%s %s" % (row["action"], row["outcome"]) for row in rows)

    def test_a_runbook_that_could_not_be_verified_acts_not(self):
        acted = self.folder / "acted"
        job = "  - id: job\n    checks:\n      - { id: plugin, kind: command, command: [/bin/true, -w, a b, \"c\\nd\"], timeout: 10s }\n"
        self.write("shop.yaml", PLATFORM + job)
        self.write("opsdeck.yaml", WORKSPACE.format(port=self.listener.getsockname()[1]) + "runbooks: [act.yaml]\n")
        step = "  - { id: act, kind: command, command: [/usr/bin/touch, '%s'], timeout: 5s }\n" % acted
        verify = "  - { id: verify, kind: check, services: [job], within: 10s }\n"
        self.write("act.yaml", "runbook: act\nplatform: shop\ndanger: low\nsteps:\n" + step + verify)
        done = self.ctl("runbook", "run", self.workspace, "act", "--environment", "dev")
        self.assertEqual(done.returncode, 6, done)
        self.assertIn("verified by programs that are not trusted yet: plugin of job runs /bin/true -w 'a b' $'c\\nd'.", done.stderr)
        self.assertIn("1 program is not run", done.stderr)
        self.assertFalse(acted.exists())
        shown = json.loads(self.ctl("trust", self.workspace, "--show", "--format", "json").stdout)
        self.assertEqual(self.ctl("trust", self.workspace, "--digest", shown["digest"]).returncode, 0)
        done = self.ctl("runbook", "run", self.workspace, "act", "--environment", "dev")
        self.assertEqual(done.returncode, 0, done)
        self.assertTrue(acted.exists())

    def test_trust_of_what_runs_nothing_or_is_broken(self):
        done = self.ctl("trust", self.workspace)
        self.assertEqual((done.returncode, done.stdout), (0, "small runs no programs.\n"))
        self.assertEqual(self.ctl("trust", self.workspace, "--show", "--remove").returncode, 4)
        self.write("shop.yaml", PLATFORM.replace("timeout: 5s", "timeout: 1ms"))
        done = self.ctl("trust", self.workspace)
        self.assertEqual(done.returncode, 4)
        self.assertIn("Nothing is trusted of a workspace that has errors", done.stderr)
        self.assertFalse((self.data / "trust.json").exists())

    def test_a_platform_file_is_no_workspace(self):
        done = self.ctl("validate", self.workspace / "shop.yaml")
        self.assertEqual(done.returncode, 4)
        self.assertEqual(done.stdout, "%s/shop.yaml:1:1: error: this is a platform file; give the folder with its opsdeck.yaml\n" % self.workspace)
        self.write("nothing.yaml", RUNBOOK)
        self.assertIn("this is a runbook file", self.ctl("validate", self.workspace / "nothing.yaml").stdout)

    def test_lists_of_a_broken_workspace_are_no_success(self):
        self.write("opsdeck.yaml", WORKSPACE.format(port=self.listener.getsockname()[1]) + "runbooks: [nothing.yaml, gone.yaml]\n")
        self.write("nothing.yaml", RUNBOOK)
        for arguments in (["runbook", "list"], ["credential", "list"]):
            done = self.ctl(*arguments, self.workspace)
            self.assertEqual(done.returncode, 4)
            self.assertIn("there is no file 'gone.yaml'", done.stderr)
            self.assertIn("nothing" if arguments[0] == "runbook" else "uses no credentials", done.stdout)
        told = json.loads(self.ctl("runbook", "list", self.workspace, "--format", "json").stdout)
        self.assertEqual([each["id"] for each in told["runbooks"]], ["nothing"])

    def test_failures_are_json_too(self):
        self.make_record(0)
        told = json.loads(self.ctl("check", self.folder / "nowhere", "--format", "json").stdout)["error"]
        self.assertIn("there is no file 'nowhere'", told["message"])
        self.assertEqual(json.loads(self.ctl("nonsense", "--format=json").stdout)["error"]["message"], "There is no command 'nonsense'.")
        done = self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "moon", "--format", "json")
        self.assertEqual(json.loads(done.stdout)["error"]["message"], "Runbook 'nothing' can't run in 'moon', only in: dev, prod.")
        done = self.ctl("credential", "remove", "shop/prod/db", "--format", "json")
        self.assertEqual(done.returncode, 4)
        self.assertEqual(json.loads(done.stdout)["error"]["kind"], "credential")

    def test_a_protected_environment_says_what_to_add(self):
        self.make_record(0)
        done = self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "prod")
        self.assertEqual(done.returncode, 6, done)
        self.assertIn("prod is protected, and its name was not typed.", done.stderr)
        self.assertIn("Add --confirm prod.", done.stderr)
        done = self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "prod", "--confirm", "Production", "--format", "json")
        self.assertEqual(done.returncode, 6)
        told = json.loads(done.stdout)
        self.assertEqual((told["state"], told["error"]["kind"]), ("refused", "guard"))
        self.assertIn("Type prod to confirm.", told["error"]["advice"])
        self.assertEqual(self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "prod", "--confirm", "prod").returncode, 0)

    def test_a_terminal_is_asked_for_the_name(self):
        self.make_record(0)
        for typed, code in (("prod", 0), ("Production", 6), ("", 6)):
            run = ("runbook", "run", self.workspace, "nothing", "--environment", "prod")
            done, shown = self.typed(typed.encode() + b"\n", "Type prod to run this in prod: ", *run)
            self.assertEqual(done, code, shown)
        # What was typed before it was asked is no answer.
        done, shown = self.typed(b"\n", "Type prod to run this in prod: ", *run, before=b"prod\n")
        self.assertEqual(done, 6, shown)

    def test_a_secret_that_is_not_typed_leaves_the_terminal_as_it_was(self):
        leader, follower = os.openpty()
        self.addCleanup(os.close, leader)
        self.addCleanup(os.close, follower)
        before = termios.tcgetattr(follower)
        self.assertTrue(before[3] & termios.ECHO)
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asked = subprocess.Popen([CTL, "credential", "set", "small/dev/db"], stdin=follower, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            while termios.tcgetattr(follower)[3] & termios.ECHO:
                self.assertIsNone(asked.poll(), "it ended before it asked")
            asked.send_signal(ending)
            asked.communicate(timeout=20)
            self.assertEqual(asked.returncode, -ending)
            self.assertEqual(termios.tcgetattr(follower), before)

    def test_a_plan_goes_to_standard_output(self):
        run = ["runbook", "run", self.workspace, "nothing", "--environment", "dev"]
        self.make_record(0)
        done = self.ctl(*run, "--dry-run")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("/bin/true", done.stdout)
        self.assertIn("nothing was run, nothing was recorded", done.stdout)
        done = self.ctl(*run)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("/bin/true", done.stdout)
        done = self.ctl(*run, "--format", "json")
        self.assertIn("/bin/true", done.stderr)
        json.loads(done.stdout)

    def test_a_read_only_runbook_that_changes_something_is_doubted(self):
        self.make_record(0)
        self.write("nothing.yaml", RUNBOOK.replace("danger: low", "danger: read-only").replace("[/bin/true]", "[redis-cli, FLUSHALL]"))
        done = self.ctl("validate", self.workspace)
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stdout, r"nothing.yaml:\d+:\d+: warning: the runbook is marked read-only, but 'FLUSHALL' changes something")
        shown = self.ctl("runbook", "show", self.workspace, "nothing", "--environment", "prod").stdout
        self.assertIn("danger low", shown)
        self.assertIn("marked read-only, but 'FLUSHALL' changes something: treated as of low danger", shown)
        self.assertEqual(self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "prod").returncode, 6)
        self.write("nothing.yaml", RUNBOOK.replace("danger: low", "danger: read-only"))
        self.assertIn("without arming", self.ctl("runbook", "show", self.workspace, "nothing", "--environment", "prod").stdout)
        self.assertEqual(self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "prod").returncode, 0)

    def test_an_environment_without_a_tier_asks_as_prod_does(self):
        self.make_record(0)
        self.write("shop.yaml", PLATFORM.replace("{ id: prod, tier: prod }", "{ id: prod, title: Production }"))
        done = self.ctl("validate", self.workspace)
        self.assertEqual(done.returncode, 0)
        self.assertIn("warning: environment 'prod' has no tier and is protected therefore", done.stdout)
        self.assertEqual(self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "prod").returncode, 6)

    def test_the_reference_is_true(self):
        self.assertEqual(self.ctl("schema", "keys").stdout, (SOURCE / "resources/reference/kinds.md").read_text(encoding="utf-8"),
                         "opsdeckctl schema keys > resources/reference/kinds.md brings it up to date")  # fmt: skip

    def test_the_readme_has_a_row_for_each_check_kind(self):
        checks = self.ctl("schema", "keys").stdout.split("\n## Steps")[0]
        readme = (SOURCE / "README.md").read_text(encoding="utf-8")
        table = readme.split("| kind | looks at |\n", 1)[1].split("\n\n", 1)[0]
        self.assertEqual(sorted(re.findall(r"^\| `([a-z-]+)` \|", table, re.MULTILINE)),
                         sorted(re.findall(r"^### `([a-z-]+)`", checks, re.MULTILINE)))  # fmt: skip

    def test_a_wrong_key_is_no_missing_kind(self):
        self.write("shop.yaml", PLATFORM.replace("timeout: 5s", "timout: 5s"))
        done = self.ctl("check", self.workspace, "--environment", "dev")
        self.assertEqual(done.returncode, 4)
        self.assertRegex(done.stdout, r"Not watched: its definition is wrong, see shop\.yaml:8:\d+")
        self.assertNotIn("probe kind", done.stdout)
        report = json.loads(self.ctl("check", self.workspace, "--environment", "dev", "--format", "json").stdout)
        kinds = [check["kind"] for service in report["platforms"][0]["environments"][0]["services"] for check in service["checks"]]
        self.assertNotIn("", kinds)

    def test_a_file_of_the_other_suffix_is_seen(self):
        (self.workspace / "opsdeck.yaml").rename(self.workspace / "opsdeck.yml")
        self.assertIn("there is no file 'opsdeck.yaml', but 'opsdeck.yml': rename it", self.ctl("validate", self.workspace).stdout)

    def test_the_samples_of_the_readme_fit_together(self):
        names = []
        for sample in re.findall(r"^```yaml\n(.*?)^```", (SOURCE / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            file = re.match(r"# (\S+\.yaml)\n", sample)
            if not file:
                continue  # a part of one
            names.append(file[1])
            file = self.folder / "samples" / names[-1]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(sample, encoding="utf-8")
        self.assertEqual(len(names), 3)
        done = self.ctl("validate", self.folder / "samples")
        self.assertEqual((done.returncode, done.stdout), (0, "mine is valid: 1 platform, 1 environment, 2 checks, 1 runbook.\n"))
        plan = self.ctl("runbook", "show", self.folder / "samples", Path(names[2]).stem, "--environment", "prod")
        self.assertEqual(plan.returncode, 0, plan.stderr)

    def test_advice_stands_below_what_is_not_well(self):
        port = self.listener.getsockname()[1]
        self.listener.close()
        self.write("opsdeck.yaml", WORKSPACE.format(port=port))
        done = self.ctl("check", self.workspace, "--environment", "dev")
        self.assertEqual(done.returncode, 2, done)
        lines = done.stdout.splitlines()
        row = next(number for number, line in enumerate(lines) if "api" in line)
        self.assertRegex(lines[row + 1], "^ {7}port: .*Try")
        self.assertIn("search", lines[row + 2])
        # What the row does not say is said below it, by the name of its check.
        more = '      - { id: page, kind: http, url: "http://127.0.0.1:1/", timeout: 5s }\n  - { id: search'
        self.write("shop.yaml", PLATFORM.replace("  - { id: search", more))
        done = self.ctl("check", self.workspace, "--environment", "dev")
        lines = done.stdout.splitlines()
        row = next(number for number, line in enumerate(lines) if "api" in line)
        self.assertRegex(lines[row + 1], "^ {7}port: ")
        self.assertRegex(lines[row + 2], "^ {7}page: .*127.0.0.1:1")

    def test_a_report_of_one_service_says_so(self):
        self.write("shop.yaml", PLATFORM + "  - id: db\n    checks:\n      - { id: port, kind: tcp, host: 127.0.0.1, port: 1 }\n")
        done = self.ctl("check", self.workspace, "--environment", "dev", "--service", "api")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(done.stdout.splitlines()[0], "shop / dev, only api: 1 OK; 1 service, 1 check")
        self.assertNotIn("db", done.stdout)
        report = json.loads(self.ctl("check", self.workspace, "--environment", "dev", "--service", "api", "--format", "json").stdout)
        self.assertEqual(report["only_service"], "api")
        (environment,) = report["platforms"][0]["environments"]
        self.assertEqual((environment["health"], environment["counts"]["down"]), ("down", 1))
        self.assertEqual([each["id"] for each in environment["services"]], ["api"])
        whole = json.loads(self.ctl("check", self.workspace, "--environment", "dev", "--format", "json").stdout)
        self.assertIsNone(whole["only_service"])

    def test_an_error_elsewhere_changes_nothing(self):
        port = self.listener.getsockname()[1]
        other = PLATFORM.replace("platform: shop", "platform: other")
        entry = "  - file: other.yaml\n    parameters: {{ dev: {{ port: {port} }}, prod: {{ port: {port} }} }}\n".format(port=port)
        self.write("other.yaml", other)
        self.write("opsdeck.yaml", WORKSPACE.format(port=port) + entry)
        self.assertEqual(self.ctl("check", self.workspace).returncode, 0)
        cases = (
            # What is broken, what is asked although, and what is broken by it.
            ({"opsdeck.yaml": WORKSPACE.format(port=port).replace("dev: { port: %d" % port, "dev: { port: x") + entry},
             [["--environment", "prod"], ["--platform", "other"], ["--environment", "other/dev"]],
             [["--environment", "dev"], ["--environment", "shop/dev"], ["--platform", "shop"], []]),
            ({"other.yaml": other.replace("kind: tcp", "kind: tpc")}, [["--platform", "shop"], ["--environment", "shop/prod"]],
             [["--platform", "other"], ["--environment", "prod"], []]),
            ({"other.yaml": "platform: [\n"}, [["--platform", "shop"]], [["--environment", "prod"], []]),
            ({"other.yaml": other + "  - id: db\n    prot: 1\n"}, [["--platform", "other", "--service", "api"], ["--platform", "shop"]],
             [["--platform", "other", "--service", "db"], ["--platform", "other"]]),
            ({"other.yaml": other.replace("- id: api\n", "- id: api\n    environments: { dev: { prot: 1 } }\n")}, [["--environment", "other/prod"]], [["--environment", "other/dev"]]),
            # Two faults of one check.
            ({"other.yaml": other.replace("- id: api\n", "- id: api\n    environments: { prod: { checks: { port: { timeout: 0s, hots: 2 } } } }\n")},
             [["--environment", "other/dev"]], [["--environment", "other/prod"]]),
            ({"opsdeck.yaml": WORKSPACE.format(port=port) + entry + "runbooks: [none.yaml, nothing.yaml]\n", "nothing.yaml": "runbook: [\n"},
             [["--platform", "shop"]], [[]]),
        )  # fmt: skip
        for files, sound, broken in cases:
            self.write("other.yaml", other)
            self.write("opsdeck.yaml", WORKSPACE.format(port=port) + entry)
            for name, text in files.items():
                self.write(name, text)
            for selection in sound:
                done = self.ctl("check", self.workspace, *selection)
                self.assertEqual(done.returncode, 0, (files, selection, done))
                self.assertIn("error:", done.stderr)
                self.assertRegex(done.stderr, "of (another part|other parts) of the workspace than was asked for")
            for selection in broken:
                done = self.ctl("check", self.workspace, *selection)
                self.assertEqual(done.returncode, 4, (files, selection, done))

    def test_where_nothing_answers_is_said_once(self):
        self.listener.close()
        port = self.listener_port
        checks = "    checks:\n      - { id: port, kind: tcp, host: 127.0.0.1, port: \"${port}\" }\n"
        self.write("shop.yaml", PLATFORM + "".join("  - id: s%d\n%s" % (number, checks) for number in range(4)))
        self.write("opsdeck.yaml", WORKSPACE.format(port=port))
        done = self.ctl("check", self.workspace, "--environment", "dev")
        self.assertEqual(done.returncode, 2, done)
        lines = done.stdout.splitlines()
        self.assertRegex(lines[1], "^  ! +DEV +nothing answers +5 of 5 services refuse connections or are silent")
        self.assertEqual(done.stdout.count("Try: "), 1, done.stdout)
        report = json.loads(self.ctl("check", self.workspace, "--environment", "dev", "--format", "json").stdout)
        (environment,) = report["platforms"][0]["environments"]
        self.assertEqual(len(environment["nothing_answers"]["services"]), 5)
        self.assertFalse(any(each["root_cause"] for each in environment["services"]))

    def test_a_file_that_is_not_there_is_named_as_it_was_typed(self):
        for path in ("/nonexistent", "/nonexistent/there", "nonexistent"):
            done = self.ctl("validate", path)
            self.assertEqual(done.returncode, 4)
            self.assertTrue(done.stdout.startswith(path + ":1:1: error: there is no file"), done.stdout)

    def make_record(self, runs=2):
        """Rows as the program writes them."""
        self.write("opsdeck.yaml", WORKSPACE.format(port=self.listener.getsockname()[1]) + "runbooks: [nothing.yaml]\n")
        self.write("nothing.yaml", RUNBOOK)
        for _ in range(runs):
            done = self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "dev")
            self.assertEqual(done.returncode, 0, done.stderr)

    def assert_chain(self, rows):
        """By the formula of `audit --help` alone."""
        previous = bytes(32)
        for number, row in enumerate(rows, 1):
            self.assertEqual(bytes.fromhex(row["previous"]), previous)
            body = bytes.fromhex(row["cbor"])
            previous = hashlib.sha256(b"\0" + previous + body).digest()
            self.assertEqual(row["hash"], previous.hex())
            told, rest = cbor(body)
            self.assertEqual((rest, told["sequence"], int(row["sequence"])), (b"", number, number))
            for name in ("actor", "action", "target", "outcome", "run", "plan"):
                self.assertEqual(told[name], row[name].removeprefix("'"))
            self.assertEqual(told["body"], row["body"] if isinstance(row["body"], dict) else json.loads(row["body"]))
        return previous.hex()

    def test_an_export_can_be_verified_by_others(self):
        empty = self.ctl("audit", "export")
        self.assertEqual((empty.returncode, empty.stdout), (0, ""))
        self.make_record()
        done = self.ctl("audit", "export")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertGreaterEqual(len(rows), 8)
        head = self.assert_chain(rows)
        self.assertIn("%d rows, the chain holds. Last hash: %s" % (len(rows), head), done.stderr)
        self.assertEqual(json.loads(self.ctl("audit", "verify", "--format", "json").stdout)["head"], head)
        self.assertIn("Last hash: " + head, self.ctl("audit", "verify").stdout)
        file = self.folder / "record.csv"
        done = self.ctl("audit", "export", "--format", "csv", "-o", file)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)
        with file.open(newline="", encoding="utf-8") as stream:
            self.assertEqual(self.assert_chain(list(csv.DictReader(stream, strict=True))), head)
        self.assertIn("SHA-256 of one zero byte, then previous, then cbor", self.ctl("audit", "--help").stdout)

    def test_the_list_says_what_was_done(self):
        self.make_record(1)
        self.assertEqual(self.ctl("runbook", "run", self.workspace, "nothing", "--environment", "prod").returncode, 6)
        lines = self.ctl("audit", "list").stdout.splitlines()
        self.assertRegex(lines[0], "small: shop/prod +Run refused +nothing +refused +Not run: prod is protected, and its name was not typed.")
        self.assertRegex(lines[-1], "small: shop/dev +Run announced +nothing +not begun yet")
        self.assertTrue(any("Step ended" in line and "nothing / nothing" in line and "exit 0" in line for line in lines), lines)
        entries = json.loads(self.ctl("audit", "list", "--format", "json").stdout)["entries"]
        self.assertEqual((entries[0]["workspace"], entries[0]["runbook"], entries[0]["action"]), ("small", "nothing", "runbook.refused"))
        self.assertIn("its name was not typed", entries[0]["reason"])
        self.assertTrue(any(entry["step"] == "nothing" for entry in entries))

    def test_removed_rows_and_a_removed_record_are_told(self):
        self.make_record(1)
        record = sqlite3.connect(self.data / "audit.db")
        record.execute("DELETE FROM audit WHERE sequence > 2")
        record.commit()
        record.close()
        done = self.ctl("audit", "verify")
        self.assertEqual(done.returncode, 7, done)
        self.assertIn("The record was changed: row 3, it was written and is missing", done.stdout)
        self.assertIn("as evidence", done.stderr)
        self.assertEqual(self.ctl("audit", "export", "-o", self.folder / "x").returncode, 7)
        head = self.data / "audit.db.head"
        kept = head.read_bytes()
        head.unlink()
        done = self.ctl("audit", "verify")
        self.assertEqual(done.returncode, 7, done)
        self.assertIn("the file beside the record that tells its last row is missing", done.stdout)
        head.write_bytes(kept)
        for file in self.data.glob("audit.db*"):
            if file.suffix != ".head":
                file.unlink()
        for action in ("verify", "export"):
            done = self.ctl("audit", action)
            self.assertEqual(done.returncode, 7, done)
            self.assertIn("row 1, it was written and is missing", done.stdout + done.stderr)

    def test_a_broken_record_is_said_before_a_run(self):
        self.make_record(1)
        record = sqlite3.connect(self.data / "audit.db")
        record.execute("UPDATE audit SET cbor = replace(cbor, 'shop/dev', 'shop/prd') WHERE sequence = 2")
        record.commit()
        record.close()
        run = ["runbook", "run", self.workspace, "nothing", "--environment"]
        done = self.ctl(*run, "dev")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Warning: the record of actions was changed: row 2, its content was changed.", done.stderr)
        done = self.ctl(*run, "prod", "--confirm", "prod")
        self.assertEqual(done.returncode, 6, done.stderr)
        self.assertIn("Add --despite-broken-record to say so.", done.stderr)
        self.assertEqual(self.ctl(*run, "prod", "--confirm", "prod", "--despite-broken-record").returncode, 0)

    def test_no_noise_of_the_surroundings(self):
        self.write("shop.yaml", PLATFORM + USING)
        self.assertNotIn("XDG_RUNTIME_DIR", self.ctl("credential", "list", self.workspace).stderr)

    def test_a_bad_value_tells_where_it_was_written(self):
        self.write("opsdeck.yaml", WORKSPACE.replace("prod: {{ port: {port}", "prod: {{ port: nonsense").format(port=1))
        lines = self.ctl("validate", self.workspace).stdout.splitlines()
        self.assertEqual(len(lines), 1, lines)
        self.assertRegex(lines[0], r"shop.yaml:8:\d+: error: .*nonsense.*\(the value comes from opsdeck.yaml:6:21\)$")

    def test_an_export_of_a_changed_record_says_so(self):
        self.make_record(1)
        record = sqlite3.connect(self.data / "audit.db")
        record.execute("UPDATE audit SET cbor = replace(cbor, 'shop/dev', 'shop/prd') WHERE sequence = 2")
        record.commit()
        record.close()
        done = self.ctl("audit", "export")
        self.assertEqual(done.returncode, 7, done)
        self.assertIn("row 2, its content was changed", done.stderr)
        self.assertEqual(len(done.stdout.splitlines()), json.loads(self.ctl("audit", "verify", "--format", "json").stdout)["rows"])
        with self.assertRaises(AssertionError):
            self.assert_chain([json.loads(line) for line in done.stdout.splitlines()])
        (self.data / "audit.db").write_bytes(b"no database" * 1000)
        self.assertEqual(self.ctl("audit", "export").returncode, 7)

    def test_an_export_that_can_not_be_written_is_told(self):
        self.make_record(1)
        done = self.ctl("audit", "export", "-o", self.folder / "nowhere" / "record")
        self.assertEqual(done.returncode, 4)
        self.assertIn("can't be written", done.stderr)
        with open("/dev/full", "w", encoding="utf-8") as full:
            self.assertEqual(self.ctl("audit", "export", to=full).returncode, 4)
        for arguments in (["--format", "table"], ["-o", "a", "-o", "b"]):
            self.assertEqual(self.ctl("audit", "export", *arguments).returncode, 4)
        self.assertEqual(self.ctl("audit", "list", "-o", "x").returncode, 4)
        self.assertEqual(self.ctl("audit", "list", "--format", "csv").returncode, 4)

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
