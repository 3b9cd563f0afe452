# SPDX-License-Identifier: GPL-3.0-or-later
"""`status` and the two lists: what there is, or would be."""

import itertools
import json
import types

from .. import faults, notsetup, processes, tables
from ..described import Definition
from ..site import Site


def status(folder, options):
    if folder.check_owner():
        found = folder.read_state()
    else:
        found = None
    living = folder.is_up()
    if options.json:
        found = found or {"parts": {}, "environments": {}, "platforms": {}, "up": False}
        answer = {
            "up": living and found["up"],
            "dir": str(folder.path),
            "workspace": str(folder / "workspace" / "opsdeck.yaml"),
            "docker": found.get("docker", ""),
            "environments": found["environments"],
            "platforms": found["platforms"],
            "parts": {
                name: {**part, "alive": processes.alive(part["pid"], part["start"])} for name, part in found["parts"].items()
            },
        }
        print(json.dumps(answer, indent=1))
        return 0 if answer["up"] else 1
    if not found:
        print("No lab is up in %s." % folder.path)
        return 1
    print("Lab in %s: %s" % (folder.path, "up" if living and found["up"] else "starting" if living else "DEAD; run down"))
    for name, part in sorted(found["parts"].items()):
        alive = processes.alive(part["pid"], part["start"])
        word = part["state"] if alive else "not running"
        if part["fault"]:
            word += ", broken: " + part["fault"]
        port = "127.0.0.1:%d" % part["port"] if part["port"] else "-"
        print("  %-22s %-18s pid %-8s %s" % (name, port, part["pid"] or "-", word))
    return 0 if living and found["up"] else 1


def state_of(folder):
    return folder.read_state() if folder.check_owner() and folder.is_up() else None


def chosen_tables(options, found):
    """The platforms that are asked for, else those that are up, else the shop."""
    return tables.load([options.platform] if options.platform else list(found["platforms"]) if found else ["shop"])


def list_faults(folder, options):
    found = state_of(folder)
    listed = chosen_tables(options, found)
    meanings = {}
    for table in listed.values():
        services = {}
        for environment in table.ENVIRONMENTS:
            for identity, part in table.parts(environment).items():
                services.setdefault(identity, {}).update(dict.fromkeys(part.faults))
                meanings.update({fault: faults.meaning_of(part, fault) for fault in part.faults if fault not in faults.MEANING})
        for identity, names in services.items():
            print("%s%s: %s" % (table.ID + "/" if len(listed) > 1 else "", identity, " ".join(names)))
    print()
    meanings = {**faults.MEANING, **meanings}
    width = max(map(len, meanings))
    for name, meaning in meanings.items():
        print("  %-*s  %s" % (width, name, meaning))
    broken = [(name, part["fault"]) for name, part in (found or {"parts": {}})["parts"].items() if part["fault"]]
    if found:
        print("\nBroken now: %s" % (", ".join("%s (%s)" % item for item in broken) or "nothing"))
    return 0


def list_parts(folder, options):
    """Every part there is, or would be."""
    found = state_of(folder)
    rows = []
    for table in chosen_tables(options, found).values():
        known = (found or {"platforms": {}})["platforms"].get(table.ID, {})
        for environment in table.ENVIRONMENTS:
            for identity, part in table.parts(environment).items():
                place = known.get(environment, {"up": False})
                row = found["parts"].get("%s/%s" % (table.site_name(environment), identity)) if place["up"] else None
                port, word, form = "-", "not up", "-"
                if row:
                    service = place["services"][identity]
                    form = "container " + row["container"] if row["container"] else "process"
                    more = [each for each in found["parts"].values() if each["of"] == "%s/%s" % (table.site_name(environment), identity)]
                    form += " and %d more" % len(more) if more else ""
                    port = " ".join(str(number) for number in (service["port"], *service["ports"].values()) if number) or "-"
                    word = row["state"] if processes.alive(row["pid"], row["start"]) else "not running"
                    word += ", broken: " + row["fault"] if row["fault"] else ""
                rows.append((table.ID, environment, identity, part.what, "real" if part.real else "stand-in", form, port, word))
    rows.insert(0, ("PLATFORM", "ENV", "SERVICE", "WHAT RUNS", "REAL?", "RUN AS", "PORT", "STATE"))
    widths = [max(len(row[column]) for row in rows) for column in range(8)]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    if not found:
        names = {row[0] for row in rows[1:]}
        print("\nNo lab is up: this is what `lab up %s` would start." % " ".join("--platform " + name for name in sorted(names)))
    if found and found["docker"] and set(found["platforms"]) - {"shop"}:
        print("\n" + found["docker"])
        for name, places in found["platforms"].items():
            for environment, place in places.items():
                if place["docker"]:
                    print("  %s/%s: docker -H unix://%s ps -a" % (name, environment, place["docker"]))
    list_not_set_up(folder, options, found)
    return 0


def list_not_set_up(folder, options, found):
    """The checks of the definitions that have not what they need here, and why."""
    lab = types.SimpleNamespace(folder=folder.path, children=None, control="lab")
    numbers = itertools.count(1)
    lines = []
    for table in chosen_tables(options, found).values():
        for environment in table.ENVIRONMENTS if table.ID != "shop" else ():
            site = Site(lab, table, environment, True, lambda: next(numbers))
            place = (found or {"platforms": {}})["platforms"].get(table.ID, {}).get(environment, {})
            if place.get("docker"):
                site.engine = types.SimpleNamespace(socket=place["docker"], described=Definition(table.ID).containers(environment))
            for why, checks in notsetup.told(site, lab).items():
                lines += ["  %s %s: %s" % (table.ID, environment, why), "    " + ", ".join(checks)]
    if lines:
        print("\nChecks that are not set up here, as service/check, and why:\n%s" % "\n".join(lines))
