# SPDX-License-Identifier: GPL-3.0-or-later
"""A running lab seen from outside, by real clients. For the lab's own test."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

import psycopg2
import redis

HERE = Path(__file__).resolve().parent
LAB = HERE / "lab"
FAULT = HERE / "fault"
ENVIRONMENTS = ("dev", "staging", "prod")
SILENCE = 0.8  # seconds without an answer that count as none
PATIENCE = 8.0  # seconds an answer may take on a busy machine
expect = unittest.TestCase()


def lab(*arguments, program=LAB, check=True):
    done = subprocess.run([program, *arguments], capture_output=True, text=True, timeout=120, check=False)
    if check and done.returncode != 0:
        raise AssertionError("%s %s: %s%s" % (program.name, " ".join(arguments), done.stdout, done.stderr))
    return done


def eventually(question, seconds=15.0):
    deadline = time.monotonic() + seconds
    while True:
        try:
            if question():
                return True
        except (OSError, http.client.HTTPException, redis.RedisError, psycopg2.Error):
            pass
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)


def told_until_ready(process):
    """What a `lab up --json` says until all of it is up; the last is that."""
    said = []
    for line in process.stdout:
        said.append(json.loads(line) if line.startswith("{") else {"text": line.rstrip("\n")})
        if said[-1].get("ready"):
            return said
    raise AssertionError("the lab did not start:\n" + "\n".join(each["text"] for each in said))


def processes_of(folder):
    """Living processes that mention the folder: in their arguments, their environment or as the place they work in."""
    found = []
    for name in os.listdir("/proc"):
        if not name.isdigit() or int(name) == os.getpid():
            continue
        try:
            place = Path("/proc") / name
            if (place / "stat").read_text(errors="replace").rpartition(")")[2].split()[0] in "ZX":
                continue
            seen = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
            seen += os.fsencode(os.readlink(place / "cwd"))
        except OSError:
            continue
        if os.fsencode(folder) in seen:
            found.append("%s %s" % (name, (place / "comm").read_text(errors="replace").strip()))
    return found


def shared_memory_of(creators):
    """Segments that those processes made. PostgreSQL has a small one; killed, it leaves it behind."""
    with open("/proc/sysvipc/shm", encoding="ascii") as file:
        return [line for line in list(file)[1:] if int(line.split()[4]) in creators]


class RunningLab:
    """A lab of the test's own, which ends with the test process whatever happens to it."""

    def __init__(self):
        self.base = tempfile.mkdtemp(prefix="lt-")
        os.chmod(self.base, 0o711)
        self.folder = Path(self.base) / "lab"
        begin = time.monotonic()
        self.process = subprocess.Popen(
            [LAB, "up", "--foreground", "--with-parent", "--json", "--dir", self.folder],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        self.said = told_until_ready(self.process)
        self.seconds = time.monotonic() - begin
        self.databases = set()  # pids of all PostgreSQL servers there have been
        self.status = self.look()

    def look(self):
        status = json.loads(lab("status", "--json", "--dir", str(self.folder), check=False).stdout)
        self.databases |= {part["pid"] for name, part in status["parts"].items() if name.endswith("/db")}
        return status

    def state(self):
        return json.loads((self.folder / "state.json").read_text())

    def kill_with_its_guard(self):
        """Both at once, so that nobody clears up. A stopped lab starts no other guard."""
        state = self.state()
        for pid, number in ((state["supervisor"]["pid"], signal.SIGSTOP), (state["guard"], signal.SIGKILL),
                            (state["supervisor"]["pid"], signal.SIGKILL)):  # fmt: skip
            os.kill(pid, number)
        if self.process.pid == state["supervisor"]["pid"]:
            self.process.wait()
            self.process.stdout.close()

    def port(self, environment, service):
        return self.status["environments"][environment]["ports"][service]

    def secret(self, identity):
        done = lab("run", "--dir", str(self.folder), "--", "secret-tool", "lookup", "user", identity, "server",
                   "opsdeck", check=False)  # fmt: skip
        return done.stdout or None

    def database(self, environment, password):
        return psycopg2.connect(host="127.0.0.1", port=self.port(environment, "db"), dbname="shop", user="shop",
                                password=password, connect_timeout=8)  # fmt: skip

    def redis(self, environment, password):
        return redis.Redis(host="127.0.0.1", port=self.port(environment, "redis"), password=password,
                           socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE)  # fmt: skip

    def connect(self, environment, service):
        """A connection, over TLS to nginx and checked against the lab's authority."""
        raw = socket.create_connection(("127.0.0.1", self.port(environment, service)), timeout=PATIENCE)
        if service != "nginx":
            return raw
        context = ssl.create_default_context(cafile=str(self.folder / "workspace" / "ca.pem"))
        try:
            return context.wrap_socket(raw, server_hostname="shop-%s.example.com" % environment)
        except BaseException:
            raw.close()
            raise

    def http(self, environment, service, path, method="GET", limit=1 << 20):
        connection = http.client.HTTPConnection("shop-%s.example.com" % environment)
        connection.sock = self.connect(environment, service)
        try:
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, response.read(limit)
        finally:
            connection.close()

    def health(self, environment, service):
        status, body = self.http(environment, service, "/health")
        return status, json.loads(body)

    def fault(self, *arguments, check=True):
        return lab(*arguments, "--dir", str(self.folder), program=FAULT, check=check)

    def close(self, number=signal.SIGINT):
        self.process.send_signal(number)
        code = self.process.wait(30)
        self.process.stdout.close()
        shutil.rmtree(self.base, ignore_errors=True)
        return code


class Client:
    """What a client of one server sees of it."""

    def __init__(self, running, environment, service, passwords):
        self.lab = running
        self.environment = environment
        self.service = service
        self.passwords = passwords

    def password(self, service):
        return self.passwords["%s/%s" % (self.environment, service)]

    def socket(self, seconds):
        return socket.create_connection(("127.0.0.1", self.lab.port(self.environment, self.service)), timeout=seconds)

    def refused(self):
        with expect.assertRaises(ConnectionRefusedError):
            self.socket(PATIENCE)

    def silent(self):
        """It is connected to, and then nothing comes."""
        with self.socket(SILENCE) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            with expect.assertRaises(TimeoutError):
                connection.recv(1)

    def talk(self, seconds=PATIENCE, enough=1 << 22):
        """What comes back within the time, and whether it then ended."""
        got, deadline = b"", time.monotonic() + seconds
        with self.socket(seconds) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            while len(got) < enough and time.monotonic() < deadline:
                try:
                    more = connection.recv(65536)
                except TimeoutError:
                    break
                if not more:
                    return got, True
                got += more
        return got, False

    def garbage(self):
        got, ended = self.talk()
        expect.assertTrue(ended)
        expect.assertGreater(len(got), 500)
        expect.assertFalse(got.startswith((b"HTTP/", b"E", b"R", b"-", b"+", b"\x15")))

    def drip(self):
        got, ended = self.talk(2.5)
        expect.assertFalse(ended)
        expect.assertIn(len(got.partition(b"\r\n\r\n")[2] or got), (2, 3, 4))

    def endless(self):
        got, ended = self.talk()
        expect.assertFalse(ended)
        expect.assertGreaterEqual(len(got), 1 << 22)

    def errors(self):
        expect.assertEqual(self.lab.http(self.environment, self.service, "/health")[0], 500)

    def html(self):
        status, body = self.lab.http(self.environment, self.service, "/health")
        expect.assertEqual(status, 200)
        expect.assertTrue(body.startswith(b"<!doctype html>"))

    def slow(self):
        begin = time.monotonic()
        if self.service in ("api", "worker"):
            self.lab.http(self.environment, self.service, "/health")
        else:
            expect.assertTrue(self.well(self.service))
        expect.assertGreater(time.monotonic() - begin, 1.1)

    def expired(self):
        with expect.assertRaisesRegex(ssl.SSLCertVerificationError, "expired"):
            self.lab.connect(self.environment, self.service)

    def well(self, service):
        if service == "db":
            self.lab.database(self.environment, self.password("db")).close()
            return True
        if service == "redis":
            return self.lab.redis(self.environment, self.password("redis")).ping()
        if service == "nginx":
            return self.lab.http(self.environment, "nginx", "/nginx-health") == (200, b"ok\n")
        return self.lab.health(self.environment, service)[1]["status"] == "healthy"
