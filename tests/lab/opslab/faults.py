# SPDX-License-Identifier: GPL-3.0-or-later
"""Breaking and mending. Every fault is a real one: a dead or stopped process, a wrong answer, a port that misbehaves."""

import json

from . import answers, state
from .children import Child
from .errors import LabError
from .parts.base import PYTHON

SECONDS = 3.0  # of `slow`, unless told

MEANING = {
    "kill": "SIGKILL to the server and all it started: connections are refused",
    "end": "told to end, as `docker stop` does: connections are refused, and it had the time to put things in order",
    "stop": "SIGSTOP: connections are accepted by the kernel, nothing ever answers (also: freeze)",
    "errors": "every HTTP answer is a 500",
    "slow": "every answer comes --seconds late (3 unless told)",
    "hang": "accepts and never answers",
    "garbage": "answers with random bytes",
    "html": "answers 200 with an HTML page where JSON belongs",
    "expired": "shows a certificate that expired in 2024",
    "drip": "one byte a second, for ever",
    "endless": "an answer without end",
    "unhealthy": "its health page says that what it needs is lost",
    "full": "all its connections are taken",
    "queue": "is given more work than it can do: its queue grows",
}
ALIASES = {"freeze": "stop"}


def meaning_of(part, fault):
    return getattr(part, "meanings", {}).get(fault) or MEANING.get(fault, fault)


class Faults:
    def __init__(self, lab):
        self.lab = lab
        self.children = lab.children

    @staticmethod
    def standin_name(part):
        return part.name + "-standin"

    @staticmethod
    def child(part):
        return part.site.child(part.id)

    async def apply(self, part, fault, seconds):
        fault = ALIASES.get(fault, fault)
        means = part.faults.get(fault)
        if means is None:
            raise LabError("%s has no fault %r: %s." % (part.id, fault, ", ".join(part.faults)))
        child = self.child(part)
        if child.fault:
            raise LabError("%s is broken already (%s). Mend it first." % (child.name, child.fault))
        if child.state == "ended" and part.restarts:
            await self.lab.start_part(part, part.port)
            child = self.child(part)
        if child.state != "running":
            raise LabError("%s does not run (%s). Restart it first." % (child.name, child.exit_text or child.state))
        seconds = SECONDS if seconds is None else seconds
        child.fault = fault  # recorded before it is done, so that a mend always finds it
        self.lab.save()
        try:
            await getattr(self, "apply_" + means)(part, fault, seconds)
        finally:
            self.child(part).fault = fault
            self.lab.save()
        late = " Here: %g s." % seconds if fault == "slow" else ""
        return "%s is broken: %s (%s).%s" % (part.name, fault, meaning_of(part, fault), late)

    async def apply_signal(self, part, fault, _seconds):
        child = self.child(part)
        for each in part.site.copies(part.id):
            if fault == "stop":
                await self.children.freeze(each)
            else:
                await self.children.kill(each)
        if fault == "stop":
            return
        if not await answers.until(part.gone, 5):
            raise LabError("%s was killed but its port %d still answers." % (part.name, child.port))

    async def apply_end(self, part, _fault, _seconds):
        for each in part.site.copies(part.id):
            await self.children.stop(each)
        if not await answers.until(part.gone, 5):
            raise LabError("%s was ended but its port %d still answers." % (part.name, self.child(part).port))

    async def apply_replicas(self, part, _fault, _seconds):
        for each in part.site.copies(part.id)[1:]:
            await self.children.kill(each)

    async def apply_control(self, part, fault, seconds):
        state.write_private(part.control, json.dumps({"fault": fault, "seconds": seconds}))
        self.children.give(part.control)
        if not await answers.until(lambda: part.obeyed(fault), 40):
            raise LabError("%s does not do what it is told.%s" % (part.name, self.children.log_tail(part.name)))

    async def apply_reload(self, part, fault, _seconds):
        await part.reload(self.lab, fault)
        if not await answers.until(lambda: part.shows(fault), 10):
            raise LabError("%s did not take up its new configuration." % part.name)

    async def apply_instead(self, part, fault, seconds):
        in_container = self.child(part).container is not None
        await self.children.stop(self.child(part))
        if in_container:  # one that answers wrongly lives all the same: its engine must not tell that it has ended
            await self.lab.start_part(part, self.lab.spare_port())
        await self.start_standin(part, fault, seconds)

    async def apply_front(self, part, fault, seconds):
        await self.children.stop(self.child(part))
        spare = self.lab.spare_port()
        await self.lab.start_part(part, spare)
        await self.start_standin(part, fault, seconds, spare)

    async def apply_helper(self, part, fault, _seconds):
        """A program beside the part, which makes the second file of its arguments when the fault is there."""
        command = part.helper(fault)
        self.children.give(part.home / "config.json")
        sign = command[-1]
        sign.unlink(missing_ok=True)
        helper = Child(self.standin_name(part), command, part.site.stack)
        self.children.start(helper)

        async def begun():
            return sign.exists()

        await self.children.wait_ready(helper, begun, 20)

    async def start_standin(self, part, mode, seconds, to=None):
        command = [PYTHON, "standin.py", mode, "--port", part.port, "--seconds", seconds]
        command += ["--to", to] if to else []
        command += ["--http"] if part.web or mode in ("errors", "html") else []
        command += ["--first"] if part.speaks_first else []
        child = Child(self.standin_name(part), command, part.site.stack, part.port)
        self.children.start(child)
        await self.children.wait_ready(child, lambda: answers.listening(part.port), 10)

    async def mend(self, site, identity):
        chosen = site.parts.values() if identity == "all" else [site.parts[identity]]
        broken = [part for part in chosen if self.child(part).fault or self.child(part).state == "ended"]
        if not broken:
            return "%s %s: nothing is broken." % (site.name, identity)
        lines = []
        for part in broken:
            was = self.child(part).fault
            await self.undo(part, was or "kill")
            self.child(part).fault = ""
            self.lab.save()
            lines.append("%s is mended (%s)." % (part.name, was or "it had ended"))
        return "\n".join(lines)

    async def undo(self, part, fault):
        means = part.faults[fault]
        child = self.child(part)
        if means == "control":
            part.control.unlink(missing_ok=True)
        elif means == "helper":
            await self.end_standin(part)
            await part.mended(self.lab, fault)
        elif means == "reload" and child.state == "running":
            await part.reload(self.lab, "")
        elif fault == "stop" and child.state == "stopped":
            for each in part.site.copies(part.id):
                self.children.thaw(each)
        else:
            await self.end_standin(part)
            await self.children.stop(child)
            if child.port != part.port:
                self.lab.free_ports.append(child.port)
            await self.lab.start_part(part, part.port)
        if not await answers.until(lambda: part.answering(part.port), 20):
            raise LabError("%s does not answer.%s" % (part.name, self.children.log_tail(part.name)))
        await self.lab.settle(part)

    async def end_standin(self, part):
        standin = self.children.all.get(self.standin_name(part))
        if standin is not None:
            await self.children.stop(standin)
            del self.children.all[standin.name]

    async def forget(self, part):
        """Before a restart: whatever was in the part's way goes."""
        part.control.unlink(missing_ok=True)
        await self.end_standin(part)
        self.child(part).fault = ""
