#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each documented platform on its lab: all healthy, then every service that is run killed in turn, optional ones too, in all
environments at once; with --ends each of them ended in order once as well, in one environment. Exactly that one must be down, what
needs it impacted, nothing else touched, and it must come back. What runs in a container must be seen there too: exited with 137.
Prints one table.

killtable.py OPSDECKCTL [--table FOLDER] [--ends] [--faults [--only PART[/FAULT]]] [PLATFORM…]     also writes FOLDER/PLATFORM.txt
"""

import argparse
import concurrent.futures
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

from opslab import tables  # noqa: E402

from faultsweep import OVERALL, FaultSweep, unseen  # noqa: E402
from platformbench import Bench  # noqa: E402

PLATFORMS = [name for name in tables.known() if name != "shop"]
# Failures that a document tells apart by what the health request meets: what is killed → who is asked, with which error.
SCENARIOS = {
    "omnicore": {
        "omnicore-postgres": ("omnicore-api", "condition", "database.status"),
        "omnicore-api": ("omnicore-api", "refused", ""),
    }
}


class KillTable(Bench):
    columns = ("ENV", "SERVICE", "PRESENCE", "KILL", "STOP", "SEEN")

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.killed, self.ended = {}, {}  # (environment, service) → verdict, text
        self.ends = False

    @staticmethod
    def is_looked_at(service):
        return service is not None and service["presence"] in ("active", "optional") and bool(service["checks"])

    def judge(self, environment, services, killed, fault):
        """(remarks, what was told) while `killed` was dead. One that is only optional is told like any other: it is looked at."""
        remarks = []
        if reason := unseen(self.platform, killed, fault):
            remarks += [self.fail(environment, name, "is not well while %s is dead: %s" % (killed, self.told(service)))
                        for name, service in services.items() if self.is_looked_at(service) and not self.is_well(name, service)]  # fmt: skip
            return remarks, "unseen: " + reason
        impacted = self.definition.dependants(environment, killed)
        watching = self.definition.watchers(environment, killed)
        # A script that looks at all of it tells what is down: that is whose doing its own failure is.
        overall = OVERALL.get(self.platform, set())
        for name, service in services.items():
            if not self.is_looked_at(service):
                continue
            by = [each for each in service["impacted_by"] if not self.is_well(each, services[each])]
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
            if name not in impacted and by and not (name in watching | overall and by == [killed]):
                remarks.append(self.fail(environment, name, "is impacted by %s while %s is dead" % (by, killed)))
            if name not in impacted | watching | overall and not self.is_well(name, service):
                remarks.append(self.fail(environment, name, "has nothing to do with %s: %s" % (killed, self.told(service))))
        remarks += self.scenario(environment, services, killed)
        word = next((check.get("error_kind") for check in services[killed]["checks"] if check["status"] == "critical"), "?")
        hit = sorted(name for name in impacted if self.is_looked_at(services.get(name)))
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

    def judge_container(self, environment, services, killed, fault):
        """What the Docker engine says of each container while that of `killed` is dead."""
        remarks = []
        for name in self.containers.get(environment, {}):
            for check in (check for check in services[name]["checks"] if check["kind"] == "docker"):
                told = "%s (%s)" % (check.get("message", "no answer"), check["status"])
                word = "137" if fault == "kill" else "exited"
                if name == killed and not (check["status"] == "critical" and word in check.get("message", "")):
                    remarks.append(self.fail(environment, name, "its container was ended (%s), and Docker says: %s" % (fault, told)))
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

    def strike(self, struck, fault):
        """`struck`: environment → the service that is ended there, in this way. Returns by environment what was seen."""
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda item: self.fault("break", *item, fault), struck.items()))
        services = set(struck.values())
        deadline = time.monotonic() + self.definition.limit(services)
        before = len(self.failures)
        looks = 0
        is_seen = any(not unseen(self.platform, service, fault) for service in services)
        while True:  # what is told by its silence is told late
            code, seen = self.check()
            looks += 1
            if code != 2 and is_seen:
                self.fail("all", "/".join(sorted(services)), "was ended (%s), check ended with %d" % (fault, code))
            found = {}
            for environment, service in struck.items():
                remarks, text = self.judge(environment, seen[environment], service, fault)
                remarks += self.judge_container(environment, seen[environment], service, fault)
                found[environment] = remarks, text
            for environment in set(seen) - set(struck):
                for each in self.unwell({environment: seen[environment]}):
                    self.fail(each[0], each[1], "%s was ended elsewhere: %s" % ("/".join(sorted(services)), each[2]))
            if len(self.failures) == before or time.monotonic() > deadline:
                break
            del self.failures[before:]
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda item: self.fault("mend", *item), struck.items()))
        began = time.monotonic()
        _, _, unwell = self.all_healthy(services)
        back = time.monotonic() - began
        results = {}
        for environment, service in struck.items():
            remarks, text = found[environment]
            text += "; at look %d" % looks if looks > 1 else ""
            for _, name, words in (each for each in unwell if each[0] == environment):
                remarks.append(self.fail(environment, name, "did not come back after %s was mended: %s" % (service, words)))
            word = "unseen" if unseen(self.platform, service, fault) else "down"
            results[environment] = "WRONG" if remarks else word, "; ".join([text, "back after %.0f s" % back, *remarks])
        return results

    def kill(self, service, environments):
        for environment, (word, text) in self.strike(dict.fromkeys(environments, service), "kill").items():
            container = self.containers.get(environment, {}).get(service)
            text += "; container %s: exit 137" % container if container and word == "down" else ""
            self.killed[environment, service] = word, text

    def end_each(self, where):
        """`where`: service → environments that have it. Each is ended in order once, in as few rounds as there can be."""
        queues = {}
        for service, environments in sorted(where.items(), key=lambda item: len(item[1])):
            queues.setdefault(min(environments, key=lambda each: len(queues.get(each, ()))), []).append(service)
        for number in range(max(map(len, queues.values()), default=0)):
            struck = {environment: queue[number] for environment, queue in queues.items() if number < len(queue)}
            for environment, (word, text) in self.strike(struck, "end").items():
                self.ended[environment, struck[environment]] = word, text

    def tell(self, seen):
        """One row a service of an environment: how it is there, whether its kill was told, whether its end was."""
        for environment, services in seen.items():
            for name, service in services.items():
                word, text = self.killed.get((environment, name), ("-", ""))
                stop, more = self.ended.get((environment, name), ("-", ""))
                if word == "-":
                    text = "; ".join(sorted({each["reason"] for each in service["not_run"]}))
                if stop == "WRONG" or (more and word == "-"):
                    text += "; ended in order: " + more
                self.rows.append((environment, name, service["presence"], word, stop, text))

    def work(self):
        ready = self.up()
        try:
            code, seen, unwell = self.all_healthy()
            for environment, name, words in unwell:
                self.fail(environment, name, "is not healthy on its lab: " + words)
            if code not in ((0, 1) if self.busy else (0,)) and not unwell:
                self.fail("all", "check", "ended with %d" % code)
            parts = self.look_at_parts()
            self.judge_engines(seen)
            where = {}
            for environment, services in seen.items():
                run = parts.get(environment, {}).get("services", {})
                for name, service in services.items():
                    if self.is_looked_at(service) and name in run:
                        where.setdefault(name, []).append(environment)
                    elif service["presence"] == "active":
                        self.fail(environment, name, "is active and has no part in the lab")
            for name, environments in where.items():
                self.kill(name, environments)
            if self.ends:
                self.end_each(where)
            self.tell(seen)
        finally:
            self.lab("down")
        return ready


def tell(lines, table, platform):
    print("\n" + "\n".join(lines), flush=True)
    if table:
        table.mkdir(parents=True, exist_ok=True)
        (table / (platform + ".txt")).write_text("\n".join(lines) + "\n")


def main():
    parser = argparse.ArgumentParser(description="Documented platforms on their labs: what is told when something is broken.")
    parser.add_argument("program", type=Path, help="opsdeckctl")
    parser.add_argument("--table", type=Path, metavar="FOLDER", help="where PLATFORM.txt is written too")
    parser.add_argument("--faults", action="store_true", help="not only kills: every fault of every part, which takes an hour")
    parser.add_argument("--ends", action="store_true", help="besides, each service ended in order once, which takes as long again")
    parser.add_argument("--only", default="", metavar="PART[/FAULT]", help="of the faults")
    parser.add_argument("platform", nargs="*", default=PLATFORMS)
    options = parser.parse_intermixed_args()
    failures = []
    for platform in options.platform:
        folder = tempfile.mkdtemp(prefix="opsdeck-kill-")
        os.chmod(folder, 0o755)  # the servers run as another user
        bench = (FaultSweep if options.faults else KillTable)(options.program.resolve(), platform, Path(folder) / "lab")
        bench.only = options.only
        bench.ends = options.ends
        began = time.monotonic()
        try:
            ready = bench.work()
            count = sum(word in ("down", "told", "unseen", "WRONG") for row in bench.rows for word in row[:-1])
            what = "faults" if options.faults else "kills and ends"
            head = "%s: up in %.0f s, %d %s in %.0f s\n  %s %d containers." % (
                platform, ready, count, what, time.monotonic() - began, bench.docker, sum(map(len, bench.containers.values())))  # fmt: skip
        except AssertionError as problem:
            head = "%s: ended early" % platform
            bench.failures.append("%s: %s" % (platform, problem))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rows = sorted(bench.rows, key=lambda row: row[0])
        rows.insert(0, bench.columns)
        layout = "  %-9s" + " %-*s" * (len(bench.columns) - 1) + " %s"
        widths = [max(len(row[column]) for row in rows) for column in range(len(bench.columns) - 1)]
        lines = [layout % (platform, *(each for pair in zip(widths, row) for each in pair), row[-1]) for row in rows]
        tell([head, *lines, *bench.failures], options.table, platform)
        failures += bench.failures
    well = "Everything that was broken was told, alone, and came back."
    print("\n%s" % ("\n".join(failures) if failures else well))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
