#!/bin/bash
# What a screen reader sees of the program: every model in view with its relations and their
# actions, the list of all relations, and, in an overview, what is selected.
# Arguments: crowsfoot, crowsfoot-cli.
. "$(dirname "$0")/drive-program.sh"
need xvfb-run xdotool dbus-run-session
/usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0")' 2> /dev/null ||
  { echo '1..0 # SKIP no AT-SPI for Python'; exit 0; }
own_server 1600x1100 dbus-run-session -- "$0" "$@"

program=$1
cli=$2
own_folder
logs=("$folder/tree" "$folder/wrong" "$folder/log")
unset GTK_A11Y G_DEBUG
schema=$folder/chain.prisma

# Part0 to Part11 in a ring, each with an action of its own; one relation to itself.
awk 'BEGIN {
  split("Cascade Restrict NoAction", actions, " ")
  print "datasource db {\n  provider = \"postgresql\"\n}\n"
  for (i = 0; i < 12; i++) {
    print "model Part" i " {\n  id Int @id\n  nextId Int\n  next Part" (i + 1) % 12 \
      " @relation(\"P" i "\", fields: [nextId], references: [id], onDelete: " actions[i % 3 + 1] \
      ", onUpdate: NoAction)\n  before Part" (i + 11) % 12 "[] @relation(\"P" (i + 11) % 12 "\")"
    if (i == 3)
      print "  twinId Int?\n  twin Part3? @relation(\"T\", fields: [twinId], references: [id])\n  twins Part3[] @relation(\"T\")"
    print "}\n"
  }
}' > "$schema"

dump () {
  /usr/bin/python3 "$CROW_TEST_SOURCE/tests/app/dump-accessible.py" crowsfoot > "$folder/tree"
}
# Chain0 to Chain299, each on the next: more relations than GTK makes rows for.
large=$folder/large.prisma
awk 'BEGIN {
  print "datasource db {\n  provider = \"postgresql\"\n}\n"
  for (i = 0; i < 300; i++)
    print "model Chain" i " {\n  id Int @id\n  nextId Int\n  next Chain" (i + 1) % 300 \
      " @relation(fields: [nextId], references: [id], onDelete: Cascade, onUpdate: Restrict)\n" \
      "  before Chain" (i + 299) % 300 "[]\n}\n"
}' > "$large"

# Runs the helper on what a screen reader sees now and on all relations that there are.
tells () {
  "$cli" relations "$schema" --format=tsv > "$folder/relations" && dump &&
    /usr/bin/python3 "$CROW_TEST_SOURCE/tests/app/check-accessible.py" "$1" "$folder/tree" \
      "$folder/relations" > "$folder/wrong"
}
hears () { dump && grep -qF -- "$1" "$folder/tree"; }
hears_no () { dump && ! grep -qF -- "$1" "$folder/tree"; }

"$cli" check "$schema" > /dev/null
"$program" "$schema" > "$folder/log" 2>&1 &
pid=$!
window=$(timeout 30 xdotool search --sync --onlyvisible --pid "$pid" | tail -1)
xdotool windowsize --sync "$window" 1600 1100
timeout 5 xdotool windowfocus --sync "$window"
sleep 2
xdotool key ctrl+l ctrl+1
check 'every model in view is named with its relations and their actions' tells models
check 'the canvas is named' hears $'\tDiagram\t'
xdotool key ctrl+l Tab
check 'the canvas says what is selected' hears ' is selected'
xdotool key Down
sleep 0.5
check 'a selected relation is named with its actions' tells selection
xdotool key ctrl+l Home ctrl+minus ctrl+minus ctrl+minus ctrl+minus ctrl+minus ctrl+minus
check 'in an overview no model has a widget' hears_no ', table, 2 fields, '
check 'but the selected relation is named' tells selection
xdotool key Escape
check 'and so is the selected model, with its relations' tells one-model
xdotool key ctrl+a
check 'several are counted' hears '12 models are selected'
xdotool key Escape Escape
check 'the list of relations names all, with their actions' tells list
kill "$pid"
wait "$pid" 2> /dev/null
schema=$large
"$cli" check "$schema" > /dev/null
"$program" "$schema" > "$folder/log" 2>&1 &
pid=$!
tries=60
check 'the list names all of many relations, too' tells list
check 'the program says nothing of its own' test ! -s "$folder/log"
echo "1..$n"
