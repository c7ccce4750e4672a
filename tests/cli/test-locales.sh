#!/usr/bin/env bash
# The same bytes in every language: what the command line writes, and what the libraries write in a
# process that has taken the locale of its environment, as the window does.
# Arguments: crowsfoot-cli, write-files.
set -uo pipefail
cli=$(realpath "$1")
writer=$(realpath "$2")
languages=(de fr es ja ar tr fa)
here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# write_all FOLDER COMMAND...: every file; COMMAND runs the programs in a language
write_all () {
  local to=$1
  shift
  mkdir -p "$to/library" "$to/cli/prisma" && cp "$here/blog.prisma" "$to/library/" &&
    cp "$here/blog.prisma" "$to/cli/prisma/schema.prisma" || return 1
  "$@" "$writer" "$to/library" >"$to/number" || return 1
  cd "$to/cli" || return 1
  cp ../library/crowsfoot.layout prisma/
  "$@" "$cli" set prisma/schema.prisma 'Post.author:onDelete=Restrict,onUpdate=NoAction' -o after.prisma &&
    "$@" "$cli" diff prisma/schema.prisma after.prisma -o up.sql &&
    "$@" "$cli" diff prisma/schema.prisma after.prisma --down -o down.sql &&
    "$@" "$cli" diff prisma/schema.prisma after.prisma --plan=online -o online.sql &&
    "$@" "$cli" diff --from-empty prisma/schema.prisma -o empty.sql &&
    "$@" "$cli" export prisma/schema.prisma -o picture.svg &&
    "$@" "$cli" export prisma/schema.prisma --scale 1.5 -o picture.png &&
    "$@" "$cli" export prisma/schema.prisma --theme=dark -o picture.pdf &&
    "$@" "$cli" diff-image prisma/schema.prisma after.prisma -o changes.svg &&
    "$@" "$cli" relations prisma/schema.prisma --format=tsv -o relations.tsv &&
    "$@" "$cli" relations prisma/schema.prisma --format=json -o relations.json &&
    "$@" "$cli" check prisma/schema.prisma --format=json --fail-on=error -o check.json &&
    "$@" "$cli" check prisma/schema.prisma --format=sarif --fail-on=error -o check.sarif &&
    "$@" "$cli" diff prisma/schema.prisma after.prisma --migration 'Change İt, ıf needed' >migration || return 1
  # The folder's name begins with the time of day.
  mv migrations/[0-9]*_* migrations/one && sed -i 's|.*/[0-9]*_||' migration
}

echo "1..$((1 + ${#languages[@]}))"
if (write_all "$folder/C" env LC_ALL=C LANGUAGE=C) && [ "$(cat "$folder/C/number")" = 0.5 ] &&
  [ "$(find "$folder/C" -type f | wc -l)" -ge 25 ]; then
  echo 'ok 1 - every file is written in C'
else
  echo 'not ok 1 - every file is written in C'
fi
n=1
for language in "${languages[@]}"; do
  n=$((n + 1))
  found=$("$here/../app/in-language" "$language" locale decimal_point 2>&1)
  case $found in
    *SKIP*) echo "ok $n - $language # SKIP ${found#*SKIP }"; continue ;;
  esac
  if (write_all "$folder/$language" "$here/../app/in-language" "$language") 2>"$folder/errors" &&
    [ "$(cat "$folder/$language/number")" = "0${found}5" ] &&
    rm "$folder/$language/number" && diff -r -q -x number "$folder/C" "$folder/$language" >>"$folder/errors"; then
    echo "ok $n - $language writes the same bytes (its own numbers: 0${found}5)"
  else
    sed "s|$folder/||g; s/^/# /" "$folder/errors"
    echo "not ok $n - $language"
  fi
done
