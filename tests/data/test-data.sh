#!/bin/bash
# What other programs read of ours, judged by them. Arguments: the build folder, crowsfoot-cli.
. "$(dirname "$0")/tap.sh"
build=$1
cli=$(realpath "$2")
id=io.github.crowsfoot.Crowsfoot
data=$CROW_TEST_SOURCE/data

check_with desktop-file-validate 'the desktop file is valid' is_silent desktop-file-validate "$build/data/$id.desktop"
check_with appstreamcli 'the metainfo is valid' appstreamcli validate --no-net "$build/data/$id.metainfo.xml"
# Capitals in the id, as GNOME's have them, are all that may be remarked; to AppStream before 1.0 a
# developer is news, to later ones the old name for it.
is_pedantic () { ! appstreamcli validate --no-net --pedantic "$build/data/$id.metainfo.xml" | grep -E '^[EWIP]:' | grep -v -e cid-contains-uppercase-letter -e 'unknown-tag developer' -e developer-name-tag-deprecated; }
check_with appstreamcli 'and leaves nothing to remark' is_pedantic
has_release () { grep "<release version=\"$("$cli" --version | cut -d ' ' -f 2)\"" "$build/data/$id.metainfo.xml"; }
check 'this version has release notes' has_release
for picture in $(sed -n 's|.*/main/\(data/screenshots/.*\)</image>|\1|p' "$data/$id.metainfo.xml.in"); do
  check "the screenshot $picture is there" test -f "$CROW_TEST_SOURCE/$picture"
done

if [ -f "$data/$id.gschema.xml" ]; then
  mkdir "$folder/schemas"
  check_with glib-compile-schemas 'the settings are valid' \
    glib-compile-schemas --strict --dry-run "$data"
fi
for po in "$CROW_TEST_SOURCE"/po/*.po; do
  [ ! -f "$po" ] || check_with msgfmt "$(basename "$po") is well formed" msgfmt -c -o /dev/null "$po"
done
is_listed () { ! grep -v -x -F -f <(cd "$CROW_TEST_SOURCE" && ls -d data/*.in src/app/*.[ch] src/app/*.ui src/app/gtk/*.ui data/*.gschema.xml 2> /dev/null) <(grep -v '^#' "$CROW_TEST_SOURCE/po/POTFILES.in" | grep .); }
check 'what is to be translated is there' is_listed

check_with xmllint 'the icons and XML files are well formed' is_silent xmllint --noout "$data/$id.xml" \
  "$build/data/$id.metainfo.xml" "$CROW_TEST_SOURCE"/src/app/icons/*.svg
mkdir -p "$folder/mime/packages" "$folder/files"
cp "$data/$id.xml" "$folder/mime/packages"
has_types () {
  XDG_DATA_DIRS=$folder:/usr/share update-mime-database "$folder/mime" &&
  printf 'model A {\n  id Int @id\n}\n' > "$folder/files/a.prisma" &&
  "$cli" --version > /dev/null && cp "$data/examples/crowsfoot.layout" "$folder/files" &&
  is_type text/x-prisma "$folder/files/a.prisma" &&
  is_type application/x-crowsfoot-layout "$folder/files/crowsfoot.layout"
}
is_type () { XDG_DATA_HOME=$folder/none XDG_DATA_DIRS=$folder:/usr/share gio info -a standard::content-type "$2" | grep -F "content-type: $1"; }
check_with update-mime-database 'files are known by their types' has_types
claims_types () { local type; for type in $(sed -n 's/.*<mime-type type="\(.*\)">/\1/p' "$data/$id.xml"); do grep "^MimeType=.*$type;" "$build/data/$id.desktop" && grep "<mediatype>$type</mediatype>" "$build/data/$id.metainfo.xml" || return 1; done; }
check 'which the program opens' claims_types

for page in crowsfoot crowsfoot-cli; do
  check_with groff "$page.1 is well formed" is_silent groff -man -Tutf8 -ww -z "$build/data/$page.1"
done
manual=$build/data/crowsfoot-cli.1
list_commands () { "$cli" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'; }
list_told () { sed -n 's/\\-/-/g; s/^\.SS "\([a-z-]*\).*/\1/p' "$manual"; }
list_options () { "$cli" "$1" --help | sed -n '/^Options:/,$s/^  \(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p' | grep -v -x -e --output -e --help -e --version; }
list_told_options () {
  sed 's/\\-/-/g' "$manual" | awk -v command="$1" '/^\.S[HS]/ { is_in = $1 == ".SS" && $2 == "\"" command } is_in' |
    sed -n 's/^\.B "\(-., \)\{0,1\}\(--[a-z-]*\).*/\2/p'
}
tells_commands () { ! grep -v -x -F -f <(list_told) <(list_commands); }
check 'crowsfoot-cli.1 has every command' tells_commands
for command in $(list_told); do
  has_options () { "$cli" "$command" --help && diff <(list_options "$command" | sort) <(list_told_options "$command" | sort); }
  check "and every option of $command, and no others" has_options
done

# It leaves its state in the folder that it is started in.
understands_manifest () { (cd "$folder" && flatpak-builder --show-manifest "$CROW_TEST_SOURCE/flatpak/$id.json" | grep '"id" *: *"'"$id"); }
check_with flatpak-builder 'the Flatpak manifest is understood' understands_manifest
echo "1..$n"
