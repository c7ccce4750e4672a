#!/bin/bash
# A schema of a thousand models, by keys alone: a table is found among them, shown with its
# neighbours only, an action is read and changed, and the script and the picture are exported.
# Arguments: crowsfoot, crowsfoot-cli.
. "$(dirname "$0")/drive-program.sh"
need xvfb-run xdotool dbus-run-session
own_server 1300x900 dbus-run-session -- "$0" "$@"

program=$1
cli=$2
own_folder
tries=40 # there are many models
unset GTK_A11Y G_DEBUG
schema=$folder/large.prisma

# Part0 to Part997 in a tree, each with an action of its own; Zebra somewhere in the middle belongs
# to Part500, and Stripe to Zebra.
awk 'BEGIN {
  split("Cascade Restrict NoAction", actions, " ")
  print "datasource db {\n  provider = \"postgresql\"\n}\n"
  for (i = 0; i < 998; i++) {
    if (i == 600)
      print "model Zebra {\n  id Int @id\n  partId Int?\n  part Part500? @relation(fields: [partId], references: [id], onDelete: Restrict)\n  stripes Stripe[]\n  @@index([partId])\n}\n"
    if (i == 300)
      print "model Stripe {\n  id Int @id\n  zebraId Int\n  zebra Zebra @relation(fields: [zebraId], references: [id], onDelete: Cascade)\n  @@index([zebraId])\n}\n"
    print "model Part" i " {\n  id Int @id\n  name String\n  amount Decimal"
    if (i > 0) {
      up = int ((i - 1) / 3)
      print "  upperId Int\n  upper Part" up " @relation(\"P" i "\", fields: [upperId], references: [id], onDelete: " actions[i % 3 + 1] ")\n  @@index([upperId])"
    }
    for (k = 3 * i + 1; k <= 3 * i + 3 && k < 998; k++)
      print "  lower" k " Part" k "[] @relation(\"P" k "\")"
    if (i == 500)
      print "  zebras Zebra[]"
    print "}\n"
  }
}' > "$schema"

press () { # keys, one after another; `=text` is typed
  local key
  for key in "$@"; do
    case $key in
      =*) xdotool type --delay 20 -- "${key#=}";;
      *) xdotool key "$key";;
    esac
    sleep 0.4
  done
}
has_title () { [[ "$(xdotool getwindowname "$window")" = "$1" ]]; }
has_action () { "$cli" relations "$schema" --format=tsv | awk -F '\t' -v r="$1" -v a="$2" '$1 == r && $6 == a { found = 1 } END { exit !found }'; }
/usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0")' 2> /dev/null && can_hear=1
hears () { # what a screen reader could say
  [ -z "$can_hear" ] || /usr/bin/python3 "$CROW_TEST_SOURCE/tests/app/dump-accessible.py" crowsfoot | grep -F -- "$1"
}
hears_models () { # exactly these are in the diagram
  [ -z "$can_hear" ] && return
  [ "$(/usr/bin/python3 "$CROW_TEST_SOURCE/tests/app/dump-accessible.py" crowsfoot | grep -E ', table, [0-9]+ fields?, [0-9]+ relations?' | cut -f 2 | sed 's/,.*//' | sort | tr '\n' ' ')" = "$1" ]
}
export_to () { # file: types it into the dialog that is open
  local dialog
  dialog=$(timeout 10 xdotool search --sync --onlyvisible --name '^Export$' | tail -1)
  timeout 5 xdotool windowfocus --sync "$dialog"
  press ctrl+a "=$1" Return
  timeout 5 xdotool windowfocus --sync "$window"
  sleep 0.4
}

check 'the schema is valid' "$cli" check "$schema"
"$program" "$schema" >> "$folder/log" 2>&1 &
pid=$!
window=$(timeout 30 xdotool search --sync --onlyvisible --pid "$pid" | tail -1)
timeout 5 xdotool windowfocus --sync "$window"
check 'the window opens a thousand models' has_title 'large.prisma'
sleep 3

press ctrl+k =zebra Return
check 'Ctrl+K goes to the table' hears 'Zebra, table, 2 fields, 2 relations'
press ctrl+i
sleep 1
check 'Ctrl+I shows it with its neighbours alone' hears_models 'Part500 Stripe Zebra '
press ctrl+k =zebra.part Return
check 'its relation can be heard, with the action' hears 'Zebra.part to Part500: on delete Restrict'
press Return Return Down Return
check 'keys change the action' has_title 'large.prisma •'
check 'and the new one can be heard' hears 'Zebra.part to Part500: on delete Cascade'
press ctrl+e
export_to "$folder/part.svg"
check 'Ctrl+E writes the picture' test -s "$folder/part.svg"
press ctrl+k '=>up script' Return
export_to "$folder/up.sql"
check 'the palette writes the script' test -s "$folder/up.sql"
shows () { grep -q ">$1<" "$folder/part.svg"; }
check 'the picture shows the table' shows Zebra
check 'and its neighbours' eval 'shows Stripe && shows Part500'
check 'and nothing else' eval '! shows Part499 && ! shows Part0'
changes_the_key () {
  tr '\n' ' ' < "$folder/up.sql" | grep -E 'ALTER TABLE "Zebra" .*ADD CONSTRAINT "Zebra_partId_fkey" .*ON DELETE CASCADE'
}
check 'the script changes the key' changes_the_key
check 'and no other' eval '! grep -q Part499 "$folder/up.sql"'
press ctrl+s
check 'Ctrl+S saves the schema' has_action Zebra.part Cascade
xdotool key ctrl+q
is_gone () { ! kill -0 "$pid"; }
check 'Ctrl+Q ends the program' is_gone
check 'which has said nothing' test ! -s "$folder/log"
echo "1..$n"
