# SPDX-License-Identifier: GPL-3.0-or-later
"""A documented platform on its lab, looked at by `opsdeckctl check`: what the tables of kills and of faults share."""

import json
import re
import subprocess
import time
from pathlib import Path

import yaml

from opslab import tables

HERE = Path(__file__).resolve().parent
LAB = HERE / "lab"
FAULT = HERE / "fault"
DEFINITIONS = HERE.parents[1] / "resources" / "platforms"
READY = 60.0  # seconds that a platform may take to come up
LONGEST = 60.0  # seconds: an interval beyond that is of something that is looked at now and then
SLACK = 10.0  # seconds for a machine that has other work
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def run(*command, seconds=150):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=seconds, check=False)
    return done.returncode, done.stdout, done.stderr


def must(*command, seconds=150):
    code, output, errors = run(*command, seconds=seconds)
    if code != 0:
        raise AssertionError("%s: exit %d\n%s%s" % (" ".join(map(str, command)), code, output, errors))
    return output


def seconds(text):
    """"1m30s" in seconds."""
    return sum(float(number) * UNITS[unit] for number, unit in re.findall(r"([0-9.]+)(ms|s|m|h|d)", str(text)))


class Definition:
    """What the platform's file says of dependencies, read without the program that is tried."""

    def __init__(self, platform):
        self.tree = yaml.safe_load((DEFINITIONS / (platform + ".yaml")).read_text())

    def edges(self, environment):
        """dependant → (what it needs, what it only watches)"""
        found = {}
        for service in self.tree["services"]:
            here = {**service, **((service.get("environments") or {}).get(environment) or {})}
            if environment not in here.get("only_in", [environment]):
                continue
            needs, watches = set(), set()
            for edge in here.get("depends_on") or ():
                edge = edge if isinstance(edge, dict) else {"service": edge}
                if edge.get("role") == "scrapes":
                    watches.add(edge["service"])
                elif edge.get("basis") != "disputed":
                    needs.add(edge["service"])
            found[service["id"]] = needs, watches
        return found

    def dependants(self, environment, killed):
        """All that needs it, over any number of edges."""
        edges = self.edges(environment)
        found, wave = set(), {killed}
        while wave:
            wave = {name for name, (needs, _) in edges.items() if needs & wave} - found - {killed}
            found |= wave
        return found

    def touched(self, environment, broken):
        """All that needs or watches one of them, over any number of edges."""
        edges = self.edges(environment)
        found, wave = set(), set(broken)
        while wave:
            wave = {name for name, (needs, watches) in edges.items() if (needs | watches) & wave} - found - set(broken)
            found |= wave
        return found

    def limit(self, services):
        """Seconds until what happened to one of them must be told: their checks are asked once an interval, and may take their
        time. What waits for a sign of life says how long."""
        longest = 0.0
        for service in self.tree["services"]:
            for check in (service.get("checks") or ()) if service["id"] in services else ():
                interval = seconds(check.get("interval", "30s"))
                waits = sum(seconds(value) for key, value in check.items() if key.endswith(("_wait", "_grace")))
                if interval <= LONGEST:
                    longest = max(longest, interval + seconds(check.get("timeout", "5s")) + waits)
        return (longest or LONGEST) + SLACK

    def watchers(self, environment, killed):
        return {name for name, (_, watches) in self.edges(environment).items() if killed in watches}


class Bench:
    def __init__(self, program, platform, folder):
        self.program = program
        self.platform = platform
        self.folder = folder
        self.definition = Definition(platform)
        self.busy = tables.Table(platform).BUSY
        self.docker = ""  # the lab's own word on its Docker engines
        self.containers = {}  # environment → service → name of its container
        self.rows = []  # environment, service, verdict, remarks
        self.failures = []

    def lab(self, *arguments, seconds=150):
        return must(LAB, *arguments, "--dir", self.folder, seconds=seconds)

    def fault(self, word, environment, service, *rest):
        return must(FAULT, word, environment, service, *rest, "--platform", self.platform, "--dir", self.folder)

    def ctl(self, *arguments):
        return run(LAB, "run", "--dir", self.folder, "--", self.program, *arguments)

    def up(self):
        """Seconds until all of it was ready."""
        began = time.monotonic()
        # More than is promised: this machine may have other work.
        self.lab("up", "--platform", self.platform, "--brief", seconds=READY * 3)
        ready = time.monotonic() - began
        self.place = self.lab("workspace").strip()
        # Its ssh and its scripts run only in a workspace that is trusted.
        digest = json.loads(self.ctl("trust", self.place, "--show", "--format", "json")[1]).get("digest")
        if digest:
            code, _, errors = self.ctl("trust", self.place, "--digest", digest)
            if code != 0:
                raise AssertionError("trust: exit %d\n%s" % (code, errors))
        return ready

    def check(self):
        code, output, errors = self.ctl("check", self.place, "--format", "json")
        if not output:
            raise AssertionError("check: exit %d\n%s" % (code, errors))
        tree = json.loads(output)
        return code, {
            environment["id"]: {service["id"]: service for service in environment["services"]}
            for platform in tree["platforms"]
            for environment in platform["environments"]
        }

    def status(self):
        return json.loads(run(LAB, "status", "--json", "--dir", self.folder)[1])

    def look_at_parts(self):
        """environment → what the lab says of it; which of its parts are containers is kept."""
        status = self.status()
        parts = status["platforms"][self.platform]
        self.docker = status["docker"]
        for environment, place in parts.items():
            known = ((name, status["parts"].get("%s/%s/%s" % (self.platform, environment, name))) for name in place["services"])
            self.containers[environment] = {name: part["container"] for name, part in known if part and part["container"]}
        return parts

    def fail(self, environment, service, text):
        self.failures.append("%s/%s %s: %s" % (self.platform, environment, service, text))
        return text

    @staticmethod
    def told(service):
        bad = [check for check in service["checks"] if check["status"] != "ok"]
        words = ["%s: %s (%s)" % (check["id"], check.get("message", "no answer"), check.get("error_kind")) for check in bad]
        return "%s%s" % (service["health"], "; " + "; ".join(words) if words else "")

    def is_busy(self, name, service):
        """Whether nothing is wrong with it but that this machine is slow."""
        bad = [check for check in service["checks"] if check["status"] != "ok"]
        return bool(bad) and all(self.is_slowness(name, check) for check in bad) and service["health"] == "degraded"

    def is_slowness(self, name, check):
        return "%s/%s" % (name, check["id"]) in self.busy and check.get("error_kind") == "condition"

    def is_well(self, name, service):
        """Healthy, or with nothing wrong but a limit that a busy machine passes."""
        return bool(service["checks"]) and (service["health"] == "healthy" or self.is_busy(name, service))

    def unwell(self, seen):
        """What is active, or is looked at, and not well."""
        found = []
        for environment, services in seen.items():
            for name, service in services.items():
                if service["presence"] == "active" or (service["presence"] == "optional" and service["checks"]):
                    if not self.is_well(name, service):
                        found.append((environment, name, self.told(service)))
        return found

    def all_healthy(self, services=()):
        """What is not well after those were mended and all that needs or watches them had its time; of everything unless told."""
        names = set(services) or {service["id"] for service in self.definition.tree["services"]}
        for environment in self.definition.tree["environments"] if services else ():
            names |= self.definition.touched(environment["id"], set(services))
        deadline = time.monotonic() + self.definition.limit(names)
        while True:
            code, seen = self.check()
            unwell = self.unwell(seen)
            if not unwell or time.monotonic() > deadline:
                return code, seen, unwell
            time.sleep(0.5)
