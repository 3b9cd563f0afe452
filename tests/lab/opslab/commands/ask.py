# SPDX-License-Identifier: GPL-3.0-or-later
"""`break`, `mend`, `restart`: what the lab process itself is asked to do."""

import json
import socket

from ..errors import LabError
from .use import require_up


def ask(folder, **request):
    require_up(folder)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(90)
        try:
            connection.connect(str(folder / "control"))
            connection.sendall(json.dumps(request).encode() + b"\n")
            with connection.makefile(encoding="utf-8") as lines:
                answer = json.loads(lines.readline() or "null")
        except (OSError, ValueError) as problem:
            raise LabError("The lab in %s does not answer: %s" % (folder.path, problem)) from None
    if answer is None:
        raise LabError("The lab in %s ended meanwhile." % folder.path)
    if not answer["ok"]:
        raise LabError(answer["text"])
    print(answer["text"])
    return 0


def restart(folder, options):
    return ask(folder, op="restart", platform=options.platform, environment=options.environment, service=options.service)


def break_(folder, options):
    return ask(folder, op="break", platform=options.platform, environment=options.environment, service=options.service,
               fault=options.fault, seconds=options.seconds)  # fmt: skip


def mend(folder, options):
    return ask(folder, op="mend", platform=options.platform, environment=options.environment, service=options.service)
