# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of parts that a platform is made of: one file a kind."""

from .api import Api
from .backups import BackupJob
from .base import Part
from .celery import CeleryBeat, CeleryWorker
from .exporters import NginxExporter, NodeExporter, PostgresExporter, RedisExporter
from .mail import Mail
from .nginx import Nginx
from .pages import Pages
from .pgbouncer import PgBouncer
from .postgres import Postgres
from .prometheus import Prometheus
from .redis import Redis
from .shop import ShopApi, ShopWorker
from .sshd import Sshd
from .standin import StandIn

__all__ = ["Api", "BackupJob", "CeleryBeat", "CeleryWorker", "Mail", "Nginx", "NginxExporter", "NodeExporter", "Pages", "Part",
           "PgBouncer", "Postgres", "PostgresExporter", "Prometheus", "Redis", "RedisExporter", "ShopApi", "ShopWorker", "Sshd",
           "StandIn"]  # fmt: skip
