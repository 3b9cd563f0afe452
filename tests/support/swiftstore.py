#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenStack Swift with its S3 interface, whole and small: proxy, account, container and object server in one process, one copy
of everything, on 127.0.0.1.

  swiftstore.py PORT FOLDER [CLOCK [DOMAIN]]

Key "shop:watcher" with the secret "watcher-secret" may read and write in the account shop; region "eu-test-1"; pages of a
thousand keys. CLOCK: seconds by which this server's clock is wrong. DOMAIN: BUCKET.DOMAIN is a bucket's own host name. What it
keeps stays in FOLDER, whose file system needs extended attributes; exit 77 when it has none, or Swift is not installed.
"""
import os
import sys
import time

port, folder = int(sys.argv[1]), sys.argv[2]
skew = float(sys.argv[3]) if len(sys.argv) > 3 else 0
domain = sys.argv[4] if len(sys.argv) > 4 else ''

real_time = time.time
time.time = lambda: real_time() + skew  # before anything else takes it

try:
    import eventlet
    eventlet.monkey_patch()
    from eventlet import wsgi
    from swift.common import utils
    from swift.common.ring import RingBuilder
    from swift.common.wsgi import ConfigString, loadapp
except ImportError as error:
    print(error, file=sys.stderr)
    sys.exit(77)


def backend(name):
    """One of the three servers behind the proxy: its port."""
    text = f'''
[DEFAULT]
devices = {folder}/devices
swift_dir = {folder}
mount_check = false
disable_fallocate = true
[pipeline:main]
pipeline = app
[app:app]
use = egg:swift#{name}
'''
    listener = eventlet.listen(('127.0.0.1', 0))
    eventlet.spawn(serve, listener, text)
    return listener.getsockname()[1]


def serve(listener, text):
    wsgi.server(listener, loadapp(ConfigString(text)), log_output=False, debug=False)


def main():
    os.makedirs(folder + '/devices/disk', exist_ok=True)
    try:
        os.setxattr(folder, 'user.opsdeck', b'1')
    except OSError as error:
        print(f'no extended attributes: {error}', file=sys.stderr)
        sys.exit(77)
    with open(folder + '/swift.conf', 'w', encoding='utf-8') as file:
        file.write('[swift-hash]\nswift_hash_path_suffix = opsdeck\n')
    utils.set_swift_dir(folder)
    utils.validate_hash_conf()
    for name in ('account', 'container', 'object'):
        builder = RingBuilder(2, 1, 0)
        builder.add_dev({'region': 1, 'zone': 1, 'ip': '127.0.0.1', 'port': backend(name), 'device': 'disk', 'weight': 1})
        builder.rebalance()
        builder.get_ring().save(f'{folder}/{name}.ring.gz')
    serve(eventlet.listen(('127.0.0.1', port)), f'''
[DEFAULT]
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
recheck_account_existence = 0
recheck_container_existence = 0
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = eu-test-1
storage_domain = {domain}
[filter:tempauth]
use = egg:swift#tempauth
user_shop_watcher = watcher-secret .admin
''')


main()
