# SPDX-License-Identifier: GPL-3.0-or-later
"""Every fault of every part of a platform's lab, one an environment at a time: it must be told, by the right kind of error, of
exactly what it belongs to; what needs that is impacted at most, and everything is healthy again once it is mended."""

import concurrent.futures
import time

from platformbench import Bench

# What a check may meet by each fault.
KINDS = {
    "kill": {"refused", "condition", "unreachable"},
    "end": {"refused", "condition", "unreachable"},
    "stop": {"timeout", "condition"},
    "hang": {"timeout"},
    "garbage": {"garbage", "tls", "unreachable"},
    "drip": {"timeout", "garbage", "tls"},
    "endless": {"too-large", "garbage", "timeout", "tls"},
    "errors": {"status", "condition"},  # a condition on the status takes the place of the rule that it must be 2xx
    "unavailable": {"status", "garbage"},
    "html": {"garbage", "condition"},
    "slow": {"timeout", "condition"},
    "expired": {"tls"},
}
# What another says of one that is gone: the engine of its container, the broker of a worker.
TOLD_BY_OTHERS = {"docker", "celery"}
GONE = {"kill": {"status"}, "end": {"status"}, "one-left": {"status"}}
TYPED = {"status", "condition", "garbage", "timeout", "refused", "auth", "tls", "too-large", "not-found", "unreachable", "permission"}
# Faults that nobody can see from where the definition looks, and why. Keys: (platform or "", service or "", fault).
UNSEEN = {
    ("", "", "slow"): "no limit of its answer's time is documented",
    **{("", "backups", fault): "seen when the newest backup is too old" for fault in ("kill", "end", "stop")},
    **{("", part, fault): "only whether it takes connections is asked"
       for part in ("internet", "external-apis") for fault in ("stop", "hang", "garbage", "drip", "endless", "errors", "html")},
    ("omnicore", "https", "errors"): "only its certificate is looked at",
    **{("", part, "queue"): "no limit of a queue is documented" for part in ("celery-worker", "omnicore-celery")},
    ("residency", "celery-worker", "one-left"): "one worker at least is asked for",
    ("rxdx", "lm-studio", "html"): "any answer below 500 counts: no check is documented",
    ("rxdx", "lm-studio", "empty"): "any answer below 500 counts: no check is documented",
    ("", "minio", "full"): "its metrics need a token of their own, and no limit is documented",
    **{("residency", part, "stalled"): "no sign of its work is documented" for part in ("logstash", "promtail")},
    ("residency", "loki", "full"): "only whether it is ready is asked: no check is documented",
    ("", "jaeger", "empty"): "a Jaeger that nobody has sent anything is well",
    ("rxdx", "backend", "unhealthy"): "what it answers without its database is not documented",
    ("omnicore", "proxmox", "guest-stopped"): "the document names no guest that must run",
    **{("osint", part, "html"): "its product and page are not documented: any answer counts"
       for part in ("playwright", "ai-processor", "monitoring")},
    **{("osint", part, "stalled"): "no sign of its work is documented" for part in ("playwright", "ai-processor")},
    ("osint", "nginx", "html"): "an HTML page is what belongs there",
    ("", "frontend", "html"): "an HTML page is what belongs there",
}  # fmt: skip
# Services that are asked through another: one that is frozen or talks nonsense takes their checks with it. It stays the cause,
# unless nothing is known of it that could be wrong.
ASKED_THROUGH = {
    ("residency", "celery-worker"): "redis",
    ("residency", "celery-beat"): "redis",
    ("omnicore", "omnicore-celery"): "omnicore-redis",
    ("residency", "redis-exporter"): "redis",
    ("corpintel", "redis-exporter"): "redis",
}
# Services whose check asks for the whole platform: what breaks anything may degrade them.
OVERALL = {"residency": {"server"}, "rxdx": {"host"}}


def unseen(platform, part, fault):
    """Why nobody can tell of it; empty where somebody must."""
    keys = ((platform, part, fault), ("", part, fault), (platform, "", fault), ("", "", fault))
    return next((UNSEEN[key] for key in keys if key in UNSEEN), "")


class FaultSweep(Bench):
    columns = ("ENV", "SERVICE", "FAULT", "TOLD", "SEEN")
    only = ""  # service or service/fault, when not all

    def plan(self, parts):
        """environment → [(part, fault)]: each fault of each sort of part once, spread over the environments."""
        found = {}
        for environment, place in parts.items():
            for name, part in place["services"].items() if place["up"] else ():
                for fault in part["faults"]:
                    if self.only in ("", name, "%s/%s" % (name, fault)):
                        found.setdefault((name, part["what"], fault), []).append(environment)
        queues = {environment: [] for environment in parts}
        for (name, _, fault), where in sorted(found.items(), key=lambda item: len(item[1])):
            queues[min(where, key=lambda each: len(queues[each]))].append((name, fault))
        return queues

    def owners(self, environment, part):
        return self.parts[environment]["services"][part]["of"] or [part]

    def judge(self, environment, services, part, fault):
        """(remarks, whether it was told, text)."""
        owners = self.owners(environment, part)
        remarks = []
        bad = [(name, check) for name in owners if name in services for check in services[name]["checks"]
               if check["status"] != "ok" and not self.is_slowness(name, check)]  # fmt: skip
        down = [name for name in owners if services.get(name, {}).get("health") == "down"]
        kinds = {str(check.get("error_kind")) for _, check in bad}
        wanted = KINDS.get(fault, TYPED)
        if any(check["kind"] in TOLD_BY_OTHERS for _, check in bad):
            wanted = wanted | GONE.get(fault, set())
        if bad and not kinds & wanted:
            remarks.append("%s should be told as %s, is as %s" % (fault, "|".join(sorted(wanted)), "|".join(sorted(kinds))))
        if kinds & {"internal", "config", "None"}:
            remarks.append("is told without a proper kind: %s" % [(check["id"], check.get("message")) for _, check in bad])
        if not bad and not unseen(self.platform, part, fault):
            remarks.append("%s is broken (%s) and nothing tells of it" % (part, fault))
        impacted = set().union(*(self.definition.dependants(environment, name) for name in owners)) - set(owners)
        touched = self.definition.touched(environment, owners)
        for name, service in services.items():
            if name in owners or not service["checks"] or service["presence"] not in ("active", "optional"):
                continue
            by = [each for each in service["impacted_by"] if not self.is_well(each, services[each])]
            through = ASKED_THROUGH.get((self.platform, name)) in owners and (by == owners or not bad)
            if service["health"] == "down" and not through:
                remarks.append("%s is down by a %s of %s: %s" % (name, fault, part, self.told(service)))
            elif not set(by) <= set(owners) | touched:
                remarks.append("%s is impacted by %s" % (name, by))
            elif down and name in impacted and not by:
                remarks.append("%s is not impacted by %s" % (name, down))
            elif name not in touched | OVERALL.get(self.platform, set()) and not self.is_well(name, service):
                remarks.append("%s has nothing to do with it: %s" % (name, self.told(service)))
        shown = sorted({"%s %s" % (check["id"], check.get("error_kind")) for _, check in bad})
        health = "/".join(services[name]["health"] for name in owners if name in services)
        return remarks, bool(bad), "%s%s" % (health, ": " + ", ".join(shown) if shown else "")

    def round(self, faults):
        """`faults`: environment → (part, fault), at the same time."""
        broken = {}

        def apply(item):
            environment, (part, fault) = item
            try:
                self.fault("break", environment, part, fault)
                broken[environment] = part, fault
            except AssertionError as problem:
                self.fail(environment, part, "%s could not be brought about: %s" % (fault, problem))
                self.rows.append((environment, part, fault, "WRONG", "could not be brought about"))

        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(apply, faults.items()))
        struck = {name for environment, (part, _) in broken.items() for name in self.owners(environment, part)}
        deadline = time.monotonic() + self.definition.limit(struck)
        looks = 0
        while True:
            _, seen = self.check()
            looks += 1
            found = {environment: self.judge(environment, seen[environment], *each) for environment, each in broken.items()}
            settled = all(not remarks for remarks, _, _ in found.values())
            if settled or time.monotonic() > deadline:
                break
        for environment in set(seen) - set(broken):
            for _, name, words in self.unwell({environment: seen[environment]}):
                self.fail(environment, name, "nothing was broken there: " + words)
        with concurrent.futures.ThreadPoolExecutor() as pool:
            list(pool.map(lambda item: self.put_back(item[0], *item[1]), broken.items()))
        began = time.monotonic()
        _, _, unwell = self.all_healthy(struck)
        back = time.monotonic() - began
        for environment, (part, fault) in broken.items():
            remarks, told, text = found[environment]
            remarks += ["%s did not come back: %s" % each[1:] for each in unwell if each[0] == environment]
            for remark in remarks:
                self.fail(environment, part, "%s: %s" % (fault, remark))
            if not told:
                text += " (%s)" % (unseen(self.platform, part, fault) or "nothing")
            verdict = "WRONG" if remarks else "told" if told else "unseen"
            self.rows.append((environment, part, fault, verdict, "%s; look %d; back after %.0f s" % (text, looks, back)))
            print("  %-8s %-18s %-14s %-6s %s" % self.rows[-1], *remarks, sep="\n      ! ", flush=True)

    def put_back(self, environment, part, fault):
        try:
            self.fault("mend", environment, part)
        except AssertionError as problem:
            self.fail(environment, part, "%s could not be mended: %s" % (fault, problem))

    def work(self):
        ready = self.up()
        try:
            _, _, unwell = self.all_healthy()
            for environment, name, words in unwell:
                self.fail(environment, name, "is not healthy on its lab: " + words)
            self.parts = self.look_at_parts()
            queues = self.plan(self.parts)
            for number in range(max(map(len, queues.values()), default=0)):
                self.round({environment: queue[number] for environment, queue in queues.items() if number < len(queue)})
        finally:
            self.lab("down")
        return ready
