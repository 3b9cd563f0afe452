# SPDX-License-Identifier: GPL-3.0-or-later
"""A Celery application of the stack, whose broker comes and goes on purpose."""

import functools

import celery
import kombu
import kombu.asynchronous.hub

import stackconfig


class Ticks(set):
    """What kombu's loop calls at each turn. The loop walks over the set itself, and when a call finds that Redis is gone it takes
    itself out of it: RuntimeError, and the worker ends (kombu issue 1774; 5.2.4, which Debian 12 has, is before its mending)."""

    def __iter__(self):
        return iter(list(super().__iter__()))


def begin_hub(hub, *arguments, _begin=kombu.asynchronous.hub.Hub.__init__, **more):
    _begin(hub, *arguments, **more)
    hub.on_tick = Ticks(hub.on_tick)


kombu.asynchronous.hub.Hub.__init__ = begin_hub

# It looks for a lost broker again every two seconds at most.
kombu.Connection.ensure_connection = functools.partialmethod(
    kombu.Connection.ensure_connection, interval_start=0.5, interval_step=0.5, interval_max=2
)


def application(name, **more):
    """`more`: of its configuration."""
    app = celery.Celery(name, broker=stackconfig.redis_url())
    app.conf.update(
        broker_transport_options={
            "socket_timeout": 2,
            "socket_connect_timeout": 1,
            "retry_on_timeout": False,
            "visibility_timeout": 60,
        },
        broker_connection_max_retries=None,
        broker_pool_limit=4,
        task_ignore_result=True,
        worker_send_task_events=True,
        worker_hijack_root_logger=False,
        **more,
    )
    return app
