# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds the published JSON Schemas against real files: the examples pass, each of some mistakes does not."""
import json
import pathlib
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(sys.argv[1])


def schema(name):
    loaded = json.loads((ROOT / f"resources/schema/{name}.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(loaded)
    return jsonschema.Draft202012Validator(loaded)


SCHEMAS = {name: schema(name) for name in ("workspace", "platform", "runbook")}


def schema_of(document):
    return SCHEMAS[next(name for name in ("workspace", "runbook", "platform") if name in document)]


def assert_good(path):
    document = yaml.safe_load(path.read_text())
    for error in schema_of(document).iter_errors(document):
        raise SystemExit(f"{path}: {list(error.absolute_path)}: {error.message}")


def assert_bad(path, where, value):
    """With `value` in the place of `where` (None: taken away) the document must be refused."""
    document = yaml.safe_load(path.read_text())
    validator = schema_of(document)
    place = document
    for step in where[:-1]:
        place = place[step]
    if value is None:
        del place[where[-1]]
    else:
        place[where[-1]] = value
    if validator.is_valid(document):
        raise SystemExit(f"{path} with {where} = {value!r} should be refused")


sample = ROOT / "tests/unit/config/sample"
good = [*sample.glob("*.yaml"), *(ROOT / "resources/examples").rglob("*.yaml")]
assert len(good) >= 6, good
for each in good:
    assert_good(each)

shop, restart, workspace = sample / "shop.yaml", sample / "restart.yaml", sample / "opsdeck.yaml"
check = ["services", 0, "checks", 0]
for where, value in [
    (["titel"], "x"),
    (["platform"], None),
    (["environments"], []),
    (["environments", 0, "tier"], "devel"),
    (["services", 0, "presence"], "maybe"),
    (["services", 0, "replicas"], "many"),
    (["services", 0, "checkz"], []),
    (["services", 0, "metrics", 0, "thresholds", 0, "below"], 1),
    (["services", 0, "metrics", 0, "thresholds", 0, "at_least"], 1),
    (["services", 0, "metrics", 0, "thresholds", 0, "above"], None),
    (["services", 0, "metrics", 0, "thresholds", 0, "for"], "2"),
    (["services", 0, "metrics", 0, "unit"], "second"),
    (["services", 0, "environments", "prod", "id"], "x"),
    (check + ["kind"], "htpp"),
    (check + ["interval"], "5"),
    (check + ["intervall"], "5s"),
    (check + ["retries"], 0),
    (check + ["url"], "ftp://x/y"),
    (check + ["database"], "shop"),
    (check + ["json"], "healthy"),
    (["services", 1, "checks", 0, "port"], 65536),
    (["services", 1, "checks", 0, "port"], None),
    (["services", 1, "checks", 0, "kind"], None),
    (["services", 1, "checks", 0, "url"], "http://x/"),
]:
    assert_bad(shop, where, value)
for where, value in [
    (["danger"], "mild"),
    (["danger"], None),
    (["triggers"], [["refused"]]),
    (["steps"], []),
    (["steps", 0, "command"], []),
    (["steps", 0, "command"], None),
    (["steps", 0, "command"], "rm -rf /"),
    (["steps", 0, "artifact"], "/etc/passwd"),
    (["steps", 0, "artifact"], "a/../b"),
    (["steps", 0, "pgpass"], {"credential": "a", "host": "b"}),
    (["steps", 0, "pgpass"], {"credential": "a", "host": "b", "user": "c", "dbname": "d"}),
    (["steps", 0, "within"], "5s"),
    (["steps", 1, "within"], "${soon}"),
]:
    assert_bad(restart, where, value)
for where, value in [(["platforms"], []), (["platforms", 0, "file"], None), (["platforms", 0, "parameters", "dev"], [1])]:
    assert_bad(workspace, where, value)
print(f"{len(good)} files accepted, mistakes refused")
