# SPDX-License-Identifier: GPL-3.0-or-later
"""What the command lines can do: one file a kind of command. Each takes the lab's folder and the options."""
