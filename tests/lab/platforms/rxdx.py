# SPDX-License-Identifier: GPL-3.0-or-later
"""RxDx: development, staging and production. Its staging is not described; here it is like production."""

from opslab.parts import Api, BackupJob, Mail, Nginx, NginxExporter, Pages, Postgres, Prometheus, Sshd, StandIn
from opslab.scripts import health_check
from opslab.workspace import script

ENVIRONMENTS = {"dev": "localhost", "staging": "staging.rxdx.example.com", "prod": "rxdx.example.com"}

SQL = """\
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL);
INSERT INTO users (name) SELECT 'clinician ' || i FROM generate_series(1, 40) AS i;
ANALYZE;
"""
# The document names the headers; of their values it says nothing.
HEADERS = ('Strict-Transport-Security "max-age=31536000" always', "X-Frame-Options DENY always",
           "X-Content-Type-Options nosniff always", "Content-Security-Policy \"default-src 'self'\" always")  # fmt: skip
# 10 requests a second for the API, 5 a minute for logins.
ZONES = ("limit_req_zone $binary_remote_addr zone=api:1m rate=10r/s;",
         "limit_req_zone $binary_remote_addr zone=auth:1m rate=5r/m;", "limit_req_status 429;")  # fmt: skip
ROUTES = {
    "/api/auth/": ("backend", ("limit_req zone=auth burst=5 nodelay",)),
    "/api/": ("backend", ("limit_req zone=api burst=20 nodelay",)),
    "/": ("frontend", ()),
}


def address(name, path=""):
    return lambda part: {name: "http://127.0.0.1:%d%s" % (part.port, path)}


def kept(part):
    return {"postgres_backup_directory": str(part.folder("volume"))}


def shell(part):
    return {"host_ssh": part.alias, "host_ssh_config": str(part.client_file)}


def letters(part):
    return {"smtp_host": "127.0.0.1", "smtp_port": part.port}


OPTION = "an option of the document: the lab has it in staging"
WITHOUT = {name: OPTION for name in ("prometheus_url", "grafana_url", "lm_studio_url", "smtp_port", "smtp_host", "host_ssh",
                                     "health_check_script", "nginx_metrics_url", "backend_metrics_url")}  # fmt: skip
WITHOUT["postgres_backup_directory"] = "the lab has backups of production alone"


def scripts(site):
    """The document's own is not known: this one asks each part."""
    return {"health-check.sh": health_check(site, ("nginx", "frontend", "backend", "postgres"))} if site.id == "staging" else {}


def parts(environment):
    in_production = environment != "dev"
    found = {
        "postgres": Postgres(database="rxdx", user="rxdx", sql=SQL, what="PostgreSQL 15, without Apache AGE"),
        "backend": Api("flat", path="/health", database="postgres", docs="/api/docs"),
        "frontend": Nginx(routes={}, tls=False, pages="RxDx") if in_production else Pages("RxDx", "Vite"),
        "nginx": Nginx(routes=ROUTES, headers=HEADERS if in_production else (), http=ZONES, balance="least_conn;",
                       redirect=True),
    }  # fmt: skip
    if environment == "staging":  # what the document has as optional
        found["prometheus"] = Prometheus({"backend": "backend"}, parameters=address("prometheus_url"))
        found["grafana"] = StandIn("grafana", parameters=address("grafana_url"))
        found["nginx-exporter"] = NginxExporter("nginx", of=["nginx"], parameters=address("nginx_metrics_url", "/metrics"))
        found["smtp"] = Mail(parameters=letters)
        found["host"] = Sshd(parameters=shell)
        found["lm-studio"] = StandIn("lmstudio", parameters=address("lm_studio_url", "/v1/models"))
    if environment == "prod":
        found["backups"] = BackupJob("postgres", {"volume": ("tar.gz", "postgres_backup_%Y%m%d.tar.gz")}, parameters=kept)
    return found


def parameters(site, lab):
    given = {"ca_file": "ca.pem", "domain": site.host, "nginx_path": "/nginx-health"}
    if site.id == "staging":
        given["health_check_script"] = str(script(lab, site, "health-check.sh"))
        given["backend_metrics_url"] = "http://127.0.0.1:%d/metrics" % site.parts["backend"].port
    return given


def traffic(site):
    return ["http:127.0.0.1:%d/api/v1/users" % site.parts["backend"].port]
