# SPDX-License-Identifier: GPL-3.0-or-later
"""A keychain of the lab's own: a private session bus and a gnome-keyring on it. The user's own is never touched."""

from .errors import LabError

SERVICE = "opsdeck"

# No service folders: nothing is ever started by this bus.
BUS = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={path}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""


def bus_address(folder):
    return "unix:path=%s" % (folder / "keychain" / "bus")


def environment_of(folder):
    return {
        "DBUS_SESSION_BUS_ADDRESS": bus_address(folder),
        "XDG_DATA_HOME": str(folder / "keychain" / "data"),
        "XDG_RUNTIME_DIR": str(folder / "keychain" / "run"),
    }


async def answers(children, folder):
    """Whether the secret service is on the bus."""
    question = ["dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus",
                "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]  # fmt: skip
    return "true" in await children.run("keychain", question, folder.path, environment_of(folder), as_server=False)


async def store(children, folder, secrets):
    """Writes each id → value as QtKeychain's libsecret backend does, and reads it back."""
    for key, value in secrets.items():
        attributes = ["user", key, "server", SERVICE, "type", "plaintext", "xdg:schema", "org.qt.keychain"]
        for action, given in (["store", "--label", "%s/%s" % (SERVICE, key)], value), (["lookup"], None):
            said = await children.run("keychain", ["secret-tool", *action, *attributes], folder.path,
                                      environment_of(folder), as_server=False, seconds=10, given=given)  # fmt: skip
        if said != value:
            raise LabError("The lab's keychain did not keep %s as it was given." % key)
