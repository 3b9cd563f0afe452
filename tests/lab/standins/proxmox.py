# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for a node of Proxmox VE 8: its API with a token, the figures of this machine, guests by name.

  --node NAME        of the node (proxmox)
  --token FILE       USER@REALM!ID=SECRET that must be shown; without it nobody is asked
  --guests A,B,…     names of guests, all running
  --ceiling SHARE    no figure of use is reported above that share of what there is (1: as it is)
"""

import os
import threading
import time

from frame import Answer, StandIn, as_json, as_page

DELAY = 3  # seconds that a refusal takes
GIB = 1 << 30


def meminfo():
    with open("/proc/meminfo", encoding="ascii") as file:
        return {line.split(":")[0]: int(line.split()[1]) * 1024 for line in file}


def cpu_times():
    with open("/proc/stat", encoding="ascii") as file:
        fields = [int(word) for word in file.readline().split()[1:9]]
    return sum(fields), fields[3] + fields[4]


class Processor(threading.Thread):
    """The share of the last seconds in which the processors worked."""

    def __init__(self):
        super().__init__(daemon=True)
        self.share = 0.0

    def run(self):
        total, idle = cpu_times()
        while True:
            time.sleep(2)
            now, rest = cpu_times()
            self.share = 1 - (rest - idle) / max(1, now - total)
            total, idle = now, rest


class Proxmox(StandIn):
    product = "proxmox"
    server = "pve-api-daemon/3.0"
    options = {"node": "proxmox", "token": "", "guests": "", "ceiling": 1.0}

    def prepare(self):
        self.processor = Processor()
        self.processor.start()
        self.guests = [name for name in self.values["guests"].split(",") if name]

    def refusal(self, request):
        """The reason in the status line, or None."""
        if request.state == "token-revoked":
            return "no such token"
        if not self.values["token"]:
            return None
        given = request.headers.get("authorization", "")
        if not given.startswith("PVEAPIToken="):
            return "No ticket"
        with open(self.values["token"], encoding="utf-8") as file:
            wanted = file.read().strip()
        if given == "PVEAPIToken=" + wanted:
            return None
        known = given.partition("=")[2].partition("=")[0] == wanted.partition("=")[0]
        return "invalid token value!" if known else "no such token"

    def answer(self, request):
        if not request.path.startswith("/api2/json/"):
            return as_page("%s - Proxmox Virtual Environment" % self.values["node"], "A stand-in for Proxmox VE.")
        reason = self.refusal(request)
        if reason is not None:
            time.sleep(DELAY)
            return Answer(401, reason=reason)
        words = request.path.split("/")[3:]
        if words == ["version"]:
            return self.data({"version": "8.1.4", "release": "8.1", "repoid": "stand-in"})
        if words == ["nodes"]:
            return self.data([self.node(request.state)])
        if words[0] == "nodes" and len(words) > 2:
            return self.of_node(request, words)
        if words == ["cluster", "status"]:
            return self.cluster(request.state)
        if words == ["cluster", "resources"]:
            return self.resources(request)
        text = "Method '%s %s' not implemented" % (request.method, "/" + "/".join(words))
        return as_json({"data": None}, 501, reason=text)

    @staticmethod
    def data(content):
        return as_json({"data": content})

    def of_node(self, request, words):
        node = words[1]
        if request.state == "node-down":
            return as_json({"data": None}, 595, reason="Connection refused")
        if request.state == "forbidden":
            text = "Permission check failed (/nodes/%s, Sys.Audit)" % node
            return as_json({"data": None, "message": text + "\n"}, 403, reason=text)
        if node != self.values["node"]:
            text = "hostname lookup '%s' failed - failed to get address info for: %s: Name or service not known" % (node, node)
            return as_json({"data": None, "message": text + "\n"}, 500, reason=text)
        if words[2:] == ["status"]:
            return self.data(self.status(request.state))
        if words[2:] in (["qemu"], ["lxc"]):
            return self.data(self.guest_rows(request.state) if words[2] == "qemu" else [])
        if words[2:] == ["storage"]:
            row = self.storage_row(request.state)
            return self.data([{"storage": row["storage"], "type": "dir", "active": 1, "enabled": 1, "content": row["content"],
                               "total": row["maxdisk"], "used": row["disk"], "avail": row["maxdisk"] - row["disk"],
                               "used_fraction": row["disk"] / row["maxdisk"], "shared": 0}])  # fmt: skip
        return as_json({"data": None}, 501, reason="Method 'GET %s' not implemented" % request.path)

    def capped(self, used, total, is_full):
        return int(total * 0.97) if is_full else min(int(used), int(total * self.values["ceiling"]))

    def memory(self, state):
        figures = meminfo()
        total = figures["MemTotal"]
        used = self.capped(total - figures["MemAvailable"], total, state == "memory-full")
        return {"total": total, "used": used, "free": total - used, "available": total - used}

    def disk(self, state):
        space = os.statvfs("/")
        total = space.f_blocks * space.f_frsize
        used = self.capped((space.f_blocks - space.f_bfree) * space.f_frsize, total, state == "storage-full")
        return {"total": total, "used": used, "avail": total - used, "free": total - used}

    def status(self, state):
        figures = meminfo()
        with open("/proc/uptime", encoding="ascii") as file:
            uptime = int(float(file.read().split()[0]))
        kernel = os.uname()
        swap = figures["SwapTotal"]
        return {
            "uptime": uptime,
            "cpu": round(min(self.processor.share, self.values["ceiling"]), 6),
            "wait": 0,
            "idle": 0,
            "loadavg": ["%.2f" % each for each in os.getloadavg()],
            "memory": self.memory(state),
            "rootfs": self.disk(state),
            "swap": {"total": swap, "used": swap - figures["SwapFree"], "free": figures["SwapFree"]},
            "ksm": {"shared": 0},
            "pveversion": "pve-manager/8.1.4/stand-in",
            "kversion": "%s %s %s" % (kernel.sysname, kernel.release, kernel.version),
            "current-kernel": {"sysname": kernel.sysname, "release": kernel.release, "version": kernel.version,
                               "machine": kernel.machine},  # fmt: skip
            "boot-info": {"mode": "efi", "secureboot": 0},
            "cpuinfo": {"cpus": os.cpu_count(), "cores": os.cpu_count(), "sockets": 1, "model": "stand-in", "mhz": "0",
                        "hvm": "1", "flags": "", "user_hz": 100},  # fmt: skip
        }

    def node(self, state):
        status = self.status(state)
        return {"node": self.values["node"], "id": "node/" + self.values["node"], "type": "node", "level": "",
                "status": "offline" if state == "node-down" else "online", "uptime": status["uptime"], "cpu": status["cpu"],
                "maxcpu": os.cpu_count(), "mem": status["memory"]["used"], "maxmem": status["memory"]["total"],
                "disk": status["rootfs"]["used"], "maxdisk": status["rootfs"]["total"]}  # fmt: skip

    def guest_rows(self, state):
        rows = []
        for number, name in enumerate(self.guests):
            running = not (state == "guest-stopped" and number == 0)
            rows.append({"id": "qemu/%d" % (100 + number), "type": "qemu", "vmid": 100 + number, "name": name,
                         "node": self.values["node"], "status": "running" if running else "stopped", "template": 0,
                         "uptime": int(time.time() - self.started) if running else 0, "maxcpu": 2, "cpu": 0,
                         "mem": GIB if running else 0, "maxmem": 4 * GIB, "disk": 0, "maxdisk": 32 * GIB})  # fmt: skip
        return rows

    def storage_row(self, state):
        disk = self.disk(state)
        return {"id": "storage/%s/local" % self.values["node"], "type": "storage", "storage": "local", "status": "available",
                "node": self.values["node"], "plugintype": "dir", "content": "backup,iso,vztmpl", "shared": 0,
                "disk": disk["used"], "maxdisk": disk["total"]}  # fmt: skip

    def cluster(self, state):
        name, quorate = self.values["node"], 0 if state == "no-quorum" else 1
        rows = [{"type": "cluster", "id": "cluster", "name": "lab", "version": 1, "nodes": 1, "quorate": quorate},
                {"type": "node", "id": "node/" + name, "name": name, "nodeid": 1, "ip": "127.0.0.1", "local": 1, "level": "",
                 "online": 0 if state == "node-down" else 1}]  # fmt: skip
        return self.data(rows)

    def resources(self, request):
        rows = [*self.guest_rows(request.state), self.storage_row(request.state), self.node(request.state)]
        kind = request.query.get("type", "")
        wanted = {"vm": ("qemu", "lxc")}.get(kind, (kind,))
        return self.data([row for row in rows if not kind or row["type"] in wanted])


Proxmox().run()
