# SPDX-License-Identifier: GPL-3.0-or-later
"""The Residency Scheduler: development, staging, production, and the environment in which restores are tested.

Of what the document has as options: staging has log option 1 (Elasticsearch, Logstash, Kibana), production log option 2 (Loki,
Promtail) and PgBouncer. Production has three Celery workers, as in the document's example.
"""

from opslab.parts import (Api, BackupJob, CeleryBeat, CeleryWorker, Nginx, Pages, PgBouncer, Postgres, PostgresExporter, Prometheus, Redis,
                          RedisExporter, Sshd, StandIn)  # fmt: skip
from opslab.scripts import health_check
from opslab.workspace import script

ENVIRONMENTS = {"dev": "localhost", "staging": "staging.scheduler.example.com", "prod": "scheduler.example.com",
                "test": "test.scheduler.example.com"}  # fmt: skip

SQL = """\
CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL);
INSERT INTO users (name) SELECT 'resident ' || i FROM generate_series(1, 90) AS i;
CREATE TABLE assignments (id bigserial PRIMARY KEY, resident bigint NOT NULL, day date NOT NULL);
INSERT INTO assignments (resident, day) SELECT 1 + i % 90, current_date + i / 90 FROM generate_series(1, 900) AS i;
CREATE TABLE jobs (id bigserial PRIMARY KEY, queue text NOT NULL, done_at timestamptz NOT NULL DEFAULT now());
ANALYZE;
"""
QUEUES = ("resilience", "notifications")
HEADERS = ('Strict-Transport-Security "max-age=31536000; includeSubDomains" always', "X-Frame-Options SAMEORIGIN always",
           "X-Content-Type-Options nosniff always", 'X-XSS-Protection "1; mode=block" always')  # fmt: skip
REDIS = ("maxmemory-policy allkeys-lru",)
# redis.conf as hardened: with these and a password.
HARDENED = ('rename-command FLUSHDB ""', 'rename-command FLUSHALL ""', 'rename-command CONFIG ""')

# prometheus/alerts.yml
RULES = """\
groups:
  - name: resilience
    interval: 30s
    rules:
      - alert: HighDefenseLevel
        expr: resilience_defense_level >= 3
        for: 5m
        labels: { severity: warning }
        annotations: { summary: "Defense level elevated to {{ $value }}" }
      - alert: HighUtilization
        expr: resilience_utilization_rate > 0.9
        for: 10m
        labels: { severity: critical }
        annotations: { summary: "Utilization rate at {{ $value }}" }
      - alert: ServiceDown
        expr: up{job="residency-scheduler"} == 0
        for: 1m
        labels: { severity: critical }
        annotations: { summary: "Service {{ $labels.instance }} is down" }
      - alert: HighErrorRate
        expr: rate(http_requests_total{status=~"5.."}[5m]) > 0.05
        for: 5m
        labels: { severity: warning }
        annotations: { summary: "Error rate > 5% on {{ $labels.instance }}" }
"""


def placed(part):
    """Of an option: where it is, too."""
    return {part.key + "_host": "127.0.0.1", part.key + "_port": part.port}


def pooled(part):
    return {**placed(part), "pgbouncer_user": "scheduler", "pgbouncer_credential": part.credential}


def metrics_page(part):
    return {"celery_worker_metrics_url": "http://127.0.0.1:%d/metrics" % part.port}


def ticks(part):
    return {"celery_beat_key": "residency:beat", "celery_beat_age": "6s"}


def logs(part):
    site = part.site
    return ["--logs", site.folder.parents[1] / "log", "--prefix", site.name.replace("/", "-") + "-"]


def ships(part):
    return [*logs(part), "--loki", "http://127.0.0.1:%d" % part.peer("loki").port]


def shell(part):
    return {"host_ssh": part.alias, "host_ssh_config": str(part.client_file)}


def kept(part):
    return {"backup_directory": str(part.folder("database")), "backup_timezone": "UTC"}


PRODUCTION = "the lab has it in production"
OPTION_1, OPTION_2 = "log option 1: the lab has it in staging", "log option 2: the lab has it in production"
WITHOUT = {
    "host_ssh": PRODUCTION,
    "health_check_script": PRODUCTION,
    "backup_directory": PRODUCTION,
    "pgbouncer_port": "an option of the document: " + PRODUCTION,
    "pgbouncer_host": "an option of the document: " + PRODUCTION,
    **{name: OPTION_1 for name in ("elasticsearch_host", "logstash_host", "kibana_host")},
    **{name: OPTION_2 for name in ("loki_host", "promtail_host")},
}


def scripts(site):
    """The document's own is not known: this one asks each part."""
    if site.id != "prod":
        return {}
    return {"health-check.sh": health_check(site, ("nginx", "frontend", "backend", "db", "redis"))}


def log_option(environment):
    if environment == "staging":
        return {
            "elasticsearch": StandIn("elasticsearch", parameters=placed, options=logs),
            "logstash": StandIn("logstash", parameters=placed, options=logs),
            "kibana": StandIn("kibana", parameters=placed),
        }
    if environment == "prod":
        return {
            "loki": StandIn("loki", parameters=placed),
            "promtail": StandIn("promtail", parameters=placed, options=ships),
        }
    return {}


def parts(environment):
    database = Postgres(database="residency_scheduler", user="scheduler", sql=SQL)
    if environment == "test":
        return {"db": database, "backend": Api("flat", path="/health", database="db", lost=503)}
    is_hardened = environment == "prod"
    found = {
        "db": database,
        "redis": Redis(secure=is_hardened, lines=REDIS + (HARDENED if is_hardened else ())),
        "backend": Api("flat", path="/health", database="db", redis="redis", workers="celery-worker", lost=503),
        "celery-worker": CeleryWorker(redis="redis", database="db", queues=QUEUES, page=True, parameters=metrics_page, count=3 if is_hardened else 1),
        "celery-beat": CeleryBeat(redis="redis", database="db", queues=QUEUES, parameters=ticks),
        "frontend": Pages("Residency Scheduler", "Next.js"),
        "nginx": Nginx(routes={"/api/": ("backend", ()), "/": ("frontend", ())}, headers=HEADERS, plain=True),
        "postgres-exporter": PostgresExporter("db"),
        "redis-exporter": RedisExporter("redis"),
        "prometheus": Prometheus({"residency-scheduler": "backend", "postgres": "postgres-exporter",
                                  "redis": "redis-exporter"}, rules=RULES),
        "grafana": StandIn("grafana"),
        **log_option(environment),
    }  # fmt: skip
    if environment == "prod":
        found["pgbouncer"] = PgBouncer("db", parameters=pooled)
        found["server"] = Sshd(parameters=shell)
        made = {"database": ("sql.gz", "residency_scheduler_%Y%m%d_%H%M%S.sql.gz")}
        found["backups"] = BackupJob("db", made, parameters=kept)
    return found


def parameters(site, lab):
    if site.id == "test":
        return {}
    given = {"site": site.host, "api_site": "api." + site.host, "ca_file": "ca.pem", "nginx_path": "/nginx-health"}
    if site.id == "prod":
        given["health_check_script"] = str(script(lab, site, "health-check.sh"))
    return given


def traffic(site):
    return ["http:127.0.0.1:%d/api/v1/users" % site.parts["backend"].port]
