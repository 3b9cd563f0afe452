# SPDX-License-Identifier: GPL-3.0-or-later
"""nginx: TLS with the lab's authority in front of other parts, or plain static pages."""

import asyncio
import shutil
import signal
import socket
import ssl

from .. import answers, processes
from ..children import Child
from ..errors import LabError
from ..state import write_private
from .base import SIGNALS, WEB, Part

CONFIGURATION = """\
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 256; }}
http {{
  access_log off;
  server_tokens off;
  default_type text/plain;
  types {{ text/html html; text/css css; }}
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  keepalive_timeout 30s;
  {http}
  server {{
    {listen}
    server_name {name};
    {server}
    location = /nginx-health {{ return 200 "ok\\n"; }}
    location = /nginx-status {{ stub_status; }}
    {locations}
  }}
  {plain}
}}
"""

PROXY = """\
proxy_pass http://%s;
      proxy_http_version 1.1;
      proxy_set_header Host $host;
      proxy_set_header Connection "";
      proxy_connect_timeout 2s;
      proxy_read_timeout 10s;"""

TLS = """\
ssl_certificate {folder}/{certificate}.pem;
    ssl_certificate_key {folder}/server.key;
    ssl_protocols TLSv1.2 TLSv1.3;"""

PLAIN = """\
server {
    listen 127.0.0.1:%d;
    server_name %s;
    location = /nginx-health { return 200 "ok\\n"; }
    location = /nginx-status { stub_status; }
    location / { return 301 https://$host:%d$request_uri; }
  }"""


class Nginx(Part):
    what = "nginx"

    def __init__(self, *, routes, headers=(), http=(), tls=True, redirect=False, plain=False, balance="", pages="",
                 self_signed=False, **more):  # fmt: skip
        """`routes`: path → (service, further lines) or (list of services, lines); `http`: lines beside the server (zones);
        `redirect`: a second port, not encrypted, that sends everybody to the first; `plain`: one that answers as the first
        does; `pages`: title of a static page at /; `self_signed`: its certificate is no authority's."""
        super().__init__(**more)
        self.routes = routes
        self.headers = headers
        self.http_lines = http
        self.tls = tls
        self.self_signed = self_signed
        self.balance = balance
        self.pages = pages
        self.more_ports = ("http",) if redirect or plain else ()
        self.plain = plain
        self.web = not tls
        self.faults = ({**SIGNALS, "errors": "reload", "expired": "reload", "slow": "front", "hang": "instead",
                        "garbage": "instead"} if tls else {**SIGNALS, **WEB})  # fmt: skip

    async def prepare(self, lab):
        if self.tls:
            made = lab.folder / "certificates"
            files = [(".pem", "server.pem"), (".key", "server.key"), ("-expired.pem", "expired.pem")]
            for source, target in files + ([("-pinned.pem", "pinned.pem")] if self.self_signed else []):
                shutil.copyfile(made / (self.site.host + source), self.home / target)
                (self.home / target).chmod(0o600)
        if self.pages:
            (self.home / "pages").mkdir(mode=0o700)
            write_private(self.home / "pages" / "index.html", page(self.pages))

    def write(self, port, variant=""):
        """`variant`: "" as it should be, "errors" answers 500 to all, "expired" shows the expired certificate."""
        upstreams, locations = [], ["add_header %s;" % header for header in self.headers]
        for number, (path, (services, lines)) in enumerate(self.routes.items()):
            names = [services] if isinstance(services, str) else services
            servers = " ".join("server 127.0.0.1:%d;" % self.peer(name).port for name in names)
            upstreams.append("upstream route%d { %s %s }" % (number, self.balance, servers))
            more = "".join("\n      %s;" % line for line in lines)
            locations.append("location %s {\n      %s%s\n    }" % (path, PROXY % ("route%d" % number), more))
        if self.pages:
            locations.append("location / { root %s/pages; try_files $uri /index.html; }" % self.home)
        tls = TLS.format(folder=self.home, certificate="expired" if variant == "expired" else "server") if self.tls else ""
        text = CONFIGURATION.format(
            folder=self.home,
            http="\n  ".join([*self.http_lines, *upstreams]),
            listen="listen 127.0.0.1:%d%s;%s" % (port, " ssl" if self.tls else "",
                                                 " listen 127.0.0.1:%d;" % self.ports["http"] if self.plain else ""),
            name=self.site.host,
            server=tls + ("\n    return 500;" if variant == "errors" else ""),
            locations="\n    ".join(locations),
            plain=PLAIN % (self.ports["http"], self.site.host, port) if "http" in self.ports and not self.plain else "",
        )
        write_private(self.home / "nginx.conf", text)

    def child(self, port):
        command = ["nginx", "-e", "stderr", "-p", self.home, "-c", self.home / "nginx.conf"]
        return Child(self.name, command, self.home, port, death_signal="TERM")

    @property
    def authority(self):
        """File of the certificates by which its own is checked."""
        return self.home / "pinned.pem" if self.self_signed else self.site.stack / "ca.pem"

    async def ask(self, port):
        return await answers.http(port, "/nginx-health", self.authority if self.tls else None, self.site.host)

    async def answering(self, port):
        found = await self.ask(port)
        return found is not None and found[0] == 200

    # ---- its faults by another configuration ----

    async def reload(self, lab, variant):
        """Returns when no worker with the old configuration takes connections any more."""
        lab.configure(self, self.port, variant)
        child = self.site.child(self.id)
        old = [process for process in child.members() if process.pid != child.pid]
        lab.children.signal(child, signal.SIGHUP)

        async def gone():
            return all("shutting down" in processes.title(process) for process in old)

        if not await answers.until(gone, 10):
            raise LabError("%s did not take up its new configuration.%s" % (self.name, lab.children.log_tail(self.name)))

    async def shows(self, variant):
        """Whether clients see that variant."""
        if variant == "errors":
            found = await self.ask(self.port)
            return found is not None and found[0] == 500
        return await asyncio.get_running_loop().run_in_executor(None, self.certificate_refused)

    def certificate_refused(self):
        context = ssl.create_default_context(cafile=str(self.authority))
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as raw:
                context.wrap_socket(raw, server_hostname=self.site.host).close()
        except ssl.SSLCertVerificationError as problem:
            return "expired" in str(problem)
        except OSError:
            pass
        return False


def page(title):
    return '<!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title><h1>%s</h1></html>\n' % (title, title)


