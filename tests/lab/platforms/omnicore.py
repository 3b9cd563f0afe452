# SPDX-License-Identifier: GPL-3.0-or-later
"""The Research Tools Platform (OmniCore): development and production; its staging is only named."""

from opslab.parts import Api, BackupJob, CeleryWorker, Nginx, Pages, Postgres, Redis, Sshd, StandIn

ENVIRONMENTS = {"dev": "omnicore-dev.example.com", "prod": "omnicore.example.com"}

SQL = """\
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL, hash text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
INSERT INTO users (name, hash) SELECT 'analyst ' || i, md5(i::text) FROM generate_series(1, 120) AS i;
CREATE TABLE jobs (id bigserial PRIMARY KEY, queue text NOT NULL, done_at timestamptz NOT NULL DEFAULT now());
ANALYZE;
"""
BUSY = ()
TOKEN = "opsdeck@pve!lab"


def proxmox(part):
    return {"proxmox_host": "127.0.0.1", "proxmox_api_url": "https://127.0.0.1:%d" % part.port, "proxmox_token_id": TOKEN,
            "proxmox_credential": part.credential}  # fmt: skip


def shell(part):
    return {"proxmox_port": part.port, "proxmox_ssh_user": part.user, "proxmox_ssh_config": str(part.client_file)}


def names(part):
    return {"frontend_domain": "localhost", "omnicore_api_domain": "localhost", "https_port": part.port}


def kept(part):
    return {"backup_directory": str(part.folder("daily"))}


def outside(part):
    return {"internet_target": "tcp://127.0.0.1:%d" % part.port}


def parts(environment):
    found = {
        "omnicore-postgres": Postgres(database="researchtoolsdb", user="postgres", sql=SQL),
        "omnicore-redis": Redis(),
        "omnicore-api": Api("nested", path="/api/v1/health", database="omnicore-postgres", redis="omnicore-redis",
                            workers="omnicore-celery"),
        "omnicore-celery": CeleryWorker(redis="omnicore-redis", database="omnicore-postgres"),
        "frontend": Pages("Research Tools Platform", "Next.js"),
        "proxmox": StandIn("proxmox", tls=True, secret=TOKEN + "=%s", parameters=proxmox,
                           options=lambda part: ["--token", part.home / "secret", "--guests", "docker-host", "--ceiling", "0.7"]),
        "proxmox-ssh": Sshd(of=["proxmox"], parameters=shell),
        "internet": Pages("A site outside", "a site on the internet", parameters=outside),
        "backups": BackupJob("omnicore-postgres", {"daily": ("sql", "backup_%Y%m%d.sql")}, parameters=kept),
    }  # fmt: skip
    if environment == "prod":
        found["https"] = Nginx(routes={"/api/": ("omnicore-api", ()), "/": ("frontend", ())}, of=["omnicore-api", "frontend"],
                               parameters=names, what="nginx, for the certificates (what ends TLS is not stated)")  # fmt: skip
    return found


def parameters(site, lab):
    # Nothing listens there: what must not be reachable from outside is not.
    elsewhere = {"omnicore_postgres_outside": "127.0.0.2", "omnicore_redis_outside": "127.0.0.2"}
    metrics = "http://127.0.0.1:%d/metrics" % site.parts["omnicore-api"].port
    return {"ca_file": "ca.pem", "frontend_host": "127.0.0.1", "omnicore_api_scheme": "http", "omnicore_api_metrics_url": metrics,
            "omnicore_api_path_label": "path", **elsewhere}  # fmt: skip


def traffic(site):
    api = "127.0.0.1:%d/api/v1/" % site.parts["omnicore-api"].port
    return ["http:" + api + "users", "post:" + api + "auth/login?password=right", "post:" + api + "auth/login?password=wrong"]
