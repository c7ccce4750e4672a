#!/bin/bash
# What `meson install` brings runs where it lies, and needs nothing of the build folder.
# Arguments: the build folder, crowsfoot, crowsfoot-cli.
. "$(dirname "$0")/../app/drive-program.sh"
need xvfb-run xdotool dbus-run-session meson gdbus
own_server 1300x900 "$0" "$@"
. "$(dirname "$0")/tap.sh"
build=$1
id=io.github.crowsfoot.Crowsfoot
root=$folder/root

check 'everything is installed' meson install -C "$build" --no-rebuild --destdir "$root"
program=$(find "$root" -type f -path '*/bin/crowsfoot')
[ -x "$program" ] || { echo "1..$n"; exit; }
prefix=$(dirname "$(dirname "$program")")
share=$prefix/share
for file in applications/$id.desktop metainfo/$id.metainfo.xml mime/packages/$id.xml dbus-1/services/$id.service \
  icons/hicolor/scalable/apps/$id.svg icons/hicolor/symbolic/apps/$id-symbolic.svg man/man1/crowsfoot.1 \
  man/man1/crowsfoot-cli.1 crowsfoot/examples/blog.prisma bash-completion/completions/crowsfoot-cli \
  zsh/site-functions/_crowsfoot-cli fish/vendor_completions.d/crowsfoot-cli.fish; do
  check "there is $(basename "$file")" test -s "$share/$file"
done
for language in $(grep -v '^#' "$CROW_TEST_SOURCE/po/LINGUAS"); do
  check "there are the words in $language" test -s "$share/locale/$language/LC_MESSAGES/crowsfoot.mo"
done
if [ -f "$CROW_TEST_SOURCE/data/$id.gschema.xml" ]; then
  check 'the settings compile where they lie' glib-compile-schemas --strict "$share/glib-2.0/schemas"
fi
is_free () { ! grep -r -l -a -F "$build" "$share"; }
check 'nothing of it names the build folder' is_free

export XDG_DATA_DIRS=$share:/usr/local/share:/usr/share XDG_STATE_HOME=$folder/state XDG_DATA_HOME=$folder/data \
  XDG_CACHE_HOME=$folder/cache XDG_CONFIG_HOME=$folder/config PATH=$prefix/bin:$PATH
unset CROW_DATA_DIR G_DEBUG
cd "$folder" || exit 1
cp "$share/crowsfoot/examples/blog.prisma" "$folder"
check 'crowsfoot-cli runs' crowsfoot-cli relations "$share/crowsfoot/examples/shop.prisma"
check 'and draws' crowsfoot-cli export blog.prisma -o blog.svg
says_version () { crowsfoot --version | grep -x "crowsfoot $(crowsfoot-cli --version | cut -d ' ' -f 2)"; }
check 'crowsfoot says its version' says_version
check 'and its options' crowsfoot --help
mkdir "$folder/mime"
knows () { update-mime-database "$share/mime" && gio info -a standard::content-type blog.prisma | grep text/x-prisma; }
check_with update-mime-database 'the type of a schema is known' knows
offers_program () { update-desktop-database "$share/applications" && gio mime text/x-prisma | grep "$id.desktop"; }
check_with update-desktop-database 'and the program is offered for it' offers_program

# The service file names where the program will be; here it lies below another root.
service=$folder/services/dbus-1/services
mkdir -p "$service" "$folder/project"
sed "s|^Exec=.*/bin/|Exec=$prefix/bin/|" "$share/dbus-1/services/$id.service" > "$service/$id.service"
cp "$share/crowsfoot/examples/shop.prisma" "$folder/project"
printf 'crowsfoot-layout 1\n' > "$folder/project/crowsfoot.layout"
cat > "$folder/session" <<'E2'
. "$1/tap.sh"
rmdir "$folder"
folder=$2
trap 'rm -f "$log"' EXIT
exec >&3 # what the session's services say is not a result
n=$3
id=io.github.crowsfoot.Crowsfoot
call () { gdbus call --session --timeout 60 --dest "$id" --object-path "/${id//.//}" --method "$@"; }
count () { xdotool search --onlyvisible --class crowsfoot 2> /dev/null | wc -l; }
titles () { local window; for window in $(xdotool search --onlyvisible --class crowsfoot); do xdotool getwindowname "$window"; done; }
has_windows () { [ "$(count)" = "$1" ]; }
has_title () { titles | grep -x -F "$1"; }
has_recent () { grep -A 12 "file://$folder/blog.prisma" "$XDG_DATA_HOME/recently-used.xbel" | tr -d '\n' | grep 'mime-type type="text/x-prisma".*application name="Crowsfoot" exec="&apos;crowsfoot'; }
check 'D-Bus starts the program' call org.freedesktop.Application.Activate '{}'
check 'and it shows a window' wait_for has_windows 1
check 'D-Bus opens a file' call org.freedesktop.Application.Open "['file://$folder/blog.prisma']" '{}'
check 'in that window' wait_for has_title blog.prisma
check 'which is kept among the recent files' wait_for has_recent
check 'D-Bus opens a layout' call org.freedesktop.Application.Open "['file://$folder/project/crowsfoot.layout']" '{}'
check 'whose folder is shown' wait_for has_title project
check 'an action opens a new window' call org.freedesktop.Application.ActivateAction new-window '[]' '{}'
check 'so that there are three' wait_for has_windows 3
check 'crowsfoot --new-window opens one more' crowsfoot --new-window
check 'so that there are four' wait_for has_windows 4
check 'it can be asked to quit' call org.freedesktop.Application.ActivateAction quit '[]' '{}'
check 'and is gone' wait_for has_windows 0
opens_example () { { LC_ALL=C.UTF-8 gdbus call --session --timeout 60 --dest "$id" --object-path "/${id//.//}" --method org.freedesktop.Application.Open "['file://$XDG_DATA_HOME/../root${4}']" '{}'; } ; }
echo "1..$n"
E2
sed -i '/^opens_example/d' "$folder/session"
XDG_DATA_DIRS=$folder/services:$XDG_DATA_DIRS dbus-run-session -- bash "$folder/session" "$(cd "$(dirname "$0")" && pwd)" "$folder" "$n" 3>&1 > /dev/null 2>&1
