#!/bin/bash
# A real mouse and a real keyboard on the canvas, in an X server of our own: one test for each kind
# of input. Arguments: the program canvas-demo.
for tool in xvfb-run xdotool awk; do
  command -v "$tool" > /dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
done
if [ -z "$CROW_INPUT_SERVER" ]; then
  CROW_INPUT_SERVER=1 exec xvfb-run -a -s '-screen 0 1000x700x24' "$0" "$@"
fi

coproc demo { exec "$1" 2> /dev/null; }
declare -A box edge
lines=()

while read -r -t 20 kind name x y <&"${demo[0]}"; do
  case "$kind" in
    box) box[$name]="$x $y" ;;
    edge) edge[$name]="$x $y" ;;
    ready) break ;;
  esac
done

# Asks for the state; what was reported meanwhile is in $lines.
ask () {
  local line
  echo >&"${demo[1]}"
  while read -r -t 10 line <&"${demo[0]}"; do
    case "$line" in
      end) return ;;
      view*) view=${line#view } ;;
      selected*) selected=${line#selected } ;;
      *) lines+=("$line") ;;
    esac
  done
}

n=0
check () { # name, then a command that must succeed within three seconds
  local name=$1 tries
  shift
  n=$((n + 1))
  for tries in 1 2 3 4 5 6 7 8 9 10; do
    ask
    if "$@"; then
      echo "ok $n $name"
      return
    fi
    sleep 0.3
  done
  echo "not ok $n $name"
  echo "# view $view, selected $selected, reported ${lines[*]}"
}

get () { sed -E "s/.*$1=([^ ]*).*/\1/" <<< "$view"; }
is_selected () { [ "$selected" = "$1" ]; }
was_reported () { [[ "${lines[*]}" =~ $1 ]]; }
has_view () { awk -v a="$(get "$1")" -v b="$2" 'BEGIN { exit !((a - b) ^ 2 < 0.01) }'; }
has_panned () { has_view x "$1" && has_view y "$2"; }
plus () { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a + b }'; }
# The view that a zoom around $1 $2 leads to, from the one in $before.
is_anchored () {
  local zoom
  zoom=$(get zoom)
  awk -v z="$zoom" -v z0="$zoom0" 'BEGIN { exit !(z > z0 * 1.05) }' &&
    has_view x "$(awk -v p="$1" -v o="$x0" -v z="$zoom" -v z0="$zoom0" \
      'BEGIN { print p - (p - o) / z0 * z }')" &&
    has_view y "$(awk -v p="$2" -v o="$y0" -v z="$zoom" -v z0="$zoom0" \
      'BEGIN { print p - (p - o) / z0 * z }')"
}
remember () { ask; x0=$(get x); y0=$(get y); zoom0=$(get zoom); lines=(); }
drag () { # button, from, by
  xdotool mousemove "$2" "$3" mousedown "$1"
  for part in 1 2 3 4; do
    xdotool mousemove $(($2 + $4 * part / 4)) $(($3 + $5 * part / 4))
    sleep 0.05
  done
  xdotool mouseup "$1"
}

window=$(timeout 10 xdotool search --sync --onlyvisible --name canvas-demo | tail -1)
timeout 5 xdotool windowfocus "$window"
remember

xdotool mousemove ${box[User]} click 1
check 'a click selects a box' is_selected 'model User'
xdotool mousemove ${edge[Post.author]} click 1
check 'a click selects an edge' is_selected 'relation Post.author'
xdotool mousemove 20 20 click 1
check 'a click beside everything clears the selection' is_selected nothing
lines=()
sleep 0.5 # not a third click
xdotool mousemove ${box[Post]} click --repeat 2 --delay 60 1
check 'a double click activates' was_reported activated
remember
drag 1 30 30 80 40
check 'a drag beside everything pans' has_panned "$(plus "$x0" 80)" "$(plus "$y0" 40)"
drag 2 300 300 -80 -40
check 'a drag with the middle button pans' has_panned "$x0" "$y0"
xdotool mousemove 500 300 click 5
check 'the wheel pans' has_panned "$x0" "$(plus "$y0" -60)"
xdotool click 4 keydown shift click 5 keyup shift
check 'the wheel pans sideways with Shift' has_panned "$(plus "$x0" -60)" "$y0"
xdotool keydown shift click 4 keyup shift
remember
xdotool mousemove 333 222 keydown ctrl click 4 click 4 keyup ctrl
check 'the wheel zooms around the pointer with Ctrl' is_anchored 333 222
xdotool keydown ctrl click 5 click 5 keyup ctrl
check 'and back' has_panned "$x0" "$y0"
lines=()
drag 1 ${box[User]} 60 30
check 'a drag moves a box' was_reported 'moved User'
lines=()
read -r x y <<< "${box[Post]}"
xdotool mousemove "$x" "$y" mousedown 1 mousemove $((x + 30)) $((y + 30))
sleep 0.2
xdotool mousemove $((x + 60)) $((y + 50)) key Escape
sleep 0.2
xdotool mouseup 1
ask
xdotool mousemove "$x" "$y" click 1
check 'Escape puts a dragged box back' is_selected 'model Post'
was_moved () { ! was_reported 'moved Post'; }
check 'and reports no move' was_moved
xdotool key Escape
check 'Escape clears the selection' is_selected nothing
xdotool key Tab
is_any_model () { [[ "$selected" = model* ]]; }
check 'Tab selects a model' is_any_model
xdotool key Down
is_any_relation () { [[ "$selected" = relation* ]]; }
check 'Down selects a relation of it' is_any_relation
lines=()
xdotool key Return
check 'Return activates' was_reported activated
xdotool key Escape
check 'Escape goes back to the model' is_any_model
lines=()
xdotool keydown shift key Right key Right key Down keyup shift
check 'arrows with Shift move it' was_reported '^moved'
is_one_move () { [ "$(grep -o moved <<< "${lines[*]}" | wc -l)" = 1 ]; }
check 'as one move' is_one_move
xdotool key Escape
remember
xdotool mousemove 500 350 keydown space
drag 1 500 350 40 30
xdotool keyup space
check 'a drag with space pans wherever it begins' has_panned "$(plus "$x0" 40)" "$(plus "$y0" 30)"
xdotool mousemove 500 350 keydown space
drag 1 540 380 -40 -30
xdotool keyup space
remember
xdotool key ctrl+plus
check 'Ctrl and plus zoom around the middle' is_anchored 500 350
xdotool key Home
drag_band () { xdotool keydown shift; drag 1 5 5 980 680; xdotool keyup shift; }
drag_band
check 'a drag with Shift takes the boxes in it' is_any_model
lines=()
drag 1 ${box[User]} 30 20
was_each_moved () { was_reported 'moved .*User .*Post|moved .*Post .*User' && is_one_move; }
check 'and they are dragged together, as one move' was_each_moved
xdotool key Home click 3
sleep 0.5
has_menu () { [ "$(xdotool search --onlyvisible --pid "$demo_PID" 2> /dev/null | wc -l)" -gt 1 ]; }
has_no_menu () { ! has_menu; }
check 'the right button opens a menu' has_menu
xdotool key Escape
check 'Escape closes it' has_no_menu
xdotool key shift+F10
check 'Shift+F10 opens it too' has_menu
xdotool key Escape
check 'and Escape closes it again' has_no_menu
echo "1..$n"
kill "$demo_PID"
