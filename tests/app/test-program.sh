#!/bin/bash
# The program itself, started from a command line and driven by keys, in an X server of our own.
# Arguments: crowsfoot, crowsfoot-cli.
. "$(dirname "$0")/drive-program.sh"
need xvfb-run xdotool
own_server 1300x900 "$0" "$@"

program=$1
cli=$2
own_folder
unset DBUS_SESSION_BUS_ADDRESS
schema=$folder/blog.prisma
cp "$CROW_TEST_SOURCE/data/examples/blog.prisma" "$schema"

start () {
  "$program" "$schema" >> "$folder/log" 2>&1 &
  pid=$!
  window=$(timeout 20 xdotool search --sync --onlyvisible --pid "$pid" | tail -1)
  timeout 5 xdotool windowfocus --sync "$window"
}
start
has_title () { [[ "$(xdotool getwindowname "$window")" = "$1" ]]; }
has_action () { "$cli" relations "$schema" --format=tsv | awk -F '\t' -v a="$1" '$1 == "User.address" && $6 == a { found = 1 } END { exit !found }'; }
is_gone () { ! kill -0 "$pid"; }

check 'the window opens what the command line names' has_title 'blog.prisma'
change_an_action () { # and the keys that go down to it
  local keys
  sleep 1
  for keys in ctrl+l alt+Next Return Return "$@" Return; do
    xdotool key "$keys"
    sleep 0.6
  done
}
change_an_action Down
check 'keys change an action' has_title 'blog.prisma •'
saves () { has_action Cascade || { xdotool key ctrl+s; sleep 1; has_action Cascade; }; }
check 'Ctrl+S saves it' saves
check 'and the title says so' has_title 'blog.prisma'
xdotool key ctrl+q
check 'Ctrl+Q ends the program' is_gone
start
change_an_action Down Down
check 'another action is changed' has_title 'blog.prisma •'
is_kept () { ls "$folder"/state/crowsfoot/recovery/*.recovery; }
check 'and kept before it is saved' is_kept
{ kill -9 "$pid"; wait "$pid"; } 2> /dev/null
start
check 'a killed program loses no edit' has_title 'blog.prisma •'
xdotool key ctrl+z
check 'which can be undone' has_title 'blog.prisma'
xdotool key ctrl+q
check 'Ctrl+Q ends the program again' is_gone
is_given_up () { ! is_kept; }
check 'and nothing is kept any more' is_given_up
check 'which has said nothing' test ! -s "$folder/log"
echo "1..$n"
