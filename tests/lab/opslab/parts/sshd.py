# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenSSH's server: lets in who has the lab's key, as the user that the servers run under."""

import os
import pwd

from .. import answers, children
from ..state import write_private
from .base import SIGNALS, Part

SSHD = "/usr/sbin/sshd"

CONFIGURATION = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/{host_key}
AuthorizedKeysFile {authorized}
AllowUsers {user}
PidFile none
UsePAM no
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 100
ClientAliveInterval 5
ClientAliveCountMax 2
"""

# An alias, as a document's server has one in the operator's own configuration; whoever asks for the address is served too.
CLIENT = """\
Host {alias} 127.0.0.1
  HostName 127.0.0.1
  Port {port}
  User {user}
  IdentityFile "{folder}/user"
  IdentitiesOnly yes
  UserKnownHostsFile "{folder}/known_hosts"
  GlobalKnownHostsFile /dev/null
"""


class Sshd(Part):
    what = "OpenSSH's server; what it tells is this machine's"
    faults = {**SIGNALS, "hang": "instead", "garbage": "instead", "locked": "reload", "other-key": "reload"}
    meanings = {"locked": "takes nobody's key any more", "other-key": "shows another host key than it used to"}
    speaks_first = True

    @property
    def user(self):
        account = children.server_account()
        return account.pw_name if account else pwd.getpwuid(os.getuid()).pw_name

    @property
    def alias(self):
        return "%s-%s" % (self.site.platform, self.site.id)

    @property
    def client_file(self):
        """The client's configuration."""
        return self.home / "client"

    async def prepare(self, lab):
        for name in ("host", "other", "user"):
            await lab.children.run(self.name, ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", self.home / name],
                                   self.home, as_server=False)  # fmt: skip
        write_private(self.home / "authorized", (self.home / "user.pub").read_text(encoding="ascii"))
        known = "[127.0.0.1]:%d %s" % (self.port, (self.home / "host.pub").read_text(encoding="ascii"))
        write_private(self.home / "known_hosts", known)
        write_private(self.client_file, CLIENT.format(alias=self.alias, port=self.port, user=self.user, folder=self.home))

    def write(self, port, variant=""):
        text = CONFIGURATION.format(port=port, folder=self.home, user=self.user,
                                    host_key="other" if variant == "other-key" else "host",
                                    authorized="none" if variant == "locked" else "%s/authorized" % self.home)  # fmt: skip
        write_private(self.home / "sshd.conf", text)

    def command(self, port):
        return [SSHD, "-D", "-e", "-f", self.home / "sshd.conf"]

    async def answering(self, port):
        return (await answers.first_bytes(port, b"") or b"").startswith(b"SSH-")

    async def reload(self, lab, variant):
        """By a restart: a connection that is open knows nothing of a new configuration."""
        await lab.children.stop(self.site.child(self.id))
        lab.configure(self, self.port, variant)
        child = self.child(self.port)
        lab.children.start(child)
        await lab.children.wait_ready(child, lambda: self.answering(self.port), 20)

    async def shows(self, variant):
        return await self.answering(self.port)
