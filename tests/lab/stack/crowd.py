# SPDX-License-Identifier: GPL-3.0-or-later
"""Takes every connection that a PostgreSQL gives and keeps them. Arguments: the file that says where, one to make when full."""

import json
import sys
import time
from pathlib import Path

import psycopg2

with open(sys.argv[1], encoding="utf-8") as _file:
    where = json.load(_file)
held = []
while True:
    try:
        held.append(psycopg2.connect(**where, connect_timeout=2, application_name="crowd"))
    except psycopg2.OperationalError:
        Path(sys.argv[2]).touch()
        time.sleep(0.05)  # whoever lets go of one loses it
