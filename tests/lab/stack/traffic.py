# SPDX-License-Identifier: GPL-3.0-or-later
"""Background traffic, so that charts move: about two requests a second to each target.

Arguments: the CA's file, then targets: NAME:PORT of a shop's nginx, whose orders and jobs are asked for over TLS, or
http:127.0.0.1:PORT/PATH of anything else, post:127.0.0.1:PORT/PATH where it is posted to.
"""

import http.client
import random
import socket
import ssl
import sys
import threading
import time


def ask(context, name, port, method, path):
    connection = http.client.HTTPConnection(name, port, timeout=3)
    try:
        if context is not None:
            raw = socket.create_connection(("127.0.0.1", port), timeout=3)
            connection.sock = context.wrap_socket(raw, server_hostname=name)
        connection.request(method, path, headers={"Host": name})
        connection.getresponse().read(1 << 20)
    except (OSError, ValueError, http.client.HTTPException):
        pass  # whatever is broken is broken on purpose
    finally:
        connection.close()


def keep_asking_shop(context, name, port):
    while True:
        if random.random() < 0.25:
            ask(context, name, port, "POST", "/api/v1/jobs?n=%d" % random.randint(1, 3))
        else:
            ask(context, name, port, "GET", "/api/v1/orders?limit=%d" % random.choice((10, 20, 50)))
        time.sleep(random.uniform(0.3, 0.7))


def keep_asking(name, port, path, method):
    while True:
        ask(None, name, port, method, path)
        time.sleep(random.uniform(0.3, 0.7))


def main():
    context = ssl.create_default_context(cafile=sys.argv[1])
    threads = []
    for target in sys.argv[2:]:
        if target.startswith(("http:", "post:")):
            name, _, rest = target[5:].partition(":")
            port, _, path = rest.partition("/")
            work = (keep_asking, (name, int(port), "/" + path, "GET" if target.startswith("http:") else "POST"))
        else:
            name, port = target.rsplit(":", 1)
            work = (keep_asking_shop, (context, name, int(port)))
        threads.append(threading.Thread(target=work[0], args=work[1], daemon=True))
        threads[-1].start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
