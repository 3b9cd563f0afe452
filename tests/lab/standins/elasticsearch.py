# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Elasticsearch 8.11, a single node: its banner, the cluster's health, some of _cat, a search in the lab's logs.

  --logs FOLDER [--prefix P]   the lines of the files there are the documents of its one index
"""

import json
import os
import time

from frame import Answer, StandIn, as_json
from logtail import LogTail

INDEX = "logs-lab"
BOOTING = {"root_cause": [{"type": "master_not_discovered_exception", "reason": None}],
           "type": "master_not_discovered_exception", "reason": None}  # fmt: skip
HEADERS = [("X-elastic-product", "Elasticsearch")]


class Elasticsearch(StandIn):
    product = "elasticsearch"
    options = {"logs": "", "prefix": "", "cluster": "docker-cluster"}

    def prepare(self):
        self.tail = LogTail(self.values["logs"], self.values["prefix"])

    def answer(self, request):
        if request.state == "booting":
            return self.json({"error": BOOTING, "status": 503}, 503)
        if request.path == "/":
            return self.json({
                "name": "stand-in", "cluster_name": self.values["cluster"], "cluster_uuid": "c3RhbmQtaW4tY2x1c3Rlcg",
                "version": {"number": "8.11.0", "build_flavor": "default", "build_type": "docker", "build_hash": "stand-in",
                            "build_date": "2023-11-04T10:04:57.184859352Z", "build_snapshot": False,
                            "lucene_version": "9.8.0", "minimum_wire_compatibility_version": "7.17.0",
                            "minimum_index_compatibility_version": "7.0.0"},
                "tagline": "You Know, for Search"})  # fmt: skip
        if request.path == "/_cluster/health":
            return self.json(self.health(request.state))
        if request.path.startswith("/_cat"):
            return self.cat(request)
        words = request.path.strip("/").split("/")
        if words[-1] in ("_search", "_count") and words[0] in (INDEX, "_all", "*", "_search", "_count"):
            return self.search(request, words[-1])
        if words == [INDEX]:
            return self.json({INDEX: {"aliases": {}, "mappings": {}, "settings": {"index": {"number_of_replicas": "0"}}}})
        reason = {"type": "index_not_found_exception", "reason": "no such index [%s]" % words[0], "index": words[0]}
        return self.json({"error": {"root_cause": [reason], **reason}, "status": 404}, 404)

    @staticmethod
    def json(content, status=200):
        return as_json(content, status, HEADERS)

    def colour(self, state):
        return {"yellow": "yellow", "unhealthy": "red"}.get(state, "green")

    def health(self, state):
        lost = 1 if state in ("yellow", "unhealthy") else 0
        active = 0 if state == "unhealthy" else 1
        return {
            "cluster_name": self.values["cluster"], "status": self.colour(state), "timed_out": False, "number_of_nodes": 1,
            "number_of_data_nodes": 1, "active_primary_shards": active, "active_shards": active, "relocating_shards": 0,
            "initializing_shards": 0, "unassigned_shards": lost, "delayed_unassigned_shards": 0,
            "number_of_pending_tasks": 0, "number_of_in_flight_fetch": 0, "task_max_waiting_in_queue_millis": 0,
            "active_shards_percent_as_number": 100.0 * active / (active + lost)}  # fmt: skip

    def cat(self, request):
        self.tail.read()
        health = self.health(request.state)
        with open("/proc/meminfo", encoding="ascii") as file:
            memory = {line.split(":")[0]: int(line.split()[1]) for line in file}
        used = 100 - 100 * memory["MemAvailable"] // memory["MemTotal"]
        load = os.getloadavg()
        tables = {
            "health": [{
                "epoch": int(time.time()), "timestamp": time.strftime("%H:%M:%S", time.gmtime()),
                "cluster": self.values["cluster"], "status": health["status"], "node.total": 1, "node.data": 1,
                "shards": health["active_shards"], "pri": health["active_primary_shards"], "relo": 0, "init": 0,
                "unassign": health["unassigned_shards"], "pending_tasks": 0, "max_task_wait_time": "-",
                "active_shards_percent": "%.1f%%" % health["active_shards_percent_as_number"]}],
            "nodes": [{
                "ip": "127.0.0.1", "heap.percent": 30, "ram.percent": used, "cpu": 1, "load_1m": "%.2f" % load[0],
                "load_5m": "%.2f" % load[1], "load_15m": "%.2f" % load[2], "node.role": "cdfhilmrstw", "master": "*",
                "name": "stand-in"}],
            "indices": [{
                "health": health["status"], "status": "open", "index": INDEX, "uuid": "c3RhbmQtaW4taW5kZXg", "pri": 1,
                "rep": 0, "docs.count": self.tail.total, "docs.deleted": 0, "store.size": "1mb", "pri.store.size": "1mb"}],
            "shards": [{
                "index": INDEX, "shard": 0, "prirep": "p",
                "state": "UNASSIGNED" if request.state == "unhealthy" else "STARTED", "docs": self.tail.total,
                "store": "1mb", "ip": "127.0.0.1", "node": "stand-in"}],
        }  # fmt: skip
        words = request.path.strip("/").split("/")
        if len(words) == 1:
            return Answer(200, "=^.^=\n" + "".join("/_cat/%s\n" % name for name in tables), headers=HEADERS)
        rows = tables[words[1]]
        if request.query.get("format") == "json":
            return self.json([{name: str(value) for name, value in row.items()} for row in rows])
        lines = [[str(value) for value in row.values()] for row in rows]
        if "v" in request.query:
            lines.insert(0, list(rows[0]))
        widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
        text = "".join(" ".join(word.ljust(width) for word, width in zip(line, widths)).rstrip() + "\n" for line in lines)
        return Answer(200, text, headers=HEADERS)

    def search(self, request, verb):
        """Documents whose message has all words of ?q= or of the body's query.query_string.query; newest first."""
        self.tail.read()
        asked = request.query.get("q", "")
        size = int(request.query.get("size", 10))
        if request.body:
            body = json.loads(request.body)
            asked = body.get("query", {}).get("query_string", {}).get("query", asked)
            size = int(body.get("size", size))
        words = [word for word in asked.lower().split() if word != "*"]
        found = [line for line in reversed(self.tail.lines) if all(word in line[2].lower() for word in words)]
        shards = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}
        if verb == "_count":
            return self.json({"count": len(found), "_shards": shards})
        hits = [{"_index": INDEX, "_id": str(moment), "_score": 1.0, "_source": {
            "@timestamp": time.strftime("%Y-%m-%dT%H:%M:%S.", time.gmtime(moment // 10**9)) + "%03dZ" % (moment // 10**6 % 1000),
            "message": text, "service": {"name": self.tail.service(name)}}} for moment, name, text in found[:size]]  # fmt: skip
        total = {"value": len(found), "relation": "eq"}
        return self.json({"took": 1, "timed_out": False, "_shards": shards,
                          "hits": {"total": total, "max_score": 1.0 if hits else None, "hits": hits}})  # fmt: skip


Elasticsearch().run()
