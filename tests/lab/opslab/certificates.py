# SPDX-License-Identifier: GPL-3.0-or-later
"""The lab's own certificate authority and, for each environment, a good and an expired certificate."""

import subprocess

from .errors import LabError
from .state import write_private

CONFIGURATION = """\
[ca]
default_ca = lab
[lab]
database = {folder}/index.txt
serial = {folder}/serial
new_certs_dir = {folder}
certificate = {folder}/ca.pem
private_key = {folder}/ca.key
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
organizationName = optional
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
commonName = shop.example.com
[authority]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical,CA:false
keyUsage = critical,digitalSignature
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
"""


def _openssl(*arguments):
    result = subprocess.run(["openssl", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise LabError("openssl %s failed:\n%s" % (arguments[0], result.stderr.strip()))


LONG = ("-days", "397")
PAST = ("-startdate", "20240101000000Z", "-enddate", "20240201000000Z")


def make(folder, names, self_signed=()):
    """ca.pem in `folder`, and NAME.key, NAME.pem, NAME-expired.pem for each name; of those that are self-signed also
    NAME-pinned.pem, which whoever trusts them is given. The authority's key is thrown away."""
    folder.mkdir(mode=0o700)
    settings = folder / "openssl.cnf"
    write_private(settings, CONFIGURATION.format(folder=folder))
    write_private(folder / "index.txt", "")
    write_private(folder / "serial", "1000\n")
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    _openssl("req", "-x509", "-config", str(settings), "-extensions", "authority", *key, "-days", "825", "-subj",
             "/CN=Opsdeck demo lab CA", "-keyout", str(folder / "ca.key"), "-out", str(folder / "ca.pem"))  # fmt: skip
    for name in names:
        request = folder / (name + ".csr")
        _openssl("req", "-new", "-config", str(settings), *key, "-subj", "/CN=" + name, "-addext",
                 "subjectAltName=DNS:%s,DNS:api.%s,DNS:localhost,IP:127.0.0.1" % (name, name), "-keyout", str(folder / (name + ".key")),
                 "-out", str(request))  # fmt: skip
        issue = ("ca", "-batch", "-config", str(settings), "-extensions", "server", "-notext", "-in", str(request))
        if name in self_signed:
            issue += ("-selfsign", "-keyfile", str(folder / (name + ".key")))
        made = [folder / (name + ".pem"), folder / (name + "-expired.pem")]
        _openssl(*issue, *LONG, "-out", str(made[0]))
        # Whoever trusts both would take one for the other, were they of the same name.
        _openssl(*issue, *PAST, "-subj", "/O=Formerly/CN=" + name if name in self_signed else "/CN=" + name, "-out", str(made[1]))
        if name in self_signed:
            (folder / (name + "-pinned.pem")).write_text("".join(each.read_text(encoding="ascii") for each in made), encoding="ascii")
    (folder / "ca.key").unlink()
