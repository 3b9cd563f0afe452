#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's Docker engines, asked by Docker's own client: what runs in them, how it dies, and that nothing is left of them.
Where none can run, that everything runs without them is tested all the same."""

import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from labclient import FAULT, HERE, LAB, eventually, lab, processes_of, told_until_ready
from opslab import engine

WHERE = ("--platform", "rxdx", "--environment", "prod")
CONTAINERS = {"rxdx_nginx_1", "rxdx_frontend_1", "rxdx_backend_1", "rxdx_postgres_1"}
HINDRANCE = engine.hindrance()


def mounts():
    return set(Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines())


def cgroups():
    return set(glob.glob("/sys/fs/cgroup/*/opsdeck-lab-*") + glob.glob("/sys/fs/cgroup/opsdeck-lab-*"))


class PlatformLab:
    """RxDx' production alone, in the foreground; it ends with the test process."""

    def __init__(self, *more, command=(LAB,)):
        self.base = tempfile.mkdtemp(prefix="ld-")
        os.chmod(self.base, 0o711)
        self.folder = Path(self.base) / "lab"
        self.before = mounts(), cgroups(), set(os.listdir("/run"))
        self.process = subprocess.Popen(
            [*command, "up", "--foreground", "--with-parent", "--json", "--dir", self.folder, *WHERE, *more],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        told_until_ready(self.process)
        self.state = self.look()

    def look(self):
        return json.loads(lab("status", "--json", "--dir", str(self.folder), check=False).stdout)

    def part(self, name):
        return self.look()["parts"]["rxdx/prod/" + name]

    def fault(self, word, service, *rest):
        return lab(word, "prod", service, *rest, "--platform", "rxdx", "--dir", str(self.folder), program=FAULT).stdout

    def docker(self, *words):
        socket = self.state["platforms"]["rxdx"]["prod"]["docker"]
        done = subprocess.run(["docker", "-H", "unix://" + socket, *words], capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise AssertionError("docker %s: %s" % (" ".join(words), done.stderr))
        return done.stdout.strip()

    def container(self, service):
        return json.loads(self.docker("inspect", "rxdx_%s_1" % service))[0]

    def end(self, number):
        self.process.send_signal(number)
        self.process.wait(40)
        self.process.stdout.close()

    def left(self):
        """What is still there that was not before it."""
        found = processes_of(self.folder)
        return found + sorted(mounts() - self.before[0]) + sorted(cgroups() - self.before[1])


def workspace_of(one):
    return (one.folder / "workspace" / "opsdeck.yaml").read_text(encoding="utf-8")


@unittest.skipIf(HINDRANCE, "NO DOCKER ENGINE HERE: " + HINDRANCE)
class Engines(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.lab = PlatformLab()
        cls.addClassCleanup(shutil.rmtree, cls.lab.base, True)
        if "NO DOCKER ENGINE" in lab("list", "--dir", str(cls.lab.folder)).stdout:
            why = cls.lab.state["docker"]
            cls.lab.end(signal.SIGINT)
            raise unittest.SkipTest(why)

    @classmethod
    def tearDownClass(cls):
        cls.lab.end(signal.SIGINT)
        assert cls.lab.process.returncode == 0, cls.lab.process.returncode
        assert not cls.lab.left(), "left behind: %s" % cls.lab.left()
        assert not cls.lab.folder.exists(), "the folder is still there"

    def test_containers_have_the_documented_names_images_labels_and_limits(self):
        rows = dict(line.split("\t") for line in self.lab.docker("ps", "--format", "{{.Names}}\t{{.Image}}").splitlines())
        self.assertEqual(set(rows), CONTAINERS)
        found = self.lab.container("backend")
        self.assertEqual(found["Config"]["Labels"]["com.docker.compose.project"], "rxdx")
        self.assertEqual(found["Config"]["Labels"]["com.docker.compose.service"], "backend")
        self.assertEqual(found["HostConfig"]["Memory"], 2 << 30)
        self.assertEqual(found["HostConfig"]["NanoCpus"], min(2, os.cpu_count()) * 10**9)
        self.assertIn("docker_socket: ", workspace_of(self.lab))

    def test_the_list_says_what_is_a_container(self):
        said = lab("list", "--dir", str(self.lab.folder)).stdout
        for name in CONTAINERS:
            self.assertRegex(said, r"rxdx +prod +%s .* container %s +\d+.* running" % (name.split("_")[1], name))
        self.assertIn("in those of a real engine: rxdx/prod.", said)
        self.assertIn("docker -H unix://%s ps -a" % self.lab.state["platforms"]["rxdx"]["prod"]["docker"], said)

    def test_a_killed_container_is_seen_as_such_and_starts_again(self):
        before = self.lab.container("postgres")
        self.lab.fault("break", "postgres", "kill")
        state = self.lab.container("postgres")["State"]
        self.assertEqual((state["Status"], state["ExitCode"], state["OOMKilled"]), ("exited", 137, False))
        self.lab.fault("mend", "postgres")
        after = self.lab.container("postgres")
        self.assertEqual((after["Id"], after["State"]["Status"]), (before["Id"], "running"), "the same one")
        self.assertNotEqual(after["State"]["Pid"], before["State"]["Pid"])
        part = self.lab.part("postgres")
        self.assertTrue(part["alive"])
        self.assertEqual(part["inner"], after["State"]["Pid"])

    def test_a_stopped_one_and_one_that_answers_wrongly_run_on(self):
        self.lab.fault("break", "backend", "stop")
        self.assertEqual(self.lab.container("backend")["State"]["Status"], "running")
        self.lab.fault("mend", "backend")
        # What it answers is wrong; Docker has nothing to tell of that.
        self.lab.fault("break", "backend", "garbage")
        self.assertEqual(self.lab.container("backend")["State"]["Status"], "running")
        self.lab.fault("mend", "backend")
        self.assertEqual(self.lab.container("backend")["State"]["Status"], "running")

    def test_one_that_somebody_stops_is_noticed(self):
        self.lab.docker("stop", "-t", "2", "rxdx_frontend_1")
        self.assertTrue(eventually(lambda: not self.lab.part("frontend")["alive"]))
        self.lab.fault("mend", "frontend")
        self.assertEqual(self.lab.container("frontend")["State"]["Status"], "running")

    def test_no_password_is_in_a_container(self):
        words = lab("run", "--dir", str(self.lab.folder), "--", "secret-tool", "lookup", "user", "rxdx/prod/postgres", "server", "opsdeck").stdout
        self.assertGreater(len(words), 10)
        for name in CONTAINERS:
            self.assertNotIn(words.strip(), self.lab.docker("inspect", name))


class Ends(unittest.TestCase):
    def start(self, *more, **named):
        one = PlatformLab(*more, **named)
        self.addCleanup(shutil.rmtree, one.base, True)
        return one

    @unittest.skipIf(HINDRANCE, "NO DOCKER ENGINE HERE: " + HINDRANCE)
    def test_a_killed_lab_takes_its_engine_with_it(self):
        one = self.start()
        one.fault("break", "backend", "stop")  # a stopped process does not notice that its parent died
        one.end(signal.SIGKILL)
        self.assertTrue(eventually(lambda: not [each for each in processes_of(one.folder) if "docker" in each or "containerd" in each]))
        self.assertEqual(sorted(mounts() - one.before[0]), [])
        lab("down", "--dir", str(one.folder))
        # The guard, which cleared up, may still be ending.
        self.assertTrue(eventually(lambda: not one.left()), one.left())
        self.assertFalse(one.folder.exists())

    def test_without_docker_all_of_it_runs_as_processes_and_the_list_says_so(self):
        one = self.start("--no-docker")
        try:
            said = lab("list", "--dir", str(one.folder)).stdout
            self.assertRegex(said, r"rxdx +prod +backend .* process +\d+.* running")
            self.assertNotIn("container rxdx", said)
            self.assertIn("NO DOCKER ENGINE: left out by --no-docker. What the documents run in containers runs as processes.", said)
            self.assertNotIn("docker_socket", workspace_of(one))
            self.assertEqual(one.part("backend")["container"], "")
        finally:
            one.end(signal.SIGINT)
        self.assertEqual(one.left(), [])

    @unittest.skipIf(HINDRANCE, "NO DOCKER ENGINE HERE: " + HINDRANCE)
    def test_an_engine_that_does_not_come_up_is_no_obstacle(self):
        script = "import sys; sys.path.insert(0, %r); from opslab import cli, engine\n" % str(HERE)
        script += "engine.SCRIPT = 'echo no engine today >&2; exit 3'; sys.exit(cli.main('lab'))"
        one = self.start(command=(sys.executable, "-B", "-c", script))
        try:
            said = lab("list", "--dir", str(one.folder)).stdout
            self.assertRegex(said, r"NO DOCKER ENGINE: rxdx/prod/docker ended while starting \(exit 3\)")
            self.assertIn("no engine today", said)
            self.assertRegex(said, r"rxdx +prod +postgres .* process +\d+.* running")
        finally:
            one.end(signal.SIGINT)
        self.assertEqual(one.left(), [])


if __name__ == "__main__":
    print("NO DOCKER ENGINE HERE: " + HINDRANCE if HINDRANCE else "Docker engines can be tried here.", flush=True)
    unittest.main(verbosity=2)
