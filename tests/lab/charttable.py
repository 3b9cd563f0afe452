#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each documented platform's charts against its lab: the window watches it for a while, and then every chart of a check that runs there
must have samples in the history. Prints one table: chart, unit, limits, and the lines it has in each environment.

charttable.py OPSDECKCTL OPSDECK [--table FOLDER] PLATFORM     also writes FOLDER/PLATFORM-charts.txt
"""

import argparse
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True

import yaml  # noqa: E402
from platformbench import LAB, Bench, run  # noqa: E402

WATCHED = 120.0  # seconds at most
# What the lab does not do: platform → service/chart → why there may be nothing to draw.
QUIET = {
    "osint": {"database/replication": "no standby follows it"},
    "corpintel": {"postgres/replication-lag": "no standby follows it", "redis/hit-rate": "nobody looks up a key"},
    "residency": {
        "backend/error-rate": "no request fails",
        "pgbouncer/clients": "nobody is connected through it",
        "pgbouncer/waiting": "nobody is connected through it",
    },
}


class ChartTable(Bench):
    def __init__(self, ctl, window, platform, folder):
        super().__init__(ctl, platform, folder)
        self.window = window
        self.lines = []
        self.parameters = {}  # environment → what the lab says

    def filled(self, text, environment=None):
        """With what the lab gives the parameters there, else with what the definition does."""
        given = {each["name"]: each["default"] for each in self.definition.tree.get("parameters") or () if "default" in each}
        given.update(self.parameters.get(environment) or {})
        while (filled := re.sub(r"\$\{(\w+)\}", lambda found: str(given.get(found.group(1), found.group(0))), text)) != text:
            text = filled
        return text

    def names(self, metric):
        """Of the samples that it draws."""
        if metric.get("quantiles"):
            return [metric["metric"] + "_bucket"]
        names = re.sub(r"\{[^/]*\}\s*/", "/", self.filled(metric["metric"])).split("/")
        return list(dict.fromkeys(name.strip() for name in names))

    def wanted(self):
        """(service, metric) of all that have samples to draw."""
        return [(service, metric) for service in self.definition.tree["services"] for metric in service.get("metrics") or () if "check" in metric]

    def asked(self):
        """(service, metric) of all that are a query."""
        return [(service, metric) for service in self.definition.tree["services"] for metric in service.get("metrics") or () if "query" in metric]

    def answers(self, services):
        """(environment, service, metric) → the values that its query gives now, of what the window recorded."""
        found = {}
        for environment in services:
            for service, metric in self.asked():
                source = {"own": ["--source", "own"], "server": ["--source", "server"]}.get(metric.get("from"), [])
                code, output, errors = self.ctl("query", self.place, self.filled(metric["query"], environment), "--platform", self.platform, "--environment",
                                                environment, "--format", "json", *source)  # fmt: skip
                assert code == 0, "%s/%s: %s" % (service["id"], metric["id"], errors)
                found[environment, service["id"], metric["id"]] = json.loads(output)["result"]
        return found

    def unanswered(self, answers):
        """(service, metric) of what gives nothing in any environment."""
        return [
            (service, metric)
            for service, metric in self.asked()
            if not any(result for (_, *key), result in answers.items() if key == [service["id"], metric["id"]])
        ]

    def series(self):
        """check → [(metric, labels)] of what was recorded."""
        found = {}
        history = Path(self.data) / "history.db"
        if not history.exists():
            return found
        file = sqlite3.connect("file:%s?mode=ro" % history, uri=True, timeout=10)
        try:
            rows = file.execute("SELECT c.key, s.metric, s.labels FROM series s JOIN checks c ON c.id = s.check_id").fetchall()
        except sqlite3.OperationalError:  # it is being made
            rows = []
        finally:
            file.close()
        for key, metric, labels in rows:
            found.setdefault(key, []).append((metric, json.loads(labels or "{}")))
        return found

    def lacking(self, services, series):
        """[(environment, service, metric)] whose check runs there and that have no samples; and how many lines each has."""
        lacking, counts = [], {}
        for environment, here in services.items():
            for service, metric in self.wanted():
                state = here.get(service["id"])
                runs = state is not None and any(check["id"] == metric["check"] for check in state["checks"])
                if not runs or metric["check"] in [str(each.get("check", each) if isinstance(each, dict) else each) for each in state["not_run"]]:
                    counts[environment, service["id"], metric["id"]] = "not run"
                    continue
                key = "/".join((self.platform, environment, service["id"], metric["check"]))
                chosen = metric.get("labels") or {}
                lines = [
                    {labels.get(metric.get("series_label", "")) for name, labels in series.get(key, ()) if name == wanted and chosen.items() <= labels.items()}
                    for wanted in self.names(metric)
                ]
                counts[environment, service["id"], metric["id"]] = str(min(map(len, lines)))
                if not all(lines) and "%s/%s" % (service["id"], metric["id"]) in QUIET.get(self.platform, {}):
                    counts[environment, service["id"], metric["id"]] = "quiet"
                elif not all(lines):
                    lacking.append((environment, service["id"], metric))
        return lacking, counts

    def watch(self, services):
        """Until every chart has samples, or its time is over."""
        command = [str(LAB), "run", "--dir", str(self.folder), "--", "env", "QT_QPA_PLATFORM=offscreen", "timeout", "-s", "TERM", str(int(WATCHED)),
                   str(self.window), self.place]  # fmt: skip
        window = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        deadline = time.monotonic() + WATCHED
        try:
            while time.monotonic() < deadline and window.poll() is None:
                time.sleep(1.0)
                if not self.lacking(services, self.series())[0] and not self.unanswered(self.answers(services)):
                    break
        finally:
            window.terminate()
            window.wait(20)
            window.stderr.close()
        return self.lacking(services, self.series())

    def work(self):
        self.up()
        try:
            self.data = re.search(r"OPSDECK_DATA_DIR=(.*)", run(LAB, "run", "--dir", self.folder, "--", "env")[1]).group(1)
            place = Path(self.place)
            given = yaml.safe_load((place / "opsdeck.yaml" if place.is_dir() else place).read_text())
            self.parameters = next(each for each in given["platforms"] if each["file"] == "platforms/%s.yaml" % self.platform)["parameters"] or {}
            _, services = self.check()
            lacking, counts = self.watch(services)
            answers = self.answers(services)
        finally:
            self.lab("down")
        for environment, service, metric in lacking:
            check = next(each for each in services[environment][service]["checks"] if each["id"] == metric["check"])
            self.fail(environment, service, "chart %s has no samples of %s (%s: %s)" % (
                metric["id"], " and ".join(self.names(metric)), check["status"], check.get("message", "")))  # fmt: skip
        for service, metric in self.unanswered(answers):
            self.fail("all", service["id"], "chart %s: its query gives nothing" % metric["id"])
        for service, metric in self.asked():
            seen = ", ".join("%s %d" % (environment, len(answers[environment, service["id"], metric["id"]])) for environment in services)
            self.row(service, metric, seen)
        for service, metric in self.wanted():
            seen = {environment: counts[environment, service["id"], metric["id"]] for environment in services}
            if set(seen.values()) == {"not run"}:
                self.fail("all", service["id"], "chart %s: its check %s runs in no environment of the lab" % (metric["id"], metric["check"]))
            self.row(service, metric, ", ".join("%s %s" % each for each in seen.items()))

    def row(self, service, metric, seen):
        limits = ", ".join(" ".join("%s %s" % each for each in limit.items() if each[0] not in ("source", "sources")) for limit in metric.get("thresholds") or ())
        self.lines.append("  %-16s %-30s %-16s %-40s %s" % (service["id"], metric["id"], metric.get("unit", "none"), limits, seen))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("ctl", type=Path)
    parser.add_argument("window", type=Path)
    parser.add_argument("--table", type=Path)
    parser.add_argument("platform")
    options = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="opsdeck-charts-")
    os.chmod(folder, 0o755)  # the servers run as another user
    bench = ChartTable(options.ctl.resolve(), options.window.resolve(), options.platform, Path(folder) / "lab")
    try:
        bench.work()
    except AssertionError as problem:
        bench.failures.append("%s: %s" % (options.platform, problem))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    text = "\n".join(["%s: %d charts" % (options.platform, len(bench.lines)), *bench.lines, *bench.failures])
    print(text)
    if options.table:
        options.table.mkdir(parents=True, exist_ok=True)
        (options.table / (options.platform + "-charts.txt")).write_text(text + "\n", encoding="utf-8")
    return 1 if bench.failures else 0


if __name__ == "__main__":
    sys.exit(main())
