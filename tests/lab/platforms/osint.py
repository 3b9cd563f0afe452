# SPDX-License-Identifier: GPL-3.0-or-later
"""The OSINT Research Platform: development, staging and production."""

from opslab.parts import Api, BackupJob, Nginx, Pages, Postgres, Prometheus, Redis, Sshd, StandIn

ENVIRONMENTS = {"dev": "osint-dev.example.com", "staging": "osint-staging.example.com", "prod": "osint.example.com"}

SQL = """\
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL);
INSERT INTO users (name) SELECT 'researcher ' || i FROM generate_series(1, 60) AS i;
CREATE TABLE findings (id bigserial PRIMARY KEY, source text NOT NULL, entity text NOT NULL);
INSERT INTO findings (source, entity) SELECT 'page ' || i, 'entity ' || i % 40 FROM generate_series(1, 400) AS i;
ANALYZE;
"""


def worker(name, feed):
    """Nothing but its name is known of it."""

    def options(part):
        redis = part.peer("redis")
        given = ["--name", name, "--redis", redis.port, "--feed", feed]
        return given + (["--password", part.home / "told"] if redis.password else [])

    return StandIn("jobworker", what="stand-in for %s, takes jobs off Redis" % name, told="redis", options=options)


def kept(part):
    return {"database_backup_directory": str(part.folder("database")), "backend_backup_directory": str(part.folder("application"))}


def shell(part):
    return {"host_ssh": part.alias, "host_ssh_config": str(part.client_file)}


def outside(part):
    return {"external_apis_target": "tcp://127.0.0.1:%d" % part.port}


STAGING = "the lab's staging is without: the document describes it for development and production"
HERE = "the lab has one of it, in production"
WITHOUT = {"database_backup_directory": STAGING, "backend_backup_directory": STAGING, "host_ssh": HERE, "external_apis_target": HERE}


def parts(environment):
    in_cloud = environment != "dev"
    found = {
        "database": Postgres(database="osint_platform", user="osint", sql=SQL, tls=in_cloud),
        "redis": Redis(secure=in_cloud),
        "backend": Api("constant", path="/healthz", database="database", redis="redis"),
        "frontend": Nginx(routes={}, tls=False, pages="OSINT Research Platform") if in_cloud
        else Pages("OSINT Research Platform", "Vite's development server"),
        "playwright": worker("playwright", 0.5),
        "ai-processor": worker("ai-processor", 0.5),
        "nginx": Nginx(routes={"/api/": ("backend", ()), "/": ("frontend", ())}, tls=in_cloud),
        "monitoring": Prometheus({"backend": "backend"}, what="Prometheus (the product is not stated)"),
    }  # fmt: skip
    if environment != "staging":
        made = {"database": ("custom", "osint_platform_%Y%m%d_%H%M%S.dump"), "application": ("tar.gz", "application_%Y%m%d_%H%M%S.tar.gz")}
        found["backups"] = BackupJob("database", made, parameters=kept)
    if environment == "prod":
        found["host"] = Sshd(parameters=shell)
        found["external-apis"] = Pages("A site outside", "a site on the internet", parameters=outside)
    return found


def parameters(site, lab):
    given = {"backend_metrics_url": "http://127.0.0.1:%d/metrics" % site.parts["backend"].port,
             "ca_file": "ca.pem", "database_user": "osint", "nginx_name": site.host, "nginx_path": "/nginx-health",
             "playwright_path": "/healthz", "ai_processor_path": "/healthz", "monitoring_path": "/-/healthy"}  # fmt: skip
    if site.id != "dev":
        given["database_sslmode"] = "require"
    return given


def traffic(site):
    api = "http:127.0.0.1:%d/api/v1/" % site.parts["backend"].port
    return [api + "users", api + "findings?entity=entity%207"]
