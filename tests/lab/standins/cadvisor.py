# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for cAdvisor: the lab's servers as its containers, with their figures as /proc has them.

  --parts FILE    {"parts": {"NAME": {"pid": N}, …}}: the file in which the lab keeps its parts, read anew each time
  --prefix P      only those whose name begins so; what follows is the container's name
  --named P       put before that name
  --pid KEY       of a part's entry: where its pid is (pid); "inner" where they are seen from beside it
  --limit BYTES   memory that each container may have (512 MiB); what it uses, unless it is more
"""

import json
import os
import time

from frame import Answer, StandIn, as_json, as_metrics, metric, process_metrics

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def boot_time():
    with open("/proc/stat", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("btime "))


def processes():
    """pid → (parent, CPU seconds user and system, start in seconds since 1970)."""
    found, boot = {}, boot_time()
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % name, encoding="utf-8", errors="replace") as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] not in "ZX":
            # Of children that have ended too: a container's counter never falls.
            user, system = int(fields[11]) + int(fields[13]), int(fields[12]) + int(fields[14])
            found[int(name)] = (int(fields[1]), user / TICK, system / TICK, boot + int(fields[19]) / TICK)
    return found


def memory(pid):
    """(its share of resident memory, resident memory) in bytes."""
    try:
        with open("/proc/%d/smaps_rollup" % pid, encoding="ascii") as file:
            figures = {line.split()[0]: int(line.split()[1]) * 1024 for line in list(file)[1:]}
        return figures["Pss:"], figures["Rss:"]
    except (OSError, KeyError, IndexError, ValueError):
        pass
    try:
        with open("/proc/%d/statm" % pid, encoding="ascii") as file:
            words = file.read().split()
        return (int(words[1]) - int(words[2])) * PAGE, int(words[1]) * PAGE
    except (OSError, IndexError):
        return 0, 0


def network():
    with open("/proc/net/dev", encoding="ascii") as file:
        rows = [line.replace(":", " ").split() for line in list(file)[2:]]
    return [(row[0], int(row[1]), int(row[9])) for row in rows]


class Machine:
    """The cgroup of all, which is there without any container; it has no name."""

    name = ""
    identity = "/"

    def __init__(self):
        with open("/proc/stat", encoding="ascii") as file:
            fields = [int(word) / TICK for word in file.readline().split()[1:8]]
        with open("/proc/meminfo", encoding="ascii") as file:
            memory = {line.split(":")[0]: int(line.split()[1]) * 1024 for line in file}
        self.started = boot_time()
        self.user = fields[0] + fields[1]
        self.system = fields[2] + fields[5] + fields[6]
        self.working_set = memory["MemTotal"] - memory["MemAvailable"]
        self.resident = memory["MemTotal"] - memory["MemFree"] - memory["Cached"]
        self.processes = sum(map(str.isdigit, os.listdir("/proc")))


class Container:
    def __init__(self, name, leader, members, known):
        self.name = name
        self.identity = "/docker/" + ("%08x%08x" % (leader, int(known[leader][3]))) * 4
        self.started = known[leader][3]
        self.user = sum(known[pid][1] for pid in members)
        self.system = sum(known[pid][2] for pid in members)
        figures = [memory(pid) for pid in members]
        self.working_set = sum(figure[0] for figure in figures)
        self.resident = sum(figure[1] for figure in figures)
        self.processes = len(members)


class Cadvisor(StandIn):
    product = "cadvisor"
    options = {"parts": "", "prefix": "", "named": "", "pid": "pid", "limit": 512 << 20}

    def containers(self):
        try:
            with open(self.values["parts"], encoding="utf-8") as file:
                parts = json.load(file)["parts"]
        except (OSError, ValueError, KeyError):
            parts = {self.values["prefix"] + "cadvisor": {self.values["pid"]: os.getpid()}}
        known = processes()
        children = {}
        for pid, (parent, *_) in known.items():
            children.setdefault(parent, []).append(pid)
        found = []
        for name, part in sorted(parts.items()):
            leader = part.get(self.values["pid"])
            if leader not in known or not name.startswith(self.values["prefix"]):
                continue
            members, ahead = [], [leader]
            while ahead:
                pid = ahead.pop()
                members.append(pid)
                ahead += children.get(pid, [])
            short = name[len(self.values["prefix"]) :].replace("/", "-")
            found.append(Container(part.get("container") or self.values["named"] + short, leader, members, known))
        return found

    def answer(self, request):
        if request.path == "/healthz":
            return Answer(500, "unhealthy") if request.state == "unhealthy" else Answer(200, "ok")
        if request.path == "/metrics":
            return self.metrics(request.state)
        if request.path == "/api/v1.3/machine":
            return as_json(self.machine())
        if request.path.startswith("/api/v1.3/docker"):
            shown = {each.identity: {"name": each.identity, "aliases": [each.name], "namespace": "docker"}
                     for each in self.containers()}  # fmt: skip
            return as_json(shown)
        if request.path == "/":
            return Answer(302, headers=[("Location", "/containers/")])
        return Answer(404, "404 page not found\n")

    @staticmethod
    def total_memory():
        with open("/proc/meminfo", encoding="ascii") as file:
            return int(file.readline().split()[1]) * 1024

    def machine(self):
        space = os.statvfs("/")
        return {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "num_cores": os.cpu_count(),
            "num_physical_cores": os.cpu_count(),
            "num_sockets": 1,
            "cpu_frequency_khz": 0,
            "memory_capacity": self.total_memory(),
            "machine_id": "stand-in",
            "system_uuid": "stand-in",
            "boot_id": "stand-in",
            "filesystems": [{"device": "/", "capacity": space.f_blocks * space.f_frsize, "type": "vfs", "inodes": space.f_files}],
            "network_devices": [{"name": name, "mac_address": "", "speed": 0, "mtu": 0} for name, _, _ in network()],
        }

    def metrics(self, state):
        found = [Machine(), *([] if state == "empty" else self.containers())]
        now = time.time()

        def values(figure, more=""):
            return [('id="%s",image="%s",name="%s"%s' % (each.identity, each.name and "stand-in", each.name, more), figure(each))
                    for each in found]  # fmt: skip

        def limit(each):
            if not each.name:
                return 0  # none
            return each.working_set if state == "full" else max(self.values["limit"], each.working_set * 1.25)

        space = os.statvfs("/")
        used = (space.f_blocks - space.f_bfree) * space.f_frsize
        devices = network()
        lines = [
            *metric("cadvisor_version_info", "gauge", "A metric with a constant '1' value",
                    ('cadvisorRevision="stand-in",cadvisorVersion="v0.49.1",dockerVersion="",kernelVersion="%s",osVersion=""'
                     % os.uname().release, 1)),  # fmt: skip
            *metric("container_cpu_usage_seconds_total", "counter", "Cumulative cpu time consumed in seconds.",
                    *values(lambda each: each.user + each.system, ',cpu="total"')),  # fmt: skip
            *metric("container_cpu_user_seconds_total", "counter", "Cumulative user cpu time consumed in seconds.",
                    *values(lambda each: each.user)),  # fmt: skip
            *metric("container_cpu_system_seconds_total", "counter", "Cumulative system cpu time consumed in seconds.",
                    *values(lambda each: each.system)),  # fmt: skip
            *metric("container_memory_usage_bytes", "gauge", "Current memory usage in bytes.",
                    *values(lambda each: each.resident)),  # fmt: skip
            *metric("container_memory_working_set_bytes", "gauge", "Current working set in bytes.",
                    *values(lambda each: each.working_set)),  # fmt: skip
            *metric("container_memory_rss", "gauge", "Size of RSS in bytes.", *values(lambda each: each.resident)),
            *metric("container_spec_memory_limit_bytes", "gauge", "Memory limit for the container.", *values(limit)),
            *metric("container_oom_events_total", "counter", "Count of out of memory events", *values(lambda each: 0)),
            *metric("container_processes", "gauge", "Number of processes running inside the container.",
                    *values(lambda each: each.processes)),  # fmt: skip
            *metric("container_start_time_seconds", "gauge", "Start time of the container since unix epoch in seconds.",
                    *values(lambda each: each.started)),  # fmt: skip
            *metric("container_last_seen", "gauge", "Last time a container was seen by the exporter", *values(lambda each: now)),
            *metric("container_network_receive_bytes_total", "counter", "Cumulative count of bytes received",
                    *(('id="/",interface="%s"' % name, received) for name, received, _ in devices)),  # fmt: skip
            *metric("container_network_transmit_bytes_total", "counter", "Cumulative count of bytes transmitted",
                    *(('id="/",interface="%s"' % name, sent) for name, _, sent in devices)),  # fmt: skip
            *metric("container_fs_usage_bytes", "gauge", "Number of bytes that are consumed by the container on this filesystem.",
                    ('device="/",id="/"', used)),  # fmt: skip
            *metric("container_fs_limit_bytes", "gauge", "Number of bytes that can be consumed by the container on this filesystem.",
                    ('device="/",id="/"', space.f_blocks * space.f_frsize)),  # fmt: skip
            *metric("machine_cpu_cores", "gauge", "Number of logical CPU cores.", ("", os.cpu_count())),
            *metric("machine_memory_bytes", "gauge", "Amount of memory installed on the machine.", ("", self.total_memory())),
            *metric("container_scrape_error", "gauge", "1 if there was an error while getting container metrics", ("", 0)),
        ]
        return as_metrics([*lines, *process_metrics(self.started)])


Cadvisor().run()
