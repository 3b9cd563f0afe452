# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo lab: three environments of one small stack, made of real servers, on loopback."""
