#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for a store that speaks S3: lists buckets (ListObjectsV2) and checks signatures (AWS Signature Version 4) by its
own reckoning, as the documentation has it.

  bucketserver.py PORT OBJECTS

OBJECTS: JSON, {"bucket": [[key, size, "2026-01-02T03:04:05.000Z"], …]}; read anew for each request. Access key "watcher",
secret key "watcher-secret", region "eu-test-1"; the bucket "open" may be listed by all. Pages have two keys, so that a list goes
on. The bucket "slowdown" answers 503.
"""
import hashlib
import hmac
import http.server
import json
import sys
import urllib.parse
from xml.sax.saxutils import escape

SECRET, REGION, PAGE = 'watcher-secret', 'eu-test-1', 2


def digest(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def quote(text):
    return urllib.parse.quote(text, safe='-_.~')


def signature(handler, signed, date, scope):
    path, _, query = handler.path.partition('?')
    pairs = sorted((quote(k), quote(v)) for k, v in urllib.parse.parse_qsl(query, keep_blank_values=True))
    canonical = '\n'.join([
        handler.command, path, '&'.join(f'{k}={v}' for k, v in pairs),
        ''.join(f'{name}:{" ".join(handler.headers[name].split())}\n' for name in signed.split(';')), signed,
        handler.headers['x-amz-content-sha256']])
    text = '\n'.join(['AWS4-HMAC-SHA256', date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = ('AWS4' + SECRET).encode()
    for part in scope.split('/'):
        key = digest(key, part)
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def log_message(self, *_):
        pass

    def answer(self, status, body):
        body = ('<?xml version="1.0" encoding="UTF-8"?>\n' + body).encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/xml')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, status, code, message):
        self.answer(status, f'<Error><Code>{code}</Code><Message>{message}</Message></Error>')

    def refusal(self):
        given = self.headers.get('Authorization', '')
        if not given.startswith('AWS4-HMAC-SHA256 '):
            return 'AccessDenied', 'Access Denied'
        parts = dict(each.strip().split('=', 1) for each in given.split(' ', 1)[1].split(','))
        key, scope = parts['Credential'].split('/', 1)
        if key != 'watcher':
            return 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'
        if scope.split('/')[1:] != [REGION, 's3', 'aws4_request'] or 'host' not in parts['SignedHeaders'].split(';'):
            return 'AuthorizationHeaderMalformed', 'The authorization header is malformed.'
        if 'x-amz-content-sha256' not in parts['SignedHeaders'].split(';') or any(
                name not in self.headers for name in parts['SignedHeaders'].split(';')):
            return 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256'
        if self.headers['x-amz-content-sha256'] != hashlib.sha256(b'').hexdigest():
            return 'XAmzContentSHA256Mismatch', 'The provided x-amz-content-sha256 header does not match what was computed.'
        if not hmac.compare_digest(signature(self, parts['SignedHeaders'], self.headers['X-Amz-Date'], scope), parts['Signature']):
            return 'SignatureDoesNotMatch', 'The request signature we calculated does not match.'
        return None

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        bucket = url.path.strip('/')
        if bucket == 'slowdown':
            return self.refuse(503, 'SlowDown', 'Please reduce your request rate.')
        if bucket != 'open' and (refused := self.refusal()):
            return self.refuse(403, *refused)
        with open(sys.argv[2], encoding='utf-8') as file:
            buckets = json.load(file)
        if bucket not in buckets:
            return self.refuse(404, 'NoSuchBucket', 'The specified bucket does not exist')
        if query.get('list-type') != '2':
            return self.refuse(400, 'InvalidArgument', 'list-type')
        rows = [row for row in sorted(buckets[bucket]) if row[0].startswith(query.get('prefix', ''))]
        start = int(query.get('continuation-token', '0=+/').split('=')[0])
        page = rows[start:start + PAGE]
        more = start + PAGE < len(rows)
        body = f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{bucket}</Name><KeyCount>{len(page)}</KeyCount>' \
               f'<IsTruncated>{str(more).lower()}</IsTruncated>'
        if more:
            body += f'<NextContinuationToken>{start + PAGE}=+/</NextContinuationToken>'
        for key, size, time in page:
            body += f'<Contents><Key>{escape(key)}</Key><LastModified>{time}</LastModified><ETag>"0"</ETag><Size>{size}</Size>' \
                    '<StorageClass>STANDARD</StorageClass></Contents>'
        return self.answer(200, body + '</ListBucketResult>')


http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()
