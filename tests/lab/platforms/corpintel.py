# SPDX-License-Identifier: GPL-3.0-or-later
"""The Corporate Intelligence Platform: development with four services, staging and production with all twelve."""

from opslab.parts import Api, BackupJob, Nginx, NodeExporter, Postgres, PostgresExporter, Prometheus, Redis, RedisExporter, StandIn

ENVIRONMENTS = {"dev": "localhost", "staging": "staging.corporate-intel.example.com", "prod": "corporate-intel.example.com"}

SQL = """\
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL);
INSERT INTO users (name) SELECT 'analyst ' || i FROM generate_series(1, 80) AS i;
CREATE TABLE figures (id bigserial PRIMARY KEY, company text NOT NULL, at timestamptz NOT NULL, value numeric NOT NULL);
INSERT INTO figures (company, at, value)
  SELECT 'company ' || i % 25, now() - i * interval '1 hour', 100 + i % 90 FROM generate_series(1, 1000) AS i;
ANALYZE;
"""
# Name and user of the database are stated for production only.
DATABASES = {"dev": "corporate_intel_dev", "staging": "corporate_intel_staging", "prod": "corporate_intel_prod"}
USERS = {"dev": "intel_dev_user", "staging": "intel_staging_user", "prod": "intel_prod_user"}
WITHOUT = {"backup_directory": "development has no backups", "postgres_extension": "TimescaleDB is in no package of Debian 12"}
# What the document gives Redis; less memory.
REDIS = ("maxmemory-policy allkeys-lru",)


def jaeger(part):
    return {"jaeger_port": part.port, "jaeger_otlp_grpc_port": part.ports["grpc"], "jaeger_otlp_http_port": part.ports["http"]}


def seen_by_cadvisor(part):
    """All parts of its environment, under the names that their containers have."""
    site = part.site
    given = ["--parts", site.folder.parents[1] / "state.json", "--prefix", site.name + "/", "--named", "corporate-intel-"]
    return given + (["--pid", "inner"] if site.has_container(part.id) else [])


def kept(part):
    return {"backup_directory": str(part.folder("daily"))}


def parts(environment):
    found = {
        "postgres": Postgres(database=DATABASES[environment], user=USERS[environment], sql=SQL,
                             what="PostgreSQL 15, without TimescaleDB"),
        "redis": Redis(secure=environment != "dev", lines=REDIS),
        "minio": StandIn("minio"),
        "api": Api("flat", path="/health", database="postgres", redis="redis", lost=503,
                   traces=None if environment == "dev" else "jaeger"),
    }  # fmt: skip
    if environment == "dev":
        return found
    return {
        **found,
        "nginx": Nginx(routes={"/": ("api", ())}, redirect=True, self_signed=environment == "staging"),
        "backups": BackupJob("postgres", {"daily": ("folder", "%Y%m%d_%H%M%S")}, parameters=kept),
        "node-exporter": NodeExporter(),
        "postgres-exporter": PostgresExporter("postgres"),
        "redis-exporter": RedisExporter("redis"),
        "cadvisor": StandIn("cadvisor", options=seen_by_cadvisor),
        "prometheus": Prometheus({"api": "api", "node": "node-exporter", "postgres": "postgres-exporter",
                                  "redis": "redis-exporter", "cadvisor": "cadvisor"}),
        "grafana": StandIn("grafana"),
        "jaeger": StandIn("jaeger", parameters=jaeger),
    }  # fmt: skip


def parameters(site, lab):
    api = site.parts["api"]
    given = {"postgres_database": DATABASES[site.id], "postgres_user": USERS[site.id], "postgres_extension": None,
             "api_metrics_url": "http://127.0.0.1:%d/metrics" % api.port}
    if site.id != "dev":
        given["nginx_server_name"] = site.host
        pinned = str(lab.folder / "certificates" / (site.host + "-pinned.pem"))
        given.update({"nginx_certificate": pinned} if site.id == "staging" else {"nginx_ca_file": "ca.pem"})
    return given


def traffic(site):
    return ["http:127.0.0.1:%d/api/v1/users" % site.parts["api"].port]
