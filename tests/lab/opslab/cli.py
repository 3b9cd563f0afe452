# SPDX-License-Identifier: GPL-3.0-or-later
"""The command lines of tests/lab/lab and tests/lab/fault."""

import argparse
import sys

from . import catalog, state, tables
from .commands import ask, down, guard, show, up, use
from .errors import LabError


def add_fault_commands(commands, common):
    part = commands.add_parser("break", parents=[common], help="break one server in a real way")
    part.add_argument("environment", metavar="ENV")
    part.add_argument("service", metavar="SERVICE", help="see `lab list`")
    part.add_argument("fault", metavar="FAULT", help="see `fault list`")
    part.add_argument("--seconds", type=float, help="how late `slow` answers (3)")
    part.set_defaults(act=ask.break_)
    part = commands.add_parser("mend", parents=[common], help="put it back as it was")
    part.add_argument("environment", metavar="ENV")
    part.add_argument("service", metavar="SERVICE|all", help="see `lab list`; or all")
    part.set_defaults(act=ask.mend)


def parse(name, arguments):
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--dir", default=argparse.SUPPRESS, help="the lab's folder (%s)" % state.default_folder())
    one = argparse.ArgumentParser(add_help=False, parents=[common])
    one.add_argument("--platform", metavar="P", help="when several are up: one of " + ", ".join(tables.known()))
    if name == "fault":
        parser = argparse.ArgumentParser(prog=name, parents=[common], description="Breaks and mends servers of the demo lab.")
        commands = parser.add_subparsers(required=True, metavar="break|mend|list")
        add_fault_commands(commands, one)
        commands.add_parser("list", parents=[one], help="the faults there are").set_defaults(act=show.list_faults)
        return parser.parse_args(arguments)
    parser = argparse.ArgumentParser(prog=name, parents=[common], description=__import__("opslab").__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    part = commands.add_parser("up", parents=[common], help="start everything")
    part.add_argument("--platform", action="append", metavar="P", help="shop unless told; or " + ", ".join([*tables.known()[1:], "all"]))
    part.add_argument("--environment", action="append", metavar="E", help="all that the platform has unless told")
    part.add_argument("--no-docker", action="store_true", help="processes instead of what the documents run in containers")
    part.add_argument("--foreground", action="store_true", help="stay, and end it all on Ctrl-C")
    part.add_argument("--with-parent", action="store_true", help="end when the process that started this one ends")
    part.add_argument("--brief", action="store_true", help="do not say what to do next")
    part.add_argument("--json", action="store_true", help="say each line as a JSON object: text, and at last ready and workspace")
    part.set_defaults(act=up.up)
    for word, act, text in (("down", down.down, "end everything, also what a dead lab left"),
                            ("env", use.env, "shell lines to eval"),
                            ("workspace", use.workspace_path, "the path of the lab's opsdeck.yaml")):  # fmt: skip
        commands.add_parser(word, parents=[common], help=text).set_defaults(act=act)
    commands.add_parser("guard", parents=[common]).set_defaults(act=guard.watch)  # for the lab itself: told to nobody
    part = commands.add_parser("status", parents=[common], help="every part with its port and state")
    part.add_argument("--json", action="store_true")
    part.set_defaults(act=show.status)
    part = commands.add_parser("platforms", parents=[common], help="what can be started, and which of it is real")
    part.add_argument("--json", action="store_true")
    part.set_defaults(act=catalog.show)
    part = commands.add_parser("list", parents=[one], help="every part: what it is, whether it is real, port and state")
    part.set_defaults(act=show.list_parts)
    part = commands.add_parser("restart", parents=[one], help="restart one server")
    part.add_argument("environment", metavar="ENV")
    part.add_argument("service", metavar="SERVICE", help="see `lab list`")
    part.set_defaults(act=ask.restart)
    part = commands.add_parser("run", parents=[common], help="run a command with the lab's environment")
    part.add_argument("command", nargs=argparse.REMAINDER, metavar="-- COMMAND …")
    part.set_defaults(act=use.run)
    add_fault_commands(commands, one)
    return parser.parse_args(arguments)


def main(name):
    options = parse(name, sys.argv[1:])
    folder = state.Folder(getattr(options, "dir", None) or state.default_folder())
    try:
        return options.act(folder, options)
    except LabError as problem:
        print("%s: %s" % (name, problem), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
