#!/bin/bash
# The program itself, killed at random moments while it is driven over D-Bus: an action that was in
# the journal is there after the kill, and the file is whole. Arguments: crowsfoot, crash-driver.
# CROW_CRASH_SEED repeats a run, CROW_CRASH_KILLS makes it longer.
. "$(dirname "$0")/drive-program.sh"
need xvfb-run dbus-run-session gdbus
own_server 1300x900 dbus-run-session -- "$0" "$@"

export ADW_DISABLE_PORTAL=1 GTK_USE_PORTAL=0
program=$1
driver=$2
own_folder
kills=${CROW_CRASH_KILLS:-20}
seed=${CROW_CRASH_SEED:-$$}
RANDOM=$seed
echo "# CROW_CRASH_SEED=$seed"
schema=$folder/blog.prisma
cp "$CROW_TEST_SOURCE/data/examples/blog.prisma" "$schema"
sed -E 's/, on(Delete|Update): [A-Za-z]+//g' "$schema" > "$folder/undressed"
actions=(Cascade Restrict NoAction SetNull)
journals=$folder/state/crowsfoot/recovery

call () { # method, arguments
  gdbus call --session -t 5 -d io.github.crowsfoot.Crowsfoot -o /io/github/crowsfoot/Crowsfoot/window/1 -m "org.gtk.Actions.$@" 2> /dev/null
}
activate () { call Activate "$1" "$2" '{}' > /dev/null; }
twice () { # two steps to undo, whatever it was
  activate edit-action "[<('Category.parent', uint32 0, 'Cascade')>]"
  activate edit-action "[<('Category.parent', uint32 0, 'NoAction')>]"
}
wait_for () { # a command that must succeed
  local try
  for try in $(seq 400); do
    "$@" && return
    sleep 0.05
  done
  return 1
}
is_ready () { call Describe reload | grep -q '^((true'; }
is_kept () { # does the file or a journal have the marker?
  grep -aqs "$1" "$schema" "$journals"/*.recovery
}
undress () { sed -E 's/, on(Delete|Update): [A-Za-z]+//g' "$1"; }
is_whole () { # the file is what it was but for actions, which are all that is edited
  undress "$schema" | cmp -s - "$folder/undressed"
}
is_layout_whole () {
  local layout=$folder/crowsfoot.layout
  [ ! -e "$layout" ] && return
  [ "$(tail -c 1 "$layout" | od -An -tx1)" = ' 0a' ] && [ "$(head -n 1 "$layout")" = 'crowsfoot-layout 1' ] &&
    ! tail -n +2 "$layout" | grep -Evq $'^[A-Za-z]+\t(-?[0-9.]+\t-?[0-9.]+|color\t[a-z]+)$'
}
read_action () { "$driver" "$schema" "$journals" 0 actions | awk -v r="$1" '$1 == r { print $2 }'; }

lost=0
torn=0
slow=0
wanted=
for i in $(seq "$kills"); do
  "$program" "$schema" >> "$folder/log" 2>&1 &
  pid=$!
  wait_for is_ready || slow=$((slow + 1))
  # An action that the file does not have yet, then whatever comes; none of it is about the first.
  next=${actions[RANDOM % 4]}
  activate edit-action "[<('User.address', uint32 0, '$next')>]"
  wait_for is_kept "address .*onDelete: $next" && wanted=$next
  for step in 1 2 3; do
    case $((RANDOM % 7)) in
      0) activate save '[]' & ;;
      1) activate edit-action "[<('Article.editor', uint32 0, '${actions[RANDOM % 4]}')>]" & ;;
      2) activate edit-action "[<('Category.parent', uint32 0, '${actions[RANDOM % 4]}')>]" & ;;
      3) twice; activate undo '[]' & ;; # never what is before it
      4) twice; activate undo '[]'; activate redo '[]' & ;;
      5) activate select-model "[<'User'>]"; call SetState color "<'teal'>" '{}' > /dev/null & ;;
      6) call SetState color "<'default'>" '{}' > /dev/null & ;;
    esac
  done
  sleep "0.0$((RANDOM % 10))"
  { kill -9 "$pid"; wait "$pid"; } 2> /dev/null
  wait
  is_whole || { torn=$((torn + 1)); echo "# kill $i: the schema is torn"; }
  is_layout_whole || { torn=$((torn + 1)); echo "# kill $i: the layout is torn"; }
  found=$(read_action User.address)
  [ "$found" = "$wanted" ] || { lost=$((lost + 1)); echo "# kill $i: $wanted is $found"; }
done
ls -A "$folder" | grep -q '^\.crowsfoot-' && torn=$((torn + 1))
check 'every start was ready in time' test "$slow" = 0
check "no acknowledged edit is lost by $kills kills" test "$lost" = 0
check 'the file is whole, and nothing lies beside it' test "$torn" = 0
echo "1..$n"
