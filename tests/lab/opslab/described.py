# SPDX-License-Identifier: GPL-3.0-or-later
"""What a platform's definition says of the containers of one environment."""

import os
import re
from dataclasses import dataclass, field

import yaml

from .workspace import PLATFORMS

IMAGE = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*(?::[\w.-]+)?")
PARAMETER = re.compile(r"\$\{(\w+)\}")
SIZES = {"": 0, "K": 10, "M": 20, "G": 30}


@dataclass
class Described:
    """One service that its document runs in a container."""

    service: str  # of compose
    project: str
    name: str  # as documented, or empty
    image: str
    memory: int = 0  # bytes, 0 no limit
    cpus: float = 0  # 0 no limit
    replicas: int = 1
    parameters: dict = field(default_factory=dict)  # of the workspace, without which its checks are not set up

    def container(self, number=1):
        """Its name; as compose makes it where none is documented."""
        return self.name or "%s_%s_%d" % (self.project, self.service, number)


def size(text):
    """Of "2G", "512MB"; 0 of nothing."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([KMG]?)i?B?", str(text or ""))
    return int(float(found.group(1)) * 2 ** SIZES[found.group(2)]) if found else 0


class Definition:
    def __init__(self, platform):
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.id = platform
        self.tree = yaml.load((PLATFORMS / (platform + ".yaml")).read_text(encoding="utf-8"), loader)
        self.defaults = {each["name"]: each.get("default") for each in self.tree["parameters"]}
        names = [name for name in ("docker_project", "compose_project") if self.defaults.get(name)]
        self.project = self.defaults[names[0]] if names else platform

    def containers(self, environment):
        """service → Described, of those that the document runs in containers."""
        found = {}
        for service in self.tree["services"]:
            described = self._described(service, (service.get("environments") or {}).get(environment) or {})
            if described and environment in service.get("only_in", [environment]):
                found[service["id"]] = described
        return found

    def _described(self, service, here):
        checks = [check for check in service.get("checks") or () if check["kind"] == "docker" and not check.get("disk")]
        if not checks and not {"container", "image", "compose_service"} & set(service):
            return None
        name, given = service.get("compose_service") or service["id"], {}
        for check in checks:
            name = self._settled(check.get("service"), name, given)
            self._settled(check.get("project"), self.project, given)
        image = here.get("image") or service.get("image") or ""
        if not IMAGE.fullmatch(image):
            image = "%s_%s:latest" % (self.project, name)
        limits = here.get("limits") or service.get("limits") or {}
        expected = [each.get("expect_replicas") for each in (here.get("checks") or {}).values() if isinstance(each, dict)]
        return Described(
            service=name,
            project=self.project,
            name=service.get("container") or "",
            image=image if ":" in image else image + ":latest",
            memory=size(limits.get("memory")),
            cpus=min(float(limits.get("cpus") or 0), os.cpu_count()),
            replicas=max([1, *filter(None, expected)]),
            parameters=given,
        )

    def _settled(self, text, otherwise, given):
        """What that text of a check stands for; an open parameter is given the other value."""
        found = PARAMETER.fullmatch(text or "")
        if not found:
            return text or otherwise
        value = self.defaults.get(found.group(1)) or otherwise
        given[found.group(1)] = value
        return value
