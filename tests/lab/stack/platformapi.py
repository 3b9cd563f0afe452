# SPDX-License-Identifier: GPL-3.0-or-later
"""A platform's API: its health page in the platform's own shape, its metrics, and a little work on its database and queue."""

import asyncio

from fastapi import FastAPI, Query
from fastapi.responses import JSONResponse

import platformmetrics
import shapes
import stackapi
import stackconfig
import stackdb
import stackredis
import traces
from stacklook import Dependency

app = FastAPI(title=stackconfig.PLATFORM, version="1.0.0", docs_url=stackconfig.VALUES["docs"])
pool = stackdb.Pool(5)
store = stackredis.client()
platformmetrics.begin(store)
spans = None
if stackconfig.VALUES.get("traces"):
    spans = traces.Sender(stackconfig.VALUES["traces"], stackconfig.SERVICE)
    spans.start()
stackapi.equip(app, pool, spans.add if spans else None)

used = {"database": Dependency("database", lambda: pool.rows(stackconfig.PROBE_LIMIT, "SELECT 1"))}
if store is not None:
    used["redis"] = Dependency("redis", store.ping)


async def looked(each):
    if stackapi.control.read()[0] == "unhealthy":
        return {"status": "error", "error": "OperationalError: the connection was lost"}
    return await each.look()


@app.get(stackconfig.VALUES["path"])
async def health():
    found = await asyncio.gather(*(looked(each) for each in used.values()))
    is_whole = all(each["status"] == "ok" for each in found)
    content = shapes.SHAPES[stackconfig.VALUES["shape"]](dict(zip(used, found)))
    return JSONResponse(content, status_code=200 if is_whole else stackconfig.VALUES["lost"])


@app.get("/api/v1/users")
def users(limit: int = Query(20, ge=1, le=200)):
    try:
        rows = pool.rows(2, "SELECT id, name FROM users ORDER BY id LIMIT %s", (limit,))
    except Exception as problem:
        return stackapi.lost("database", problem)
    if platformmetrics.used is not None:
        platformmetrics.used.inc()
    return {"users": [{"id": row[0], "name": row[1]} for row in rows]}


if stackconfig.PLATFORM == "omnicore":

    @app.post("/api/v1/auth/login")
    def login(password: str = Query("")):
        known = password == "right"
        return JSONResponse({"token": "t"} if known else {"detail": "Incorrect password"}, status_code=200 if known else 401)


if stackconfig.PLATFORM == "osint":

    @app.get("/api/v1/findings")
    def findings(entity: str = Query("entity 1")):
        try:
            rows = pool.rows(2, "SELECT id, source FROM findings WHERE entity = %s ORDER BY id", (entity,))
        except Exception as problem:
            return stackapi.lost("database", problem)
        platformmetrics.researched.inc()
        return {"findings": [{"id": row[0], "source": row[1]} for row in rows]}


if stackconfig.VALUES["celery"]:
    import platformtasks

    @app.post("/api/v1/jobs", status_code=202)
    def jobs(n: int = Query(1, ge=1, le=100)):
        return stackapi.enqueued(n, lambda: platformtasks.work.apply_async((0.02,), retry=False))
