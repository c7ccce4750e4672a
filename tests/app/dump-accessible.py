#!/usr/bin/python3
"""Prints role and name of everything that a screen reader sees of a program, one a line."""
import sys

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402


def dump(root):
    stack = [root]
    while stack:
        one = stack.pop()
        try:
            print(one.get_role_name(), one.get_name(), one.get_description(), sep='\t')
            stack.extend(one.get_child_at_index(i) for i in reversed(range(one.get_child_count())))
        except (GLib.Error, AttributeError):
            pass  # gone meanwhile


desktop = Atspi.get_desktop(0)
found = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
found = [one for one in found if one is not None and one.get_name() == sys.argv[1]]
for one in found:
    dump(one)
sys.exit(0 if found else 1)
