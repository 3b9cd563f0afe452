#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each documented platform on its lab: all healthy, then every service killed in turn, in all environments at once. Exactly
that one must be down, what needs it impacted, nothing else touched, and it must come back. What runs in a container must be
seen there too: exited with 137. Prints one table.

killtable.py OPSDECKCTL [--table FOLDER] [PLATFORM…]     also writes FOLDER/PLATFORM.txt
"""

import concurrent.futures
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
LAB = HERE / "lab"
FAULT = HERE / "fault"
DEFINITIONS = HERE.parents[1] / "resources" / "platforms"
PLATFORMS = ("omnicore", "residency", "corpintel", "osint", "rxdx")
# Failures that a document tells apart by what the health request meets: what is killed → who is asked, with which error.
SCENARIOS = {
    "omnicore": {
        "omnicore-postgres": ("omnicore-api", "condition", "database.status"),
        "omnicore-api": ("omnicore-api", "refused", ""),
    }
}
READY = 60.0  # seconds that a platform may take to come up
NOTICED = 25.0  # seconds until a heartbeat that stopped counts
PATIENCE = 40.0  # seconds until every dependant has recovered on a busy machine


def run(*command, seconds=150):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=seconds, check=False)
    return done.returncode, done.stdout, done.stderr


def must(*command, seconds=150):
    code, output, errors = run(*command, seconds=seconds)
    if code != 0:
        raise AssertionError("%s: exit %d\n%s%s" % (" ".join(map(str, command)), code, output, errors))
    return output


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

    def watchers(self, environment, killed):
        return {name for name, (_, watches) in self.edges(environment).items() if killed in watches}


class Bench:
    def __init__(self, program, platform, folder):
        self.program = program
        self.platform = platform
        self.folder = folder
        self.definition = Definition(platform)
        self.rows = []  # environment, service, verdict, remarks
        self.failures = []
        self.docker = ""  # the lab's own word on its Docker engines
        self.containers = {}  # environment → service → name of its container

    def lab(self, *arguments, seconds=150):
        return must(LAB, *arguments, "--dir", self.folder, seconds=seconds)

    def fault(self, word, environment, service, *rest):
        return must(FAULT, word, environment, service, *rest, "--platform", self.platform, "--dir", self.folder)

    def check(self, *more):
        place = self.lab("workspace").strip()
        code, output, errors = run(LAB, "run", "--dir", self.folder, "--", self.program, "check", place, "--format", "json", *more)
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

    def fail(self, environment, service, text):
        self.failures.append("%s/%s %s: %s" % (self.platform, environment, service, text))
        return text

    @staticmethod
    def told(service):
        bad = [check for check in service["checks"] if check["status"] != "ok"]
        words = ["%s: %s (%s)" % (check["id"], check.get("message", "no answer"), check.get("error_kind")) for check in bad]
        return "%s%s" % (service["health"], "; " + "; ".join(words) if words else "")

    def unwell(self, seen):
        """What is active and not healthy."""
        return [
            (environment, name, self.told(service))
            for environment, services in seen.items()
            for name, service in services.items()
            if service["presence"] == "active" and (service["health"] != "healthy" or not service["checks"])
        ]

    def all_healthy(self):
        deadline = time.monotonic() + PATIENCE
        while True:
            code, seen = self.check()
            unwell = self.unwell(seen)
            if not unwell or time.monotonic() > deadline:
                return code, seen, unwell
            time.sleep(0.5)

    def judge(self, environment, services, killed):
        """One line on what was seen while `killed` was dead."""
        impacted = self.definition.dependants(environment, killed)
        watching = self.definition.watchers(environment, killed)
        remarks = []
        for name, service in services.items():
            if service["presence"] != "active":
                continue
            by = service["impacted_by"]
            if name == killed:
                if service["health"] != "down":
                    remarks.append(self.fail(environment, name, "was killed and is " + self.told(service)))
                if not service["root_cause"]:
                    remarks.append(self.fail(environment, name, "was killed and is no root cause"))
                continue
            if service["health"] == "down":
                remarks.append(self.fail(environment, name, "is down while %s is dead: %s" % (killed, self.told(service))))
            if name in impacted and by != [killed]:
                remarks.append(self.fail(environment, name, "should be impacted by %s alone, is by %s" % (killed, by)))
            if name not in impacted and by and not (name in watching and by == [killed]):
                remarks.append(self.fail(environment, name, "is impacted by %s while %s is dead" % (by, killed)))
            if name not in impacted | watching and service["health"] != "healthy":
                remarks.append(self.fail(environment, name, "has nothing to do with %s: %s" % (killed, self.told(service))))
        remarks += self.scenario(environment, services, killed)
        word = next((check.get("error_kind") for check in services[killed]["checks"] if check["status"] == "critical"), "?")
        hit = sorted(name for name in impacted if services.get(name, {}).get("presence") == "active")
        return remarks, "%s; impacted: %s" % (word, ", ".join(hit) or "nobody")

    def scenario(self, environment, services, killed):
        wanted = SCENARIOS.get(self.platform, {}).get(killed)
        if not wanted:
            return []
        asked, kind, text = wanted
        met = [(check.get("error_kind"), check.get("message", "")) for check in services[asked]["checks"] if check["status"] != "ok"]
        if any(met_kind == kind and text in message for met_kind, message in met):
            return []
        return [self.fail(environment, asked, "should meet '%s' %s while %s is dead, met %s" % (kind, text, killed, met))]

    def judge_container(self, environment, services, killed):
        """What the Docker engine says of each container while that of `killed` is dead."""
        remarks = []
        for name in self.containers.get(environment, {}):
            for check in (check for check in services[name]["checks"] if check["kind"] == "docker"):
                told = "%s (%s)" % (check.get("message", "no answer"), check["status"])
                if name == killed and not (check["status"] == "critical" and "137" in check.get("message", "")):
                    remarks.append(self.fail(environment, name, "its container was killed, and Docker says: " + told))
                if name != killed and check["status"] != "ok":
                    remarks.append(self.fail(environment, name, "its container should run while %s is dead: %s" % (killed, told)))
        return remarks

    def judge_engines(self, seen):
        """Each container has its check where an engine runs; without one those checks are not set up."""
        for environment, services in seen.items():
            held = self.containers.get(environment, {})
            for name, service in services.items():
                if service["presence"] != "active":
                    continue
                is_run = any(check["kind"] == "docker" for check in service["checks"])
                is_left = any(check["kind"] == "docker" and check["presence"] == "not_configured" for check in service["not_run"])
                if name in held and is_left:
                    self.fail(environment, name, "runs in the container %s, and its check is not set up" % held[name])
                if name not in held and is_run:
                    self.fail(environment, name, "has a check of a container and runs in none")

    def kill(self, service, environments):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda environment: self.fault("break", environment, service, "kill"), environments))
        deadline = time.monotonic() + NOTICED
        before = len(self.failures)
        looks = 0
        while True:  # what is told by its silence is told late
            code, seen = self.check()
            looks += 1
            if code != 2:
                self.fail("all", service, "was killed, check ended with %d" % code)
            found = {environment: self.judge(environment, seen[environment], service) for environment in environments}
            for environment in environments:
                found[environment][0].extend(self.judge_container(environment, seen[environment], service))
            for environment in set(seen) - set(environments):
                for each in self.unwell({environment: seen[environment]}):
                    self.fail(each[0], each[1], "%s was killed elsewhere: %s" % (service, each[2]))
            if len(self.failures) == before or time.monotonic() > deadline:
                break
            del self.failures[before:]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda environment: self.fault("mend", environment, service), environments))
        began = time.monotonic()
        _, _, unwell = self.all_healthy()
        back = time.monotonic() - began
        for environment in environments:
            remarks, text = found[environment]
            container = self.containers.get(environment, {}).get(service)
            text += "; container %s: exit 137" % container if container and not remarks else ""
            text += "; at look %d" % looks if looks > 1 else ""
            late = [each for each in unwell if each[0] == environment]
            for _, name, words in late:
                remarks.append(self.fail(environment, name, "did not come back after %s was mended: %s" % (service, words)))
            self.rows.append((environment, service, "WRONG" if remarks else "down", "; ".join([text, "back after %.0f s" % back, *remarks])))

    def tell_presence(self, seen):
        for environment, services in seen.items():
            for name, service in services.items():
                if service["presence"] != "active":
                    reasons = {each["reason"] for each in service["not_run"]}
                    self.rows.append((environment, name, service["presence"], "; ".join(sorted(reasons))))

    def work(self):
        began = time.monotonic()
        # Twice what is promised: this machine may have other work.
        self.lab("up", "--platform", self.platform, "--brief", seconds=READY * 3)
        ready = time.monotonic() - began
        try:
            code, seen, unwell = self.all_healthy()
            for environment, name, words in unwell:
                self.fail(environment, name, "is not healthy on its lab: " + words)
            if code != 0 and not unwell:
                self.fail("all", "check", "ended with %d" % code)
            status = self.status()
            parts = status["platforms"][self.platform]
            self.docker = status["docker"]
            for environment, place in parts.items():
                known = ((name, status["parts"].get("%s/%s/%s" % (self.platform, environment, name))) for name in place["services"])
                self.containers[environment] = {name: part["container"] for name, part in known if part and part["container"]}
            self.judge_engines(seen)
            active = {
                environment: {name for name, service in services.items() if service["presence"] == "active"}
                for environment, services in seen.items()
            }
            for environment, names in active.items():
                for name in sorted(names - set(parts.get(environment, {}).get("services", {}))):
                    self.fail(environment, name, "is active and has no part in the lab")
            order = [name for name in seen[max(active, key=lambda each: len(active[each]))]]
            for name in order:
                where = [environment for environment in active if name in active[environment] & set(parts.get(environment, {}).get("services", {}))]
                if where:
                    self.kill(name, where)
            self.tell_presence(seen)
        finally:
            self.lab("down")
        return ready


def tell(lines, table, platform):
    print("\n" + "\n".join(lines), flush=True)
    if table:
        table.mkdir(parents=True, exist_ok=True)
        (table / (platform + ".txt")).write_text("\n".join(lines) + "\n")


def main(program, *wanted):
    program = Path(program).resolve()
    table = None
    if wanted[:1] == ("--table",):
        table, wanted = Path(wanted[1]), wanted[2:]
    failures = []
    for platform in wanted or PLATFORMS:
        folder = tempfile.mkdtemp(prefix="opsdeck-kill-")
        os.chmod(folder, 0o755)  # the servers run as another user
        bench = Bench(program, platform, Path(folder) / "lab")
        began = time.monotonic()
        try:
            ready = bench.work()
            kills = sum(row[2] in ("down", "WRONG") for row in bench.rows)
            head = "%s: up in %.0f s, %d kills in %.0f s\n  %s %d containers." % (
                platform, ready, kills, time.monotonic() - began, bench.docker, sum(map(len, bench.containers.values())))  # fmt: skip
        except AssertionError as problem:
            head = "%s: ended early" % platform
            bench.failures.append("%s: %s" % (platform, problem))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rows = sorted(bench.rows, key=lambda row: row[0])
        tell([head, *("  %-9s %-8s %-18s %-15s %s" % (platform, *row) for row in rows), *bench.failures], table, platform)
        failures += bench.failures
    print("\n%s" % ("\n".join(failures) if failures else "Every service of every platform: down when killed, alone, and back."))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
