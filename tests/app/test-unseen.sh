#!/bin/bash
# The tour from opening a schema to the exported migration and picture, by keys alone and without
# sight: each step is known only by what the bus of screen readers tells of it.
# Arguments: crowsfoot, crowsfoot-cli.
. "$(dirname "$0")/drive-program.sh"
need xvfb-run xdotool dbus-run-session
/usr/bin/python3 -c 'import gi; gi.require_version("Atspi", "2.0")' 2> /dev/null ||
  { echo '1..0 # SKIP no AT-SPI for Python'; exit 0; }
own_server 1280x800 dbus-run-session -- "$0" "$@"

program=$1
cli=$2
own_folder
unset GTK_A11Y G_DEBUG
schema=$folder/blog.prisma
picture=$folder/blog.svg
cp "$CROW_TEST_SOURCE/data/examples/blog.prisma" "$schema"

take_part () { # which: takes it, and counts on
  /usr/bin/python3 "$CROW_TEST_SOURCE/tests/app/tour-unseen.py" "$1" "$n" "$schema" "$picture" \
    2> "$folder/wrong" | tee "$folder/part"
  n=$((n + $(grep -cE '^(not )?ok ' "$folder/part")))
  [ "${PIPESTATUS[0]}" = 0 ] || sed 's/^/# /' "$folder/wrong"
}
answer () { # title, file: types it into the dialog that is open
  local dialog
  dialog=$(timeout 10 xdotool search --sync --onlyvisible --name "$1" | tail -1)
  timeout 5 xdotool windowfocus --sync "$dialog"
  xdotool key ctrl+a
  xdotool type --delay 20 -- "$2"
  xdotool key Return
  timeout 5 xdotool windowfocus --sync "$window"
}

check 'the schema is valid' "$cli" check "$schema"
"$program" > "$folder/log" 2>&1 &
pid=$!
window=$(timeout 30 xdotool search --sync --onlyvisible --pid "$pid" | tail -1)
xdotool windowsize --sync "$window" 1280 800
timeout 5 xdotool windowfocus --sync "$window"
take_part open
answer '^Open' "$schema"
has_title () { [[ "$(xdotool getwindowname "$window")" = "$1" ]]; }
check 'the schema is opened' has_title 'blog.prisma'
sleep 1
take_part edit
is_changed () {
  "$cli" relations "$schema" --format=tsv | awk -F '\t' '$1 == "Article.author" && $6 == "Restrict" { found = 1 } END { exit !found }'
}
check 'the change is in the file' is_changed
check 'and in a migration' grep -rq 'ON DELETE RESTRICT' "$folder/migrations"
dialog=$(timeout 10 xdotool search --sync --onlyvisible --name '^Export$' | tail -1)
timeout 5 xdotool windowfocus --sync "$dialog"
xdotool key ctrl+a
take_part picture
check 'the picture is there' grep -q '>Article<' "$picture"
check 'the program has said nothing of its own' test ! -s "$folder/log"
echo "1..$n"
