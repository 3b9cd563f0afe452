# SPDX-License-Identifier: GPL-3.0-or-later
"""`lab platforms`: what can be started, by its definition's names, and which of it is real."""

import json
from pathlib import Path

import yaml

from . import tables, workspace


def path_of(identity):
    return (workspace.DEMO / "platforms" if identity == "shop" else workspace.PLATFORMS) / (identity + ".yaml")


def about(identity):
    """The platform, and the titles of its services by whether its parts are real or stand in; with the environments where that
    is so in some of them alone."""
    found = yaml.load(Path(path_of(identity)).read_text(encoding="utf-8"), yaml.CSafeLoader)
    table = tables.Table(identity)
    parts = {environment: table.parts(environment) for environment in table.ENVIRONMENTS}
    kinds = {True: [], False: []}
    for service in found["services"]:
        for real, titles in kinds.items():
            where = [each for each, those in parts.items() if service["id"] in those and those[service["id"]].real is real]
            everywhere = set(parts) & set(service.get("only_in", parts))
            if where:
                titles.append(service["title"] + ("" if set(where) == everywhere else " (%s)" % ", ".join(where)))
    return {
        "id": identity,
        "title": found["title"],
        "environments": list(table.ENVIRONMENTS),
        "real": kinds[True],
        "stand_ins": kinds[False],
    }


def show(_, options):
    all_of_them = [about(identity) for identity in tables.known()]
    if options.json:
        print(json.dumps(all_of_them))
        return 0
    for each in all_of_them:
        print("%s: %s" % (each["id"], each["title"]))
        print("  environments: " + ", ".join(each["environments"]))
        print("  real:         " + ", ".join(each["real"]))
        print("  stand-ins:    " + (", ".join(each["stand_ins"]) or "none"))
    return 0
