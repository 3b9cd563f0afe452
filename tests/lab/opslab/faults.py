# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaking and mending. Every fault is a real one: a dead or stopped process, a wrong answer, a port that misbehaves."""

import asyncio
import json
import signal
import socket
import ssl

from . import answers, processes, state
from .errors import LabError
from .parts import Part
from .services import PYTHON, SERVICES

SECONDS = 3.0  # of `slow`, unless told

MEANING = {
    "kill": "SIGKILL to the server and all it started: connections are refused",
    "stop": "SIGSTOP: connections are accepted by the kernel, nothing ever answers",
    "errors": "every HTTP answer is a 500",
    "slow": "every answer comes --seconds late (3 unless told)",
    "hang": "accepts and never answers",
    "garbage": "answers with random bytes",
    "html": "answers 200 with an HTML page where JSON belongs",
    "expired": "shows a certificate that expired in 2024",
    "drip": "one byte a second, for ever",
    "endless": "an answer without end",
}

# How each fault is brought about: by a signal, by the application itself (its control file), by nginx's configuration,
# by a stand-in on the server's port, or by a stand-in in front of the server, which moves to another port meanwhile.
MEANS = {
    "nginx": {"kill": "signal", "stop": "signal", "errors": "nginx", "expired": "nginx", "slow": "front",
              "hang": "instead", "garbage": "instead"},
    "api": {"kill": "signal", "stop": "signal", "errors": "control", "slow": "control", "html": "control",
            "hang": "instead", "garbage": "instead", "drip": "instead", "endless": "instead"},
    "worker": {"kill": "signal", "stop": "signal", "errors": "control", "slow": "control", "html": "control",
               "hang": "control", "garbage": "control"},
    "db": {"kill": "signal", "stop": "signal", "slow": "front", "hang": "instead", "garbage": "instead",
           "drip": "instead", "endless": "instead"},
    "redis": {"kill": "signal", "stop": "signal", "slow": "front", "hang": "instead", "garbage": "instead",
              "drip": "instead", "endless": "instead"},
}  # fmt: skip


class Faults:
    def __init__(self, lab):
        self.lab = lab
        self.children = lab.children

    def part(self, environment, service):
        return self.children.parts["%s/%s" % (environment.id, service)]

    def standin_name(self, environment, service):
        return "%s/%s-standin" % (environment.id, service)

    async def apply(self, environment, service, fault, seconds):
        means = MEANS[service].get(fault)
        if means is None:
            raise LabError("%s has no fault %r: %s." % (service, fault, ", ".join(MEANS[service])))
        part = self.part(environment, service)
        if part.fault:
            raise LabError("%s is broken already (%s). Mend it first." % (part.name, part.fault))
        if part.state != "running":
            raise LabError("%s does not run (%s). Restart it first." % (part.name, part.exit_text or part.state))
        seconds = SECONDS if seconds is None else seconds
        part.fault = fault  # recorded before it is done, so that a mend always finds it
        self.lab.save()
        try:
            await getattr(self, "apply_" + means)(environment, service, fault, seconds)
        finally:
            self.part(environment, service).fault = fault
            self.lab.save()
        late = " Here: %g s." % seconds if fault == "slow" else ""
        return "%s is broken: %s (%s).%s" % (part.name, fault, MEANING[fault], late)

    async def apply_signal(self, environment, service, fault, _seconds):
        part = self.part(environment, service)
        if fault == "stop":
            await self.children.freeze(part)
            return
        await self.children.kill(part)
        if service == "db":
            state.release_shared_memory(part.pid)
        if not await answers.until(lambda: answers.refused(part.port), 5):
            raise LabError("%s was killed but its port %d still answers." % (part.name, part.port))

    async def apply_control(self, environment, service, fault, seconds):
        path = environment.control(service)
        state.write_private(path, json.dumps({"fault": fault, "seconds": seconds}))
        self.children.give(path)

    async def apply_nginx(self, environment, service, fault, _seconds):
        port = environment.ports[service]
        await self.reload_nginx(environment, fault)
        shown = (lambda: self.nginx_answers(environment, port, 500)) if fault == "errors" else (
            lambda: self.certificate_refused(environment, port))  # fmt: skip
        if not await answers.until(shown, 10):
            raise LabError("nginx of %s did not take up its new configuration." % environment.id)

    async def apply_instead(self, environment, service, fault, seconds):
        await self.children.stop(self.part(environment, service))
        await self.start_standin(environment, service, fault, seconds)

    async def apply_front(self, environment, service, fault, seconds):
        await self.children.stop(self.part(environment, service))
        spare = environment.spare[service]
        await self.lab.start_service(environment, service, spare)
        await self.start_standin(environment, service, fault, seconds, spare)

    async def start_standin(self, environment, service, mode, seconds, to=None):
        port = environment.ports[service]
        command = [PYTHON, "standin.py", mode, "--port", port, "--seconds", seconds]
        command += ["--to", to] if to else []
        command += ["--http"] if service in ("api", "nginx", "worker") else []
        part = Part(self.standin_name(environment, service), command, environment.stack, port)
        self.children.start(part)
        await self.children.wait_ready(part, lambda: answers.listening(port), 10)

    async def reload_nginx(self, environment, variant):
        """Returns when no worker with the old configuration takes connections any more."""
        self.lab.configure(environment, "nginx", environment.ports["nginx"], variant)
        part = self.part(environment, "nginx")
        old = [process for process in part.members() if process.pid != part.pid]
        self.children.signal(part, signal.SIGHUP)

        async def gone():
            return all("shutting down" in processes.title(process) for process in old)

        if not await answers.until(gone, 10):
            raise LabError("%s did not take up its new configuration.%s" % (part.name, self.children.log_tail(part.name)))

    async def nginx_answers(self, environment, port, status):
        found = await answers.http(port, "/nginx-health", environment.stack / "ca.pem", environment.host)
        return found is not None and found[0] == status

    async def certificate_refused(self, environment, port):
        def look():
            context = ssl.create_default_context(cafile=str(environment.stack / "ca.pem"))
            try:
                with socket.create_connection(("127.0.0.1", port), timeout=2) as raw:
                    context.wrap_socket(raw, server_hostname=environment.host).close()
            except ssl.SSLCertVerificationError as problem:
                return "expired" in str(problem)
            except OSError:
                pass
            return False

        return await asyncio.get_running_loop().run_in_executor(None, look)

    async def mend(self, environment, service):
        wanted = SERVICES if service == "all" else (service,)
        broken = [name for name in wanted if self.part(environment, name).fault]
        # What ended by itself is brought back too.
        broken += [name for name in wanted if name not in broken and self.part(environment, name).state == "ended"]
        if not broken:
            return "%s %s: nothing is broken." % (environment.id, service)
        lines = []
        for name in (item for item in SERVICES if item in broken):
            part = self.part(environment, name)
            was = part.fault
            await self.undo(environment, name, was or "kill")
            self.part(environment, name).fault = ""
            self.lab.save()
            lines.append("%s is mended (%s)." % (part.name, was or "it had ended"))
        return "\n".join(lines)

    async def undo(self, environment, service, fault):
        means = MEANS[service][fault]
        port = environment.ports[service]
        part = self.part(environment, service)
        if means == "control":
            environment.control(service).unlink(missing_ok=True)
        elif means == "nginx" and part.state == "running":
            await self.reload_nginx(environment, "")
        elif fault == "stop" and part.state == "stopped":
            self.children.thaw(part)
        else:
            await self.end_standin(environment, service)
            await self.children.stop(part)
            await self.lab.start_service(environment, service, port)
        if not await answers.until(lambda: self.lab.answering(environment, service, port), 20):
            raise LabError("%s does not answer.%s" % (part.name, self.children.log_tail(part.name)))
        await self.lab.settle(environment, service)

    async def end_standin(self, environment, service):
        standin = self.children.parts.get(self.standin_name(environment, service))
        if standin is not None:
            await self.children.stop(standin)
            del self.children.parts[standin.name]

    async def forget(self, environment, service):
        """Before a restart: whatever was in the server's way goes."""
        part = self.part(environment, service)
        environment.control(service).unlink(missing_ok=True)
        await self.end_standin(environment, service)
        part.fault = ""
