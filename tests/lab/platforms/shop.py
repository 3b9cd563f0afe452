# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's shop: three small environments."""

from opslab.parts import Nginx, Postgres, Redis, ShopApi, ShopWorker
from opslab.parts.base import MISBEHAVING, SIGNALS

KEYCHAIN = "demo"
ENVIRONMENTS = {name: "shop-%s.example.com" % name for name in ("dev", "staging", "prod")}

SQL = """\
CREATE TABLE orders (
  id bigserial PRIMARY KEY,
  customer integer NOT NULL,
  item text NOT NULL,
  amount numeric(10, 2) NOT NULL,
  status text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO orders (customer, item, amount, status, created_at)
  SELECT 1 + i % 50, (ARRAY['lamp', 'chair', 'table', 'shelf', 'clock'])[1 + i % 5], 5 + (i * 37 % 400),
         CASE WHEN i % 20 = 0 THEN 'refunded' ELSE 'paid' END, now() - (600 - i) * interval '5 minutes'
  FROM generate_series(1, 600) AS i;
ANALYZE orders;
"""


class ShopDatabase(Postgres):
    faults = {**SIGNALS, "slow": "front", **MISBEHAVING}

    def wants_password(self):
        return True  # also where nobody is asked for it


def parts(environment):
    secure = environment != "dev"  # dev trusts everybody, as dev does
    return {
        "db": ShopDatabase(database="shop", user="shop", secure=secure, sql=SQL, superuser=False, statements=False),
        "redis": Redis(secure=secure),
        "api": ShopApi(uses=("db", "redis")),
        "worker": ShopWorker(uses=("db", "redis")),
        "nginx": Nginx(routes={"/": ("api", ())}),
    }


def parameters(site, lab):
    return {"site": site.host, "db_name": "shop", "db_user": "shop", "lab_control": str(lab.control),
            "lab_dir": str(lab.folder.path)}  # fmt: skip


def traffic(site):
    return ["%s:%d" % (site.host, site.parts["nginx"].port)]
