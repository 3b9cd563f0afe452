# SPDX-License-Identifier: GPL-3.0-or-later
"""RxDx: development, staging and production. Its staging is not described; here it is like production."""

from opslab.parts import Api, Nginx, Pages, Postgres, Prometheus, StandIn

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
        found["lm-studio"] = StandIn("lmstudio", parameters=address("lm_studio_url", "/v1/models"))
    return found


def parameters(site, lab):
    return {"ca_file": "ca.pem", "domain": site.host, "nginx_path": "/nginx-health"}


def traffic(site):
    return ["http:127.0.0.1:%d/api/v1/users" % site.parts["backend"].port]
