#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's tables against the shipped definitions: nothing is started."""

import contextlib
import itertools
import re
import shutil
import subprocess
import sys
import tempfile
import types
import unittest
from pathlib import Path
from unittest import mock

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parent))

from opslab import described, engine, faults, notsetup, tables, workspace  # noqa: E402
from opslab.described import IMAGE, PARAMETER, Definition, size  # noqa: E402
from opslab.notsetup import definition, presence  # noqa: E402
from opslab.site import Site  # noqa: E402


def sites_of(name):
    """Of every environment, with ports, as a lab would have them."""
    lab = types.SimpleNamespace(folder=types.SimpleNamespace(path="/lab"), children=None, control="lab")
    lab.folder = Path("/lab")
    table = tables.Table(name)
    numbers = itertools.count(20000)
    return lab, [Site(lab, table, each, True, lambda: next(numbers)) for each in table.ENVIRONMENTS]


class Tables(unittest.TestCase):
    def test_every_platform_has_a_table(self):
        shipped = {path.stem for path in workspace.PLATFORMS.glob("*.yaml")} - {"opsdeck"}
        self.assertEqual(tables.known(), ["shop", *sorted(shipped)])

    def test_every_active_service_has_a_part(self):
        for name in tables.known():
            if name == "shop":
                continue
            table, found = tables.Table(name), definition(name)
            for environment in found["environments"]:
                active = {each["id"] for each in found["services"] if presence(each, environment) == "active"}
                with self.subTest(platform=name, environment=environment["id"]):
                    if environment.get("presence", "active") != "active" and environment["id"] not in table.ENVIRONMENTS:
                        continue
                    self.assertIn(environment["id"], table.ENVIRONMENTS)
                    found_parts = table.parts(environment["id"])
                    parts = {identity for identity, part in found_parts.items() if not part.of}
                    beside = {name for part in found_parts.values() for name in part.of}
                    self.assertEqual(beside - parts, set(), "beside what is not there")
                    self.assertEqual(active - parts - set(table.NOT_RUN), set(), "active, and the lab does not run it")
                    known = {each["id"] for each in found["services"]}
                    self.assertEqual((parts | set(table.NOT_RUN)) - known, set(), "the lab runs it, and it is no service")

    def test_every_parameter_is_declared(self):
        for name in tables.known():
            if name == "shop":
                continue
            declared = {each["name"]: each for each in definition(name)["parameters"]}
            lab, sites = sites_of(name)
            for site in sites:
                with self.subTest(platform=name, environment=site.id):
                    given = site.parameters(lab)
                    self.assertEqual(set(given) - set(declared), set())
                    credentials = {key for key in given if declared[key].get("credential")}
                    self.assertEqual({given[key] for key in credentials}, set(site.secrets()), "each password is used")

    def test_what_is_not_set_up_has_its_reason(self):
        for name in tables.known():
            lab, sites = sites_of(name)
            for site in sites if name != "shop" else ():
                with self.subTest(platform=name, environment=site.id):
                    for service, check, lacking in notsetup.of(site, lab):
                        self.assertTrue(notsetup.reason(site.table, site.id, service, lacking), "%s/%s: %s" % (service, check, lacking))

    def test_an_environment_that_is_not_up_is_not_set_up(self):
        for name in tables.known():
            lab, sites = sites_of(name)
            for site in sites if name != "shop" else ():
                with self.subTest(platform=name, environment=site.id), tempfile.TemporaryDirectory() as base:
                    lab.folder, lab.tables, lab.sites = Path(base), {name: site.table}, sites
                    for each in sites:
                        each.is_wanted = each is not site
                    environment = next(each for each in definition(name)["environments"] if each["id"] == site.id)
                    wanted = set()
                    for service in definition(name)["services"]:
                        if presence(service, environment) not in ("active", "optional"):
                            continue
                        changed = ((service.get("environments") or {}).get(site.id) or {}).get("checks") or {}
                        for check in service.get("checks") or ():
                            here = changed.get(check["id"], {})
                            if here is not None and {**check, **here}.get("presence", "active") == "active":
                                wanted.add((service["id"], check["id"]))
                    self.assertEqual({row[:2] for row in notsetup.of(site, lab)}, wanted, "no check of it is run")
                    (lab.folder / "certificates").mkdir()
                    (lab.folder / "certificates" / "ca.pem").write_text("", encoding="ascii")
                    written = yaml.safe_load(workspace.make(lab).read_text(encoding="utf-8"))["platforms"][0]["parameters"]
                    self.assertEqual(set((written.get(site.id) or {}).values()) - {None}, set())
                    self.assertEqual(set(written.get(site.id) or {}), set(notsetup.defaults(name, site.id)))

    def test_no_port_is_given_twice_and_each_part_has_its_own(self):
        for name in tables.known():
            _, sites = sites_of(name)
            ports = [port for site in sites for part in site.parts.values() for port in (part.port, *part.ports.values()) if port]
            self.assertEqual(len(ports), len(set(ports)), name)
            for site in sites:
                for part in site.parts.values():
                    self.assertTrue(part.port or not part.listens, part.name)
                    self.assertEqual(set(part.uses) - set(site.parts), set(), part.name)

    def test_each_part_says_what_it_is_and_how_it_breaks(self):
        for name in tables.known():
            _, sites = sites_of(name)
            for part in (part for site in sites for part in site.parts.values()):
                self.assertTrue(part.what, part.name)
                self.assertLessEqual({"kill", "end", "stop"}, set(part.faults), part.name)
                for fault, means in part.faults.items():
                    self.assertTrue(hasattr(faults.Faults, "apply_" + means), means)
                    self.assertNotEqual(faults.meaning_of(part, fault), fault, "%s: no word on %s" % (part.name, fault))

    def test_what_a_document_runs_in_containers_is_one_where_an_engine_runs(self):
        processes = {"omnicore": {"frontend", "proxmox"}, "residency": {"nginx"}, "rxdx": {"prometheus", "grafana", "lm-studio"}}
        beside = {"backups", "external-apis", "host", "internet", "server", "smtp"}  # of no container in any document
        for name in (name for name in tables.known() if name != "shop"):
            found, (lab, sites) = definition(name), sites_of(name)
            declared = {each["name"]: each for each in found["parameters"]}
            for site in sites:
                with self.subTest(platform=name, environment=site.id):
                    held = {key: each for key, each in Definition(name).containers(site.id).items() if key in site.parts}
                    expected = processes.get(name, set()) | beside | {each.id for each in site.parts.values() if each.of}
                    self.assertEqual(set(site.parts) - set(held), expected & set(site.parts))
                    site.engine = types.SimpleNamespace(described=held, socket=Path("/lab/docker.sock"))
                    names = [each.container(number) for each in held.values() for number in range(1, each.replicas + 1)]
                    self.assertEqual(len(names), len(set(names)), "one engine has no two containers of one name")
                    for each in (*names, *(each.image for each in held.values())):
                        self.assertRegex(each, IMAGE)
                    given = site.parameters(lab)
                    self.assertEqual(set(given) - set(declared), set())
                    for service in (service for service in found["services"] if service["id"] in held):
                        for check in (check for check in service["checks"] if check["kind"] == "docker"):
                            for needed in re.findall(PARAMETER, " ".join(map(str, check.values()))):
                                self.assertTrue(given.get(needed) or declared[needed].get("default"), needed)

    def test_few_environments_have_an_engine_each_and_many_one_of_each_platform(self):
        def sites(text):
            return [types.SimpleNamespace(platform=name.split("/")[0], id=name.split("/")[1]) for name in text.split()]

        def chosen(text):
            return " ".join("%s/%s" % (site.platform, site.id) for site in engine.chosen(sites(text)))

        self.assertEqual(chosen("shop/prod"), "")
        few = "residency/dev residency/staging residency/prod residency/test"
        self.assertEqual(chosen("shop/dev " + few), few)
        self.assertEqual(chosen(few + " rxdx/dev rxdx/prod osint/dev osint/staging"), "residency/prod rxdx/prod osint/dev")

    def test_documented_names_images_limits_and_replicas_are_taken(self):
        omnicore = Definition("omnicore").containers("prod")["omnicore-api"]
        self.assertEqual((omnicore.container(), omnicore.image, omnicore.memory), ("omnicore-api", "api_api:latest", 0))
        residency = Definition("residency").containers("prod")
        self.assertEqual((residency["prometheus"].container(), residency["prometheus"].image), ("prometheus", "prom/prometheus:latest"))
        self.assertEqual(residency["backend"].memory, 2 << 30)
        self.assertEqual([residency["celery-worker"].container(number) for number in (1, 3)],
                         ["residency-scheduler_celery-worker_1", "residency-scheduler_celery-worker_3"])  # fmt: skip
        self.assertEqual(residency["celery-worker"].replicas, 3)
        self.assertEqual(Definition("residency").containers("dev")["celery-worker"].replicas, 1)
        osint = Definition("osint")
        self.assertEqual([osint.containers(each)["redis"].memory for each in ("dev", "staging", "prod")], [128 << 20, 0, 1 << 30])
        self.assertEqual([size(text) for text in ("2G", "4GB", "512MB", "1.5K", "7", "", None)],
                         [2 << 30, 4 << 30, 512 << 20, 1536, 7, 0, 0])  # fmt: skip

    def test_mistakes_are_told(self):
        for wanted in (["nothing"], ["shop", "nothing"]):
            with self.assertRaisesRegex(Exception, "no platform 'nothing': shop, corpintel"):
                tables.load(wanted)
        found = tables.load(["omnicore"])
        with self.assertRaisesRegex(Exception, "no environment 'staging': dev, prod"):
            tables.environments(found, ["staging"])
        self.assertEqual(tables.environments(found, ["prod"]), {"omnicore": ["prod"]})
        self.assertEqual(list(tables.load(["all"])), tables.known())

    def test_a_missing_definition_is_told(self):
        with tempfile.TemporaryDirectory() as base:
            lab = types.SimpleNamespace(folder=Path(base), tables={"nowhere": None}, sites=[])
            (Path(base) / "certificates").mkdir()
            (Path(base) / "certificates" / "ca.pem").write_text("", encoding="ascii")
            with self.assertRaisesRegex(Exception, "no definition of nowhere"):
                workspace.make(lab)


class SixthPlatform(unittest.TestCase):
    """As resources/platforms/README.md tells it: a definition and a table, and nothing else."""

    TINY = Path(__file__).resolve().parents[1] / "platforms" / "tiny"

    def test_a_definition_and_a_table_are_all_it_needs(self):
        with tempfile.TemporaryDirectory() as base, contextlib.ExitStack() as patched:
            folder = Path(base) / "tables"
            folder.mkdir()
            shutil.copyfile(self.TINY / "lab.py", folder / "tiny.py")
            patched.enter_context(mock.patch.object(tables, "FOLDER", folder))
            for module in (workspace, notsetup, described):
                patched.enter_context(mock.patch.object(module, "PLATFORMS", self.TINY))
            self.assertEqual(tables.known(), ["tiny"])
            lab, (site,) = sites_of("tiny")
            self.assertEqual(set(site.parts), {"web", "db"})
            declared = {each["name"] for each in definition("tiny")["parameters"]}
            self.assertLessEqual(set(site.parameters(lab)), declared)
            self.assertEqual(list(Definition("tiny").containers("prod")), ["web"])
            # Without an engine nothing but the check of the container is not set up.
            self.assertEqual(list(notsetup.told(site, lab).values()), [["web/container"]])


class CelerysLoop(unittest.TestCase):
    def test_what_is_called_at_each_turn_may_take_itself_away(self):
        script = """if True:
            import stackcelery
            from kombu.asynchronous import Hub
            hub, called = Hub(), []
            def leave():
                called.append(True)
                hub.on_tick.discard(leave)
            hub.on_tick.update([leave, lambda: called.append(True)])
            hub.call_soon(hub.stop)
            hub.run_once()
            print(len(called), len(hub.on_tick))
        """
        with tempfile.TemporaryDirectory() as base:
            path = Path(base) / "config.json"
            path.write_text('{"platform": "p", "environment": "e", "service": "s", "database": null, "redis": null, "port": 0}')
            stack = Path(__file__).resolve().parent / "stack"
            environment = {"STACK_CONFIG": str(path), "STACK_CONTROL": "/dev/null", "PYTHONPATH": str(stack), "PATH": "/usr/bin:/bin"}
            done = subprocess.run(["/usr/bin/python3", "-B", "-c", script], env=environment, capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual((done.stdout.strip(), done.returncode), ("2 1", 0), done.stderr[-2000:])


if __name__ == "__main__":
    unittest.main(verbosity=2)
