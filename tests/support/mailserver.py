#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mail servers (aiosmtpd) on free ports of 127.0.0.1, for checks that never send mail.

  mailserver.py FOLDER NAME=CERTIFICATE:KEY:MODE...

MODE: plain, starttls, implicit, login (starttls, AUTH LOGIN only). The user is "watcher", the password "pass word". Ports as JSON
in FOLDER/mail.json when all listen; every command that comes and every mail is a line of FOLDER/seen. Ends with standard input.
"""
import asyncio
import json
import os
import ssl
import sys

from aiosmtpd.smtp import AuthResult, SMTP

folder = sys.argv[1]


def seen(line):
    with open(os.path.join(folder, 'seen'), 'a') as out:
        out.write(line + '\n')


class Handler:
    async def handle_DATA(self, server, session, envelope):
        seen('MAIL')
        return '250 taken'

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        seen(f'EHLO {hostname}')
        session.host_name = hostname
        return responses

    async def handle_NOOP(self, server, session, envelope, arg):
        seen('NOOP')
        return '250 OK'

    async def handle_QUIT(self, server, session, envelope):
        seen('QUIT')
        return '221 Bye'


def authenticate(server, session, envelope, mechanism, data):
    good = data.login == b'watcher' and data.password == b'pass word'
    seen(f'AUTH {mechanism} {"good" if good else "bad"}')
    return AuthResult(success=good, handled=False)


async def main():
    loop = asyncio.get_running_loop()
    ports = {}
    for each in sys.argv[2:]:
        name, rest = each.split('=', 1)
        certificate, key, mode = rest.rsplit(':', 2)
        context = None
        if mode != 'plain':
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
        options = dict(hostname='mail.example.test', authenticator=authenticate, ident='Test mail')
        if mode == 'implicit':
            options['auth_require_tls'] = False
        elif context:
            options['tls_context'] = context
        if mode == 'login':
            options['auth_exclude_mechanism'] = ['PLAIN']
        server = await loop.create_server(lambda options=options: SMTP(Handler(), **options), '127.0.0.1', 0,
                                          ssl=context if mode == 'implicit' else None)
        ports[name] = server.sockets[0].getsockname()[1]
    with open(os.path.join(folder, 'mail.tmp'), 'w') as out:
        json.dump(ports, out)
    os.rename(os.path.join(folder, 'mail.tmp'), os.path.join(folder, 'mail.json'))
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)

asyncio.run(main())
