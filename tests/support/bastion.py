#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host that is reached by ssh alone, with servers behind it: a network namespace of its own, in front of it a real sshd.

  bastion.py FOLDER [--forward PORT:SOCKET]... [--lead PORT:OUTER]... [--path PATH]

Needs root. Makes keys, known_hosts and an ssh configuration (FOLDER/config with the hosts "bastion" and, behind it, "inner" and "second"),
listens on a free port of this machine's loopback and serves each connection there by `sshd -i` inside the namespace. In the
namespace run a Redis without a password, a web server and two more sshd ("inner" and "second"); ports as JSON in FOLDER/ports.json, made when all is
up. --forward: a port in the namespace that leads to a local socket (of a server of the test's own). --lead: one that leads to a
port of 127.0.0.1 outside. --path: what PATH is for who logs in.

Lines on standard input: "cut" ends every ssh connection and takes no new one; "open" takes them again; "changekey" shows
another host key from now on; end of input ends everything.
"""
import argparse
import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

CLONE_NEWNET = 0x40000000
SSHD = '/usr/sbin/sshd'


def key(folder, name):
    path = os.path.join(folder, name)
    subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-f', path], check=True)
    return path


def sshd_config(folder, name, host_key, port=None, search=''):
    path = os.path.join(folder, name)
    with open(path, 'w') as out:
        out.write(f'HostKey {host_key}\nAuthorizedKeysFile {folder}/authorized\nPidFile none\nUsePAM no\nStrictModes no\n'
                  'PermitRootLogin yes\nPasswordAuthentication no\nMaxStartups 100\nMaxSessions 100\n')
        if search:
            out.write(f'SetEnv PATH={search}\n')
        if port:
            out.write(f'ListenAddress 127.0.0.1\nPort {port}\n')
    return path


def wait_for(port):
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(('127.0.0.1', port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f'nothing listens on {port} in the namespace')


def pump(source, target):
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def carry(listener, connect):
    """Each connection to the listener goes on to what `connect` gives, or ends where that fails."""
    def serve():
        while True:
            client, _ = listener.accept()
            try:
                server = connect()
            except OSError:
                client.close()
                continue
            threading.Thread(target=pump, args=(client, server), daemon=True).start()
            threading.Thread(target=pump, args=(server, client), daemon=True).start()
    threading.Thread(target=serve, daemon=True).start()


def forward(port, path):
    def connect():
        server = socket.socket(socket.AF_UNIX)
        server.connect(path)
        return server
    carry(socket.create_server(('127.0.0.1', port)), connect)


def lead_out(path, outer):
    """To be called outside: the thread stays there."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(50)
    carry(listener, lambda: socket.create_connection(('127.0.0.1', outer)))


class Front:
    """Takes connections outside and gives each to an sshd inside."""

    def __init__(self, listener, config):
        self.listener, self.config = listener, config
        self.children, self.is_cut, self.is_frozen, self.held = [], False, False, []
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            client, _ = self.listener.accept()
            if self.is_frozen:
                self.held.append(client)
                continue
            if not self.is_cut:
                self.children.append(subprocess.Popen([SSHD, '-i', '-f', self.config], stdin=client, stdout=client,
                                                      stderr=subprocess.DEVNULL, start_new_session=True))
            client.close()

    def freeze(self, is_frozen):
        """What is connected stays so, and nothing comes from it any more."""
        self.is_frozen = is_frozen
        word = signal.SIGSTOP if is_frozen else signal.SIGCONT
        for child in self.children:
            if child.poll() is None:
                os.killpg(child.pid, word)
        subprocess.run(['pkill', '-STOP' if is_frozen else '-CONT', '-f', f'^sshd: .*{self.config}'], check=False)
        while self.held and not is_frozen:
            self.held.pop().close()

    def cut(self):
        self.is_cut = True
        for child in self.children:
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
        # What sshd has split off has sessions of its own.
        subprocess.run(['pkill', '-KILL', '-f', f'^sshd: .*{self.config}'], check=False)
        self.children = []


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('folder')
    parser.add_argument('--forward', action='append', default=[])
    parser.add_argument('--lead', action='append', default=[])
    parser.add_argument('--path', default='')
    given = parser.parse_args()
    folder = os.path.abspath(given.folder)
    os.makedirs('/run/sshd', exist_ok=True)
    for name in ('hostkey', 'otherkey', 'innerkey', 'userkey'):
        key(folder, name)
    os.rename(f'{folder}/userkey.pub', f'{folder}/authorized')
    os.chmod(f'{folder}/authorized', 0o600)

    listener = socket.create_server(('127.0.0.1', 0), backlog=50)
    port = listener.getsockname()[1]
    for each in given.lead:
        inside, outer = each.split(':')
        lead_out(f'{folder}/lead-{inside}', int(outer))
        given.forward.append(f'{inside}:{folder}/lead-{inside}')
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNET) != 0:
        raise SystemExit(f'no network namespace: {os.strerror(ctypes.get_errno())}')
    subprocess.run(['ip', 'link', 'set', 'lo', 'up'], check=True)

    ports = {'redis': 6379, 'web': 8080, 'inner': 2222, 'second': 2223}
    children = [
        subprocess.Popen(['redis-server', '--port', '6379', '--bind', '127.0.0.1', '--save', '', '--dir', folder],
                         stdout=subprocess.DEVNULL),
        subprocess.Popen([sys.executable, '-c',
                          'import http.server as h\n'
                          'class A(h.BaseHTTPRequestHandler):\n'
                          '    protocol_version = "HTTP/1.1"\n'
                          '    def do_GET(self):\n'
                          '        body = b"{\\"status\\": \\"healthy\\"}"\n'
                          '        self.send_response(200); self.send_header("Content-Length", str(len(body)))\n'
                          '        self.end_headers(); self.wfile.write(body)\n'
                          '    def log_message(self, *_): pass\n'
                          'h.ThreadingHTTPServer(("127.0.0.1", 8080), A).serve_forever()\n']),
        subprocess.Popen([SSHD, '-D', '-f', sshd_config(folder, 'inner.conf', f'{folder}/innerkey', 2222)],
                         stderr=subprocess.DEVNULL),
        subprocess.Popen([SSHD, '-D', '-f', sshd_config(folder, 'second.conf', f'{folder}/innerkey', 2223)],
                         stderr=subprocess.DEVNULL),
    ]
    for each in given.forward:
        inside, path = each.split(':', 1)
        forward(int(inside), path)
        ports[path] = int(inside)
    for inside in ports.values():
        wait_for(inside)

    # One that takes no more: who asks for a connection hears nothing.
    full = socket.create_server(('127.0.0.1', 7777), backlog=0)
    waiting = [socket.socket() for _ in range(4)]
    for client in waiting:
        client.setblocking(False)
        client.connect_ex(full.getsockname())
    ports['full'] = 7777

    public = {name: open(f'{folder}/{name}.pub').read().strip() for name in ('hostkey', 'innerkey')}
    with open(f'{folder}/known_hosts', 'w') as out:
        out.write(f'[127.0.0.1]:{port} {public["hostkey"]}\ninner-host {public["innerkey"]}\n')
    with open(f'{folder}/config', 'w') as out:
        out.write(f'Host bastion\n  HostName 127.0.0.1\n  Port {port}\n'
                  'Host inner inner-again\n  HostName 127.0.0.1\n  Port 2222\n  HostKeyAlias inner-host\n'
                  'Host second\n  HostName 127.0.0.1\n  Port 2223\n  HostKeyAlias inner-host\n'
                  f'Host *\n  User root\n  IdentityFile {folder}/userkey\n  IdentitiesOnly yes\n  UserKnownHostsFile {folder}/known_hosts\n'
                  '  GlobalKnownHostsFile /dev/null\n')
    front = Front(listener, sshd_config(folder, 'front.conf', f'{folder}/hostkey', search=given.path))
    with open(f'{folder}/ports.tmp', 'w') as out:
        json.dump({'ssh': port, **ports}, out)
    os.rename(f'{folder}/ports.tmp', f'{folder}/ports.json')

    for line in sys.stdin:
        command = line.strip()
        if command == 'cut':
            front.cut()
        elif command == 'open':
            front.is_cut = False
        elif command in ('freeze', 'thaw'):
            front.freeze(command == 'freeze')
        elif command == 'changekey':
            sshd_config(folder, 'front.conf', f'{folder}/otherkey')
        elif command == 'stopweb':
            children[1].kill()
            children[1].wait()
        print(command, flush=True)
    front.cut()
    for child in children:
        child.kill()
        child.wait()
    return 0


if __name__ == '__main__':
    sys.exit(main())
