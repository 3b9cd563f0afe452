# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for MinIO, one server of one drive: health, metrics (version 2), the console's port. It keeps no objects.

  --data FOLDER         whose file system its capacity is (here)
  --metrics-token FILE  asked for by the metrics; without it they are public, as with MINIO_PROMETHEUS_AUTH_TYPE=public
"""

import os

from frame import Answer, StandIn, as_json, as_metrics, as_page, metric, process_metrics

DENIED = ('<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Access Denied.</Message>'
          "<Resource>%s</Resource><RequestId>0</RequestId></Error>")  # fmt: skip


class Minio(StandIn):
    product = "minio"
    server = "MinIO"
    options = {"data": ".", "metrics-token": ""}

    def answer(self, request):
        if request.port == "console-port":
            return self.console(request)
        if request.path in ("/minio/health/live", "/minio/health/ready"):
            return self.live(request.state)
        if request.path in ("/minio/health/cluster", "/minio/health/cluster/read"):
            return self.cluster(request)
        if request.path.startswith("/minio/v2/metrics/"):
            return self.metrics(request)
        return Answer(403, DENIED % request.path.replace("<", ""), "application/xml")

    @staticmethod
    def live(state):
        if state == "booting":
            return Answer(200, headers=[("X-Minio-Server-Status", "offline")])
        return Answer(429 if state == "overloaded" else 200)

    @staticmethod
    def cluster(request):
        reads = request.path.endswith("/read")
        lost = request.state == "no-quorum" or (request.state == "read-only" and not reads)
        if request.query.get("maintenance") == "true":
            status = 412  # it is the only server
        else:
            status = 503 if lost or request.state == "booting" else 200
        return Answer(status, headers=[("X-Minio-Read-Quorum" if reads else "X-Minio-Write-Quorum", "1")])

    def metrics(self, request):
        if self.values["metrics-token"]:
            with open(self.values["metrics-token"], encoding="utf-8") as file:
                if request.headers.get("authorization") != "Bearer " + file.read().strip():
                    return Answer(403, DENIED % request.path, "application/xml")
        space = os.statvfs(self.values["data"])
        total = space.f_blocks * space.f_frsize
        free = 0 if request.state == "full" else space.f_bavail * space.f_frsize
        offline = 1 if request.state in ("no-quorum", "read-only") else 0
        server = 'server="127.0.0.1:%d"' % self.values["port"]
        lines = []
        for name, text, value in (
            ("minio_cluster_capacity_raw_total_bytes", "Total capacity online in the cluster", total),
            ("minio_cluster_capacity_raw_free_bytes", "Total free capacity online in the cluster", free),
            ("minio_cluster_capacity_usable_total_bytes", "Total usable capacity online in the cluster", total),
            ("minio_cluster_capacity_usable_free_bytes", "Total free usable capacity online in the cluster", free),
            ("minio_cluster_drive_online_total", "Total drives online in this cluster", 1 - offline),
            ("minio_cluster_drive_offline_total", "Total drives offline in this cluster", offline),
            ("minio_cluster_drive_total", "Total drives in this cluster", 1),
            ("minio_cluster_nodes_online_total", "Total number of MinIO nodes online", 1),
            ("minio_cluster_nodes_offline_total", "Total number of MinIO nodes offline", 0),
            ("minio_cluster_write_quorum", "Maximum write quorum across all pools and sets", 1),
            ("minio_cluster_health_status", "Get current cluster health status", 0 if offline else 1),
            ("minio_cluster_bucket_total", "Total number of buckets in the cluster", 0),
            ("minio_cluster_usage_object_total", "Total number of objects in a cluster", 0),
            ("minio_cluster_usage_total_bytes", "Total cluster usage in bytes", 0),
        ):
            lines += metric(name, "gauge", text, (server, value))
        return as_metrics([*lines, *process_metrics(self.started)])

    @staticmethod
    def console(request):
        if request.path == "/api/v1/login":
            return as_json({"loginStrategy": "form", "redirectRules": []})
        if request.path.startswith("/api/"):
            return as_json({"code": 403, "detailedMessage": "invalid session", "message": "invalid session"}, 403)
        return as_page("MinIO Console", "A stand-in for the console of MinIO.")


Minio().run()
