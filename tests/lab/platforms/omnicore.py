# SPDX-License-Identifier: GPL-3.0-or-later
"""The Research Tools Platform (OmniCore): development and production; its staging is only named."""

from opslab.parts import Api, CeleryWorker, Pages, Postgres, Redis, StandIn

ENVIRONMENTS = {"dev": "omnicore-dev.example.com", "prod": "omnicore.example.com"}

SQL = """\
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, hash text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
INSERT INTO users (name, hash) SELECT 'analyst ' || i, md5(i::text) FROM generate_series(1, 120) AS i;
CREATE TABLE jobs (id bigserial PRIMARY KEY, queue text NOT NULL, done_at timestamptz NOT NULL DEFAULT now());
ANALYZE;
"""
TOKEN = "opsdeck@pve!lab"


def proxmox(part):
    # Its SSH port is only connected to: that of the API will do.
    return {"proxmox_host": "127.0.0.1", "proxmox_port": part.port, "proxmox_api_url": "https://127.0.0.1:%d" % part.port,
            "proxmox_token_id": TOKEN, "proxmox_credential": part.credential}  # fmt: skip


def parts(environment):
    return {
        "omnicore-postgres": Postgres(database="researchtoolsdb", user="postgres", sql=SQL),
        "omnicore-redis": Redis(),
        "omnicore-api": Api("nested", path="/api/v1/health", database="omnicore-postgres", redis="omnicore-redis",
                            workers="omnicore-celery"),
        "omnicore-celery": CeleryWorker(redis="omnicore-redis", database="omnicore-postgres"),
        "frontend": Pages("Research Tools Platform", "Next.js"),
        "proxmox": StandIn("proxmox", tls=True, secret=TOKEN + "=%s", parameters=proxmox,
                           options=lambda part: ["--token", part.home / "secret", "--guests", "docker-host", "--ceiling", "0.7"]),
    }  # fmt: skip


def parameters(site, lab):
    return {"ca_file": "ca.pem", "frontend_host": "127.0.0.1", "omnicore_api_scheme": "http"}


def traffic(site):
    return ["http:127.0.0.1:%d/api/v1/users" % site.parts["omnicore-api"].port]
