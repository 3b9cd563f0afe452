# SPDX-License-Identifier: GPL-3.0-or-later
"""Which checks of the definitions the lab leaves without what they need, and why."""

import re
from pathlib import Path

import yaml

PLATFORMS = Path(__file__).resolve().parents[3] / "resources" / "platforms"
BUILT_IN = {"platform", "environment", "tier", "workspace_dir"}
REFERENCE = re.compile(r"(?<!\$)\$\{(\w+)\}")
# Keys of a check that are told, not done.
WORDS = ("id", "title", "source", "reason", "ref", "states")

DOCKER = "needs a Docker engine, which does not run here"
# Parameter, or the end of its name → why it has no value. A table has its own beside these.
REASONS = {
    "docker_socket": DOCKER,
    "docker_project": DOCKER,
    "_compose_service": DOCKER,
    "test_compose_file": "runs in containers of the test stack, and " + DOCKER,
}


def definition(name):
    return yaml.load((PLATFORMS / (name + ".yaml")).read_text(encoding="utf-8"), yaml.CSafeLoader)


def presence(service, environment):
    """Of a service in an environment, as the definition has it."""
    if environment.get("presence", "active") != "active" or environment["id"] not in service.get("only_in", [environment["id"]]):
        return "not_configured"
    override = (service.get("environments") or {}).get(environment["id"]) or {}
    return override.get("presence", service.get("presence", "active"))


def values(tree, environment, given):
    """Parameter → value there, or None."""
    found = {}
    for each in tree["parameters"]:
        value = given.get(each["name"], (each.get("defaults") or {}).get(environment, each.get("default")))
        needs = REFERENCE.findall(str(value))
        known = all(name in BUILT_IN or found.get(name) is not None for name in needs)
        found[each["name"]] = value if known else None
    return found


def defaults(platform, environment):
    """Names of the parameters of checks that have a value there when nothing is said. What else is drawn needs its own."""
    tree, used = definition(platform), set()
    for service in tree["services"]:
        override = (service.get("environments") or {}).get(environment) or {}
        for check in [*(service.get("checks") or ()), *filter(None, (override.get("checks") or {}).values())]:
            used.update(REFERENCE.findall(yaml.safe_dump({key: value for key, value in check.items() if key not in WORDS})))
    return [name for name, value in values(tree, environment, {}).items() if value is not None and name in used]


def missing(check, found, optional):
    """Parameters for lack of which the check cannot run."""
    lacking = set()
    for key, value in check.items():
        if key in WORDS:
            continue
        for name in REFERENCE.findall(yaml.safe_dump(value)):
            alone = name in optional and value == "${%s}" % name
            if name not in BUILT_IN and found.get(name) is None and not alone:
                lacking.add(name)
    return lacking


def of(site, lab):
    """(service, check, parameters that are missing) of an environment, for each check that the definition wants there."""
    tree = definition(site.platform)
    environment = next((each for each in tree["environments"] if each["id"] == site.id), None)
    if environment is None:
        return []
    found = values(tree, site.id, site.parameters(lab))
    optional = {each["name"] for each in tree["parameters"] if each.get("optional")}
    rows = []
    for service in tree["services"]:
        override = (service.get("environments") or {}).get(site.id) or {}
        if presence(service, environment) not in ("active", "optional"):
            continue
        changed = override.get("checks") or {}
        for check in service.get("checks") or ():
            if changed.get(check["id"], {}) is None:
                continue  # taken away there
            check = {**check, **changed.get(check["id"], {})}
            lacking = missing(check, found, optional)
            if lacking and check.get("presence", "active") == "active":
                rows.append((service["id"], check["id"], lacking))
    return rows


def reason(table, environment, service, lacking):
    """In words; "" where nobody has given one."""
    own = table.WITHOUT.get(service, "")
    own = own.get(environment, "") if isinstance(own, dict) else own
    for name in sorted(lacking):
        for key, text in {**table.WITHOUT, **REASONS}.items():
            if name == key or (key.startswith("_") and name.endswith(key)):
                return text.get(environment, "") if isinstance(text, dict) else text
    return own


def told(site, lab):
    """reason → the checks that it keeps from running, as service/check."""
    found = {}
    for service, check, lacking in of(site, lab):
        why = reason(site.table, site.id, service, lacking) or "without %s" % ", ".join(sorted(lacking))
        found.setdefault(why, []).append("%s/%s" % (service, check))
    return found
