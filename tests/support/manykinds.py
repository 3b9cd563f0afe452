# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers for every kind of check beside those of a running lab, and a workspace that asks them all, with nothing wrong.

What Debian has runs for real; what it has not (Grafana, Loki and the like) is answered as its documentation says.
"""

import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from freeports import free_port

HERE = Path(__file__).resolve().parent
GIB = 1 << 30

NODE = {"uptime": 864000, "cpu": 0.25, "loadavg": ["0.10", "0.2", "0.3"], "memory": {"total": 64 * GIB, "used": 25 * GIB},
        "rootfs": {"total": 100 * GIB, "used": 30 * GIB}, "pveversion": "pve-manager/8.1.4"}  # fmt: skip
GUESTS = [{"type": "qemu", "node": "pve", "vmid": 100, "name": "web", "status": "running"},
          {"type": "lxc", "node": "pve", "vmid": 101, "name": "db", "status": "stopped"},
          {"type": "storage", "node": "pve", "storage": "local", "disk": 10 * GIB, "maxdisk": 100 * GIB}]  # fmt: skip
CONTAINERS = "".join(
    'container_memory_working_set_bytes{id="/docker/%(name)s",name="%(name)s"} %(used)d\n'
    'container_spec_memory_limit_bytes{id="/docker/%(name)s",name="%(name)s"} 1000000000\n'
    'container_last_seen{id="/docker/%(name)s",name="%(name)s"} %%(now)d\n' % {"name": name, "used": used}
    for name, used in (("api", 500_000_000), ("worker", 300_000_000))
)
# What is asked, and the documented answer.
ANSWERS = {
    "/api/health": {"commit": "c", "database": "ok", "version": "10.4.1"},
    "/ready": "ready\n",
    "/api/services": {"data": ["api", "worker"], "total": 2, "limit": 0, "offset": 0, "errors": None},
    "/minio/health/live": "",
    "/minio/health/cluster": "",
    "/minio/health/cluster/read": "",
    "/_cluster/health": {"cluster_name": "logs", "status": "green", "number_of_nodes": 3, "unassigned_shards": 0},
    "/api/status": {"version": {"number": "8.12.0"}, "status": {"overall": {"level": "available"}}},
    "/api2/json/nodes/pve/status": {"data": NODE},
    "/api2/json/cluster/status": {"data": [{"type": "cluster", "quorate": 1}, {"type": "node", "name": "pve", "online": 1}]},
    "/api2/json/cluster/resources": {"data": GUESTS},
    "/containers": CONTAINERS,
}


class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        answer = ANSWERS.get(self.path.partition("?")[0])
        body = b"" if answer is None else (answer if isinstance(answer, str) else json.dumps(answer)).encode()
        body = body.replace(b"%(now)d", b"%d" % time.time())
        self.send_response(404 if answer is None else 200)
        if self.path.startswith("/minio/health/cluster"):
            self.send_header("X-Minio-Write-Quorum", "3")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def wait_for(port, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("nothing listens on %d" % port)


class ManyKinds:
    """`lab`: a RunningLab, whose servers of dev are asked too. `folder`: empty, for what these servers keep."""

    def __init__(self, lab, folder):
        self.lab = lab
        self.folder = Path(folder)
        self.processes = []
        self.by_input = []  # those of them that end with their standard input
        self.missing = {}  # kind: why it is not there
        self.secrets = {}  # credential: secret
        self.services = []
        self.dead_folder = self.make("signs")
        self.web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.web.serve_forever, daemon=True).start()

    def make(self, name):
        path = self.folder / name
        path.mkdir()
        return path

    def launch(self, *command, port=0, **more):
        log = open(self.folder / "log", "ab")
        process = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE, stdout=log, stderr=log, **more)
        log.close()
        self.processes.append(process)
        if port:
            wait_for(port)
        return port

    def service(self, identity, title, technology, layer, kind, depends_on=(), **parameters):
        check = {"id": "check", "title": title, "kind": kind, "interval": "10s", "timeout": "8s", **parameters}
        self.services.append({"id": identity, "title": title, "technology": technology, "layer": layer,
                              "depends_on": list(depends_on), "checks": [check]})  # fmt: skip

    def start(self):
        self.data()
        self.monitoring()
        self.documented()
        self.network()
        self.backups()
        if os.getuid() == 0:
            self.containers()
            self.behind_ssh()
        else:
            self.missing.update(dict.fromkeys(("docker", "compose", "ssh"), "root is needed for a namespace"))

    def data(self):
        database, redis = self.lab.port("dev", "db"), self.lab.port("dev", "redis")
        word = self.lab.secret("demo/dev/db")
        self.secrets["many/db"] = word
        login = {"host": "127.0.0.1", "port": database, "database": "shop", "user": "shop", "credential": "many/db"}
        self.service("db", "PostgreSQL", "PostgreSQL", "data", "postgres", **login)
        # The lab's user may not see other sessions, which is told as a warning of its own.
        self.service("db-depth", "PostgreSQL inside", "PostgreSQL", "data", "postgres-stats", ["db"], **login)
        self.service("redis", "Redis", "Redis", "data", "redis", host="127.0.0.1", port=redis)
        self.service("celery", "Celery", "Celery", "app", "celery", ["redis"], host="127.0.0.1", port=redis)
        pool = self.make("pool")
        port = free_port()
        (pool / "users").write_text('"watcher" "pool word"\n')
        (pool / "pgbouncer.ini").write_text(
            "[databases]\nshop = host=127.0.0.1 port=%d dbname=shop\n[pgbouncer]\nlisten_addr=127.0.0.1\nlisten_port=%d\n"
            "unix_socket_dir=\nauth_type=md5\nauth_file=%s/users\nstats_users=watcher\n" % (database, port, pool)
        )
        self.secrets["many/pool"] = "pool word"
        shutil.chown(pool, "postgres") if os.getuid() == 0 else None
        user = ["setpriv", "--reuid", "postgres", "--clear-groups", "--"] if os.getuid() == 0 else []
        self.launch(*user, "/usr/sbin/pgbouncer", pool / "pgbouncer.ini", port=port)
        self.service("pgbouncer", "PgBouncer", "PgBouncer", "data", "pgbouncer", ["db"], host="127.0.0.1", port=port,
                     user="watcher", credential="many/pool")  # fmt: skip
        for kind, title, address, environment, needs in (
            ("postgres-exporter", "PostgreSQL exporter", "--web.listen-address",
             {"DATA_SOURCE_NAME": "postgresql://shop:%s@127.0.0.1:%d/shop?sslmode=disable" % (word, database)}, "db"),
            ("redis-exporter", "Redis exporter", "-web.listen-address", {"REDIS_ADDR": "127.0.0.1:%d" % redis},
             "redis"),
        ):  # fmt: skip
            port = free_port()
            self.launch("/usr/bin/prometheus-" + kind, "%s=127.0.0.1:%d" % (address, port), port=port,
                        env={**os.environ, **environment})  # fmt: skip
            self.service(kind, title, "Prometheus exporter", "watch", kind, [needs], url="http://127.0.0.1:%d/metrics" % port)

    def monitoring(self):
        node, alerts, port = free_port(), free_port(), free_port()
        self.launch("/usr/bin/prometheus-node-exporter", "--web.listen-address=127.0.0.1:%d" % node, port=node)
        self.service("host", "Host", "Prometheus exporter", "watch", "node-exporter", url="http://127.0.0.1:%d/metrics" % node,
                     load_warning=1000)  # fmt: skip
        folder = self.make("prometheus")
        (folder / "alertmanager.yml").write_text("route: { receiver: none }\nreceivers: [ { name: none } ]\n")
        (folder / "prometheus.yml").write_text(
            "global: { scrape_interval: 1s, evaluation_interval: 1s }\n"
            "alerting: { alertmanagers: [ { static_configs: [ { targets: ['127.0.0.1:%d'] } ] } ] }\n"
            "scrape_configs:\n  - { job_name: self, static_configs: [ { targets: ['127.0.0.1:%d', '127.0.0.1:%d'] } ] }\n"
            % (alerts, port, node)
        )
        self.launch("/usr/bin/prometheus-alertmanager", "--config.file=%s/alertmanager.yml" % folder, "--cluster.listen-address=",
                    "--storage.path=%s/alerts" % folder, "--web.listen-address=127.0.0.1:%d" % alerts, port=alerts)  # fmt: skip
        self.launch("/usr/bin/prometheus", "--config.file=%s/prometheus.yml" % folder, "--storage.tsdb.path=%s/data" % folder,
                    "--web.listen-address=127.0.0.1:%d" % port, port=port)  # fmt: skip
        self.service("prometheus", "Prometheus", "Prometheus", "watch", "prometheus-server", ["alertmanager"],
                     url="http://127.0.0.1:%d" % port)  # fmt: skip
        self.service("alertmanager", "Alertmanager", "Alertmanager", "watch", "alertmanager", url="http://127.0.0.1:%d" % alerts)
        self.service("page", "Metrics page", "Prometheus", "watch", "prometheus", url="http://127.0.0.1:%d/metrics" % port)

    def documented(self):
        url = "http://127.0.0.1:%d" % self.web.server_address[1]
        for kind, title, layer in (("grafana", "Grafana", "watch"), ("loki", "Loki", "watch"), ("jaeger", "Jaeger", "watch"),
                                   ("minio", "MinIO", "data"), ("elasticsearch", "Elasticsearch", "data"),
                                   ("kibana", "Kibana", "watch")):  # fmt: skip
            self.service(kind, title, title, layer, kind, url=url)
        self.service("proxmox", "Proxmox VE", "Proxmox", "hosts", "proxmox", url=url, node="pve")
        self.service("cadvisor", "cAdvisor", "cAdvisor", "hosts", "cadvisor", url=url + "/containers")

    def network(self):
        nginx, api = self.lab.port("dev", "nginx"), self.lab.port("dev", "api")
        site = "shop-dev.example.com"
        shutil.copyfile(self.lab.folder / "workspace" / "ca.pem", self.folder / "ca.pem")
        self.service("front", "Front page", "nginx", "edge", "http", ["suite"], url="https://%s:%d/nginx-health" % (site, nginx),
                     address="127.0.0.1", ca_file="ca.pem")  # fmt: skip
        self.service("certificate", "Certificate", "nginx", "edge", "tls", host="127.0.0.1", port=nginx, server_name=site,
                     ca_file="ca.pem")  # fmt: skip
        self.service("port", "Port", "TCP", "edge", "tcp", host="127.0.0.1", port=nginx)
        self.service("suite", "Order", "FastAPI", "app", "suite", ["db", "redis"], steps=[
            {"id": "health", "title": "health", "url": "http://127.0.0.1:%d/health" % api},
            {"id": "orders", "title": "list orders", "url": "http://127.0.0.1:%d/api/v1/orders?limit=1" % api}])  # fmt: skip
        self.service("disk", "Disk", "Monitoring plugin", "hosts", "command", command=["check_disk", "-w", "3%", "-c", "1%", "-p", "/"])
        self.service("internet", "Outside", "", "edge", "external",
                     targets=["tcp://127.0.0.1:%d" % nginx, "http://127.0.0.1:%d/health" % api])  # fmt: skip
        names = self.make("names")
        port = free_port()
        (names / "example.test.zone").write_text(
            "$TTL 60\n@ SOA ns hostmaster 7 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.1\nwww A 192.0.2.2\n"
        )
        (names / "db").mkdir()
        (names / "knot.conf").write_text(
            "server:\n  rundir: %(in)s\n  listen: 127.0.0.1@%(port)d\ndatabase:\n  storage: %(in)s/db\nzone:\n"
            '  - domain: example.test\n    storage: %(in)s\n    file: "%%s.zone"\n' % {"in": names, "port": port}
        )
        self.launch("/usr/sbin/knotd", "-c", names / "knot.conf", port=port)
        self.service("dns", "Name server", "Knot", "edge", "dns", server="127.0.0.1", port=port, name="www.example.test",
                     recursion=False)  # fmt: skip
        mail = self.make("mail")
        made = self.lab.folder / "certificates"
        self.launch(sys.executable, "-B", HERE / "mailserver.py", mail,
                    "mail=%s:%s:starttls" % (made / (site + ".pem"), made / (site + ".key")))  # fmt: skip
        self.by_input.append(self.processes[-1])
        deadline = time.monotonic() + 15
        while not (mail / "mail.json").exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        port = json.loads((mail / "mail.json").read_text())["mail"]
        self.service("mail", "Mail", "SMTP", "edge", "smtp", host="127.0.0.1", port=port, server_name=site, ca_file="ca.pem")

    def backups(self):
        place = self.make("backups")
        for hours in (2, 26, 50):
            day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - hours * 3600))
            data = place / ("base-" + day) / "data"
            data.mkdir(parents=True)
            (data / "table").write_bytes(b"a" * 2_000_000)
            (place / ("base-" + day) / "backup_manifest").write_text("{}")
            for path in (data / "table", place / ("base-" + day) / "backup_manifest"):
                os.utime(path, (time.time() - hours * 3600,) * 2)
        self.service("base", "Base backup", "pg_basebackup", "data", "backup", ["db"], directory=str(place), each="folder",
                     pattern="base-%F", complete="backup_manifest")  # fmt: skip
        (self.dead_folder / "nightly").write_text("done\n")
        self.service("nightly", "Nightly run", "", "app", "dead-man", file=str(self.dead_folder / "nightly"))

    def containers(self):
        folder = self.make("docker")
        words = "PATH=$PATH:/usr/sbin:/sbin; ip link set lo up; exec dockerd --data-root %(in)s/data --exec-root %(in)s/exec " \
                "--pidfile %(in)s/pid -H unix://%(in)s/docker.sock" % {"in": folder}  # fmt: skip
        self.launch("unshare", "-n", "-m", "-p", "-f", "--kill-child", "--mount-proc", "sh", "-c", words)
        socket_path = "unix://%s/docker.sock" % folder
        deadline = time.monotonic() + 30
        while subprocess.run(["docker", "-H", socket_path, "ps"], capture_output=True, check=False).returncode != 0:
            if time.monotonic() > deadline or self.processes[-1].poll() is not None:
                self.missing.update(dict.fromkeys(("docker", "compose"), "no Docker Engine runs here"))
                return
            time.sleep(0.2)
        image = self.make("image")
        for name in ("etc", "tmp", "usr", "proc", "sys", "dev", "run", "var"):
            (image / name).mkdir()
        for name in ("bin", "lib", "lib64", "sbin"):
            (image / name).symlink_to("usr/" + name)
        subprocess.run("tar -C '%s' -c . | docker -H %s import - lab:1" % (image, socket_path), shell=True, check=True,
                       capture_output=True)  # fmt: skip
        subprocess.run(["docker", "-H", socket_path, "run", "-d", "--name", "api", "-v", "/usr:/usr:ro", "-m", "200m", "lab:1",
                        "sleep", "1000"], check=True, capture_output=True)  # fmt: skip
        (folder / "shop.yml").write_text("services:\n" + "".join(
            "  %s: { image: 'lab:1', command: sleep 1000, volumes: ['/usr:/usr:ro'] }\n" % name for name in ("web", "worker")))
        subprocess.run(["docker-compose", "-H", socket_path, "-p", "shop", "-f", folder / "shop.yml", "up", "-d"], check=True,
                       capture_output=True)  # fmt: skip
        where = str(folder / "docker.sock")
        self.service("container", "Container", "Docker", "hosts", "docker", socket=where, container="api")
        self.service("stack", "Stack", "Docker Compose", "hosts", "compose", socket=where, project="shop")

    def behind_ssh(self):
        folder = self.make("ssh")
        self.launch(sys.executable, "-B", HERE / "bastion.py", folder)
        self.by_input.append(self.processes[-1])
        deadline = time.monotonic() + 30
        while not (folder / "ports.json").exists():
            if time.monotonic() > deadline or self.processes[-1].poll() is not None:
                self.missing["ssh"] = "no network namespace can be made here"
                return
            time.sleep(0.1)
        shutil.copyfile(folder / "config", self.folder / "ssh_config")
        self.service("bastion", "Bastion", "Linux", "hosts", "ssh", host="bastion", config_file="ssh_config",
                     failed_units="ignore")  # fmt: skip

    def workspace(self):
        """Writes it; JSON is YAML. Returns the path of opsdeck.yaml."""
        layers = [{"id": each, "title": title} for each, title in
                  (("edge", "Edge"), ("app", "Application"), ("data", "Data"), ("hosts", "Hosts"), ("watch", "Monitoring"))]  # fmt: skip
        platform = {"platform": "kinds", "title": "Every kind", "layers": layers,
                    "environments": [{"id": "all", "title": "All kinds", "tier": "dev"}], "services": self.services}  # fmt: skip
        (self.folder / "kinds.yaml").write_text(json.dumps(platform, indent=1))
        path = self.folder / "opsdeck.yaml"
        path.write_text(json.dumps({"workspace": "kinds", "title": "Every kind", "platforms": [{"file": "kinds.yaml"}]}))
        return path

    def close(self):
        self.web.shutdown()
        self.web.server_close()
        # Some end with their input, and with them what they started.
        for process in reversed(self.processes):
            process.stdin.close()
            if process not in self.by_input:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
