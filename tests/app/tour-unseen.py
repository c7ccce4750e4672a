#!/usr/bin/python3
"""Takes a part of the tour through the window without seeing it: keys go in, and what comes back is
only what a screen reader could say: what has the focus, its role, name, description and text, and
what of it changes. Prints TAP, from the number on that is given.

Arguments: the part (open, edit, picture), the first number, the file to open, the one to export to.
A part ends where GTK 4.8 opens a file dialog: who listened till then hears nothing afterwards.
"""
import re
import subprocess
import sys
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

part, number, source, target = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
PATIENCE = 20  # s
heard = []     # (what, text), in order; what is focus, name or description
focus = None   # the last that came to have it


def say(thing):
    """Role, name, description and states, as far as it is still there."""
    try:
        states = [state.value_nick for state in thing.get_state_set().get_states()]
        return [thing.get_role_name(), thing.get_name(), thing.get_description(), states]
    except (GLib.Error, AttributeError):
        return ['', '', '', []]


def listen(event):
    global focus
    try:
        if event.type == 'object:state-changed:focused':
            if event.detail1:
                focus = event.source
                heard.append(('focus', event.source.get_name()))
        else:
            heard.append((event.type.split('-')[-1], str(event.any_data)))
    except (GLib.Error, AttributeError):
        pass  # gone meanwhile


def hold_out(condition):
    """Waits for it, and hears meanwhile."""
    context = GLib.MainContext.default()
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        while context.pending():
            context.iteration(False)
        if condition():
            return True
        time.sleep(0.05)
    return False


def check(name, condition):
    global number
    number += 1
    is_ok = hold_out(condition)
    print('%s %d %s' % ('ok' if is_ok else 'not ok', number, name), flush=True)
    if not is_ok:
        print('# focus: %s' % say(focus), *('# heard %s: %s' % one for one in heard[-12:]),
              sep='\n', flush=True)


def press(*keys):
    """One after another; `=text` is typed."""
    del heard[:]
    for key in keys:
        if key.startswith('='):
            subprocess.run(['xdotool', 'type', '--delay', '20', key[1:]], check=True)
        else:
            subprocess.run(['xdotool', 'key', key], check=True)


def has_focus(role, name, description=''):
    """All three are patterns for the whole, the last for a part."""
    def ask():
        one = say(focus)
        return (re.fullmatch(role, one[0]) and re.fullmatch(name, one[1]) and
                re.search(description, one[2]) and 'focused' in one[3])
    return ask


def hears(what, pattern):
    return lambda: any(one == what and re.search(pattern, text) for one, text in heard)


def get_text():
    try:
        return focus.get_text_iface().get_text(0, -1)
    except (GLib.Error, AttributeError, TypeError):
        try:
            return Atspi.Text.get_text(focus, 0, -1)
        except (GLib.Error, AttributeError, TypeError):
            return ''


def find_windows():
    desktop = Atspi.get_desktop(0)
    apps = [desktop.get_child_at_index(i) for i in range(desktop.get_child_count())]
    return [app.get_child_at_index(i) for app in apps
            if app is not None and app.get_name() == 'crowsfoot'
            for i in range(app.get_child_count())]


def has_window(name):
    def ask():
        try:
            return any(re.fullmatch(name, say(window)[1]) for window in find_windows())
        except (GLib.Error, AttributeError):
            return False
    return ask


def take_window(name):
    """No window manager runs that would give a new one the keyboard."""
    found = subprocess.run(['xdotool', 'search', '--sync', '--onlyvisible', '--name', name],
                           check=True, capture_output=True, text=True, timeout=PATIENCE)
    subprocess.run(['xdotool', 'windowfocus', '--sync', found.stdout.split()[-1]], check=True,
                   timeout=PATIENCE)


def walk_to(key, role, name):
    """Presses the key until that has the focus; so many are enough for the whole window."""
    for _ in range(40):
        was = focus
        press(key)
        hold_out_briefly(was)
        if has_focus(role, name)():
            return
    # the next check tells


def hold_out_briefly(was):
    global PATIENCE
    PATIENCE, patience = 1.5, PATIENCE
    hold_out(lambda: focus is not was and 'focused' in say(focus)[3])
    PATIENCE = patience


def tour_open():
    check('the empty window says what it is', has_window('Crowsfoot'))
    press('ctrl+o')
    check('Ctrl+O says that a file is to be chosen', hears('name', '^Open'))


RELATION = r'Article\.author to User: on delete %s, on update Cascade \(default\)'


def tour_edit():
    check('the window says which schema is open', has_window(r'blog\.prisma'))
    press('ctrl+k')
    check('Ctrl+K says where it goes', has_focus('entry', 'Go to'))
    press('=article.author')
    check('what is found is told while one types',
          has_focus('entry', 'Go to', r'Article · author → User, Relation, onDelete: Cascade'))
    press('Return')
    check('the relation is told, with its actions',
          has_focus('panel', RELATION % 'Cascade', '^Relation$'))
    press('Return')
    check('Return goes to its action, which tells what holds',
          has_focus('combo box', 'On delete', '^Cascade$'))
    press('Return')
    check('the choices are told', has_focus('list item', r'Default \(Restrict\)'))
    press('Down', 'Down')
    check('one after another', has_focus('list item', 'Restrict'))
    press('Return')
    check('the change is told', hears('description', r'^Article\.author: on delete Restrict$'))
    check('the focus is where it was', has_focus('combo box', 'On delete'))
    check('the title says that there is something to save', hears('name', r'^blog\.prisma •$'))
    press('Tab')
    check('what was told is over', has_focus('combo box', 'On update', r'^Default \(Cascade\)$'))
    press('shift+Tab')
    check('and the action tells what holds now', has_focus('combo box', 'On delete', '^Restrict$'))
    press('Tab', 'Tab')
    check('the consequence is told in words',
          has_focus('label', r'(?s)Deleting a User is refused while Articles refer to it.*'))
    walk_to('F6', 'page tab', '.*')
    check('F6 comes to what changes', has_focus('page tab', 'Schema'))
    walk_to('Tab', 'text', 'What changes in the schema')
    check('whose text is named', has_focus('text', 'What changes in the schema'))
    check('and can be read', lambda: re.search(r'(?m)^\+.*onDelete: Restrict', get_text()))
    press('Tab')
    check('Tab leaves it', lambda: say(focus)[1] not in ('', 'What changes in the schema'))
    press('ctrl+l')
    check('Ctrl+L comes back to the relation', has_focus('panel', RELATION % 'Restrict'))
    press('ctrl+z')
    check('undo is told', hears('description', r'^Undone: Article\.author: on delete Restrict$'))
    check('and what holds again', has_focus('panel', RELATION % 'Cascade'))
    press('ctrl+shift+z')
    check('redo is told', hears('description', r'^Done again: '))
    check('and what holds then', has_focus('panel', RELATION % 'Restrict'))
    press('ctrl+s')
    check('that it is saved is told', hears('description', r'^blog\.prisma saved$'))
    press('ctrl+m')
    check('the migration is asked for in a window with a name',
          hears('name', '^Write a Migration$'))
    take_window('^Write a Migration$')
    check('and the focus in it', has_focus('.+', '.+'))
    press('Return')
    check('that it is written is told', hears('description', 'migration'))
    press('ctrl+e')
    check('Ctrl+E says that the picture is to be exported', hears('name', '^Export$'))


def tour_picture():
    press('=' + target, 'Return')
    check('that the picture is written is told', hears('description', 'svg'))


listener = Atspi.EventListener.new(listen)
for kind in ('object:state-changed:focused', 'object:property-change:accessible-name',
             'object:property-change:accessible-description'):
    listener.register(kind)
{'open': tour_open, 'edit': tour_edit, 'picture': tour_picture}[part]()
