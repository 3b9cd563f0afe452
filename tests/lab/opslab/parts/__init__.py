# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of parts that a platform is made of: one file a kind."""

from .api import Api
from .base import Part
from .celery import CeleryBeat, CeleryWorker
from .exporters import NodeExporter, PostgresExporter, RedisExporter
from .nginx import Nginx
from .pages import Pages
from .pgbouncer import PgBouncer
from .postgres import Postgres
from .prometheus import Prometheus
from .redis import Redis
from .shop import ShopApi, ShopWorker
from .standin import StandIn

__all__ = ["Api", "CeleryBeat", "CeleryWorker", "Nginx", "NodeExporter", "Pages", "Part", "PgBouncer", "Postgres",
           "PostgresExporter", "Prometheus", "Redis", "RedisExporter", "ShopApi", "ShopWorker", "StandIn"]  # fmt: skip
