# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in for which product: the program, its ports and how it can be made to fail. Only data; the lab reads it too."""

# Every stand-in has these.
COMMON = {
    "slow": "every answer comes --seconds late (3 unless told)",
    "hang": "accepts and never answers",
    "garbage": "answers with random bytes",
    "errors": "every answer is a 500",
    "unavailable": "every answer is a 503",
    "html": "answers 200 with an HTML page",
    "drip": "one byte a second, for ever",
    "endless": "an answer without end",
}

# product → title: what it is; program; ports: option → the product's own port ("port" is the one that is watched); health: the
# path that is 200 in good times, no login needed; faults: of its own, beside COMMON; reads: what of the lab it has to read, for
# which it runs as the lab's own user.
STANDINS = {
    "minio": {
        "title": "MinIO",
        "program": "minio.py",
        "ports": {"port": 9000, "console-port": 9001},
        "health": "/minio/health/live",
        "faults": {
            "booting": "answers 200, but says that it is offline",
            "overloaded": "its health endpoint answers 429",
            "read-only": "its write quorum is lost",
            "no-quorum": "both quorums are lost",
            "full": "its metrics show no space left",
        },
    },
    "jaeger": {
        "title": "Jaeger",
        "program": "jaeger.py",
        "ports": {"port": 16686, "admin-port": 14269, "grpc-port": 4317, "http-port": 4318},
        "health": "/api/services",
        "faults": {
            "unhealthy": "its storage is away: 500 with the reason",
            "booting": "the admin port answers 503, the query port 500",
            "empty": "knows no service",
        },
    },
    "grafana": {
        "title": "Grafana",
        "program": "grafana.py",
        "ports": {"port": 3000},
        "health": "/api/health",
        "faults": {
            "unhealthy": "its database is failing: 503",
            "booting": "503 without a word of the database",
        },
    },
    "loki": {
        "title": "Loki",
        "program": "loki.py",
        "ports": {"port": 3100},
        "health": "/ready",
        "reads": "log",
        "faults": {
            "booting": "503: the ingester is not ready",
            "unhealthy": "503: some of its services do not run",
            "full": "refuses lines: the rate limit is reached",
        },
    },
    "promtail": {
        "title": "Promtail",
        "program": "promtail.py",
        "ports": {"port": 9080},
        "health": "/ready",
        "reads": "log",
        "faults": {
            "unhealthy": "500: finds no logs to follow",
            "stalled": "says that it is ready, and ships nothing",
        },
    },
    "cadvisor": {
        "title": "cAdvisor",
        "program": "cadvisor.py",
        "ports": {"port": 8080},
        "health": "/healthz",
        "reads": "state",
        "faults": {
            "unhealthy": "its health page answers 500, its metrics go on",
            "empty": "sees no container",
            "full": "every container is at its memory limit",
        },
    },
    "proxmox": {
        "title": "Proxmox VE",
        "program": "proxmox.py",
        "ports": {"port": 8006},
        "health": "/",
        "faults": {
            "node-down": "another node of the cluster answers for it: 595",
            "no-quorum": "the cluster has lost its quorum",
            "guest-stopped": "its first guest does not run",
            "memory-full": "97 % of its memory is used",
            "storage-full": "97 % of its storage is used",
            "token-revoked": "401, after three seconds",
            "forbidden": "403: the token may not see the node",
        },
    },
    "elasticsearch": {
        "title": "Elasticsearch",
        "program": "elasticsearch.py",
        "ports": {"port": 9200},
        "health": "/_cluster/health",
        "reads": "log",
        "faults": {
            "yellow": "copies of shards have no place",
            "unhealthy": "red: some data cannot be reached",
            "booting": "503: no master yet",
        },
    },
    "logstash": {
        "title": "Logstash",
        "program": "logstash.py",
        "ports": {"port": 9600},
        "health": "/",
        "reads": "log",
        "faults": {
            "unhealthy": "its status is red",
            "stalled": "takes events and lets none out: its queue grows",
        },
    },
    "kibana": {
        "title": "Kibana",
        "program": "kibana.py",
        "ports": {"port": 5601},
        "health": "/api/status",
        "faults": {
            "degraded": "some of its parts are degraded",
            "unhealthy": "503: it is unavailable",
            "booting": "503: the server is not ready yet",
        },
    },
    "jobworker": {
        "title": "A worker that takes jobs off Redis",
        "program": "jobworker.py",
        "ports": {"port": 8090},
        "health": "/healthz",
        "faults": {
            "unhealthy": "its health page says so with a 503",
            "stalled": "takes no jobs: its queue grows",
        },
    },
    "lmstudio": {
        "title": "LM-Studio",
        "program": "lmstudio.py",
        "ports": {"port": 1234},
        "health": "/v1/models",
        "faults": {"empty": "has no model"},
    },
}
