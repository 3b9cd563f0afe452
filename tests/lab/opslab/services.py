# SPDX-License-Identifier: GPL-3.0-or-later
"""What the five servers of one environment are told, and how they are started. Nothing here runs anything."""

import asyncio
import json
import signal
from pathlib import Path

from .parts import Part
from .state import write_private

PGBIN = Path("/usr/lib/postgresql/15/bin")
PYTHON = "/usr/bin/python3"
SERVICES = ("db", "redis", "api", "worker", "nginx")  # in the order in which they are mended
DATABASE = USER = "shop"

POSTGRES_CONF = """\
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 40
shared_buffers = 16MB
dynamic_shared_memory_type = mmap
wal_level = minimal
max_wal_senders = 0
fsync = off
jit = off
log_min_messages = warning
"""

SETUP_SQL = """\
CREATE ROLE shop LOGIN PASSWORD '{password}';
CREATE DATABASE shop OWNER shop;
\\connect shop
SET ROLE shop;
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  customer integer NOT NULL,
  item text NOT NULL,
  amount numeric(10, 2) NOT NULL,
  status text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO orders (customer, item, amount, status, created_at)
  SELECT 1 + i % 50, (ARRAY['lamp', 'chair', 'table', 'shelf', 'clock'])[1 + i % 5], 5 + (i * 37 % 400),
         CASE WHEN i % 20 = 0 THEN 'refunded' ELSE 'paid' END, now() - (600 - i) * interval '5 minutes'
  FROM generate_series(1, 600) AS i;
ANALYZE orders;
"""

NGINX_CONF = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  server_tokens off;
  default_type text/plain;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_timeout 30s;
  server {{
    listen 127.0.0.1:{port} ssl;
    server_name {name};
    ssl_certificate {folder}/{certificate}.pem;
    ssl_certificate_key {folder}/server.key;
    ssl_protocols TLSv1.2 TLSv1.3;
    {locations}
  }}
}}
"""

LOCATIONS = """\
location = /nginx-health { return 200 "ok\\n"; }
    location / {
      proxy_pass http://127.0.0.1:%d;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Connection "";
      proxy_connect_timeout 2s;
      proxy_read_timeout 10s;
    }"""


class Environment:
    """One of dev, staging, prod: its ports, names and secrets."""

    def __init__(self, folder, identity, ports, secrets):
        self.id = identity
        self.folder = folder / identity
        self.stack = folder / "stack"
        self.ports = dict(zip(SERVICES, ports))
        self.spare = dict(zip(SERVICES, ports[len(SERVICES) :]))
        self.host = "shop-%s.example.com" % identity
        self.open = identity == "dev"  # dev trusts everybody, as dev does
        self.db_password = secrets["demo/%s/db" % identity]
        self.redis_password = secrets.get("demo/%s/redis" % identity)
        self.lock = asyncio.Lock()  # one change at a time

    def home(self, service):
        return self.folder / service

    def control(self, service):
        return self.home(service) / "control.json"

    def write_postgres(self, port):
        home = self.home("db")
        method = "trust" if self.open else "scram-sha-256"
        write_private(home / "postgresql.conf", POSTGRES_CONF.format(port=port))
        # The superuser's password is always asked for: only the lab has it, and only while it sets up.
        lines = "host all postgres 127.0.0.1/32 scram-sha-256\nhost all all 127.0.0.1/32 %s\n" % method
        write_private(home / "pg_hba.conf", lines)

    def write_redis(self, port):
        lines = ["bind 127.0.0.1", "port %d" % port, "dir %s" % self.home("redis"), "daemonize no", "save \"\"",
                 "appendonly yes", "appendfsync everysec", "maxmemory 64mb", "loglevel notice"]  # fmt: skip
        if self.redis_password:
            lines.append("requirepass %s" % self.redis_password)
        write_private(self.home("redis") / "redis.conf", "\n".join(lines) + "\n")

    def write_nginx(self, port, variant=""):
        """`variant`: "" as it should be, "errors" answers 500 to all, "expired" shows the expired certificate."""
        locations = "return 500;" if variant == "errors" else LOCATIONS % self.ports["api"]
        text = NGINX_CONF.format(
            folder=self.home("nginx"),
            port=port,
            name=self.host,
            certificate="expired" if variant == "expired" else "server",
            locations=locations,
        )
        write_private(self.home("nginx") / "nginx.conf", text)

    def write_stack(self):
        values = {
            "environment": self.id,
            "database": {
                "host": "127.0.0.1",
                "port": self.ports["db"],
                "dbname": DATABASE,
                "user": USER,
                "password": None if self.open else self.db_password,
                "connect_timeout": 2,
            },
            "redis": {"host": "127.0.0.1", "port": self.ports["redis"], "password": self.redis_password},
            "worker_port": self.ports["worker"],
        }
        write_private(self.folder / "stack.json", json.dumps(values))

    def write(self, service, port, variant=""):
        """The configuration of one server. The files still have to be handed to the servers' account."""
        if service == "db":
            self.write_postgres(port)
        elif service == "redis":
            self.write_redis(port)
        elif service == "nginx":
            self.write_nginx(port, variant)

    def part(self, service, port):
        home = self.home(service)
        name = "%s/%s" % (self.id, service)
        if service == "db":
            # SIGINT is its fast shutdown; SIGQUIT, should the lab die, ends it at once and frees its shared memory.
            return Part(name, [PGBIN / "postgres", "-D", home], home, port, stop_signal=signal.SIGINT,
                        death_signal="QUIT", whole_folder=True)  # fmt: skip
        if service == "redis":
            return Part(name, ["redis-server", home / "redis.conf"], home, port)
        if service == "nginx":
            command = ["nginx", "-e", "stderr", "-p", home, "-c", home / "nginx.conf"]
            return Part(name, command, home, port, death_signal="TERM")
        environment = {
            "SHOP_CONFIG": str(self.folder / "stack.json"),
            "SHOP_CONTROL": str(self.control(service)),
            "PYTHONPATH": str(self.stack),
        }
        if service == "api":
            command = [PYTHON, "-m", "uvicorn", "api:app", "--host", "127.0.0.1", "--port", port,
                       "--log-level", "warning", "--no-access-log"]  # fmt: skip
            return Part(name, command, home, port, environment)
        command = [PYTHON, "-m", "celery", "-A", "tasks", "worker", "-E", "-P", "solo", "-l", "WARNING",
                   "-n", "worker@" + self.id, "--without-gossip", "--without-mingle"]  # fmt: skip
        return Part(name, command, home, port, environment, stop_signal=signal.SIGQUIT)
