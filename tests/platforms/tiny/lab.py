# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's table of the sixth platform: tests/lab/platforms/tiny.py, were it shipped."""

from opslab.parts import Nginx, Postgres

ENVIRONMENTS = {"prod": "tiny.example.com"}
SQL = "CREATE TABLE visits (id bigserial PRIMARY KEY);\n"


def parts(environment):
    return {
        "db": Postgres(database="tiny", user="tiny", sql=SQL),
        "web": Nginx(routes={}, tls=False, pages="Tiny"),
    }


def parameters(site, lab):
    return {"db_user": "tiny"}
