# SPDX-License-Identifier: GPL-3.0-or-later
"""Prometheus, scraping other parts."""

import json

from .. import answers
from ..state import write_private
from .base import SIGNALS, WEB, Part


class Prometheus(Part):
    what = "Prometheus"
    web = True
    faults = {**SIGNALS, **WEB}

    def __init__(self, targets, *, rules=None, interval="2s", **more):
        """`targets`: job → service or list of services, or (service, path); `rules`: text of a rules' file."""
        super().__init__(**more)
        self.targets = targets
        self.rules = rules
        self.interval = interval

    def write(self, port, variant=""):
        (self.home / "data").mkdir(mode=0o700, exist_ok=True)
        jobs = []
        for job, services in self.targets.items():
            services, path = services if isinstance(services, tuple) else (services, "/metrics")
            services = [services] if isinstance(services, str) else services
            addresses = ["127.0.0.1:%d" % self.peer(name).port for name in services]
            jobs.append({"job_name": job, "metrics_path": path, "static_configs": [{"targets": addresses}]})
        every = {"scrape_interval": self.interval, "scrape_timeout": self.interval, "evaluation_interval": self.interval}
        configuration = {"global": every, "scrape_configs": jobs}
        if self.rules:
            write_private(self.home / "alerts.yml", self.rules)
            configuration["rule_files"] = [str(self.home / "alerts.yml")]
        # JSON is YAML too.
        write_private(self.home / "prometheus.yml", json.dumps(configuration, indent=1))

    def command(self, port):
        return ["prometheus", "--config.file=%s" % (self.home / "prometheus.yml"), "--storage.tsdb.path=%s" % (self.home / "data"),
                "--storage.tsdb.retention.time=2h", "--web.listen-address=127.0.0.1:%d" % port, "--log.level=warn"]  # fmt: skip

    async def answering(self, port):
        found = await answers.http(port, "/-/ready")
        return found is not None and found[0] == 200

    async def well(self):
        """It asks each target for the first time only some seconds after its start."""
        found = await answers.http(self.port, "/api/v1/targets?state=active")
        try:
            active = json.loads(found[1])["data"]["activeTargets"] if found else []
        except (ValueError, KeyError, TypeError):
            active = []
        return bool(active) and all(target["health"] != "unknown" for target in active)
