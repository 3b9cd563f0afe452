# SPDX-License-Identifier: GPL-3.0-or-later
"""What the lab says when something is wrong."""


class LabError(Exception):
    """One message for people: what happened to what, and what to try."""
