#!/bin/bash
# Each shell that is installed completes a command line. Arguments: crowsfoot-cli.
. "$(dirname "$0")/tap.sh"
ln -s "$(realpath "$1")" "$folder/crowsfoot-cli"
export PATH=$folder:$PATH completions=$CROW_TEST_SOURCE/data/completions HOME=$folder
cp "$CROW_TEST_SOURCE/data/examples/blog.prisma" "$folder"
cd "$folder" || exit 1

bash_completes () {
  bash --norc -c '. "$completions/crowsfoot-cli.bash"; COMP_LINE=$1 COMP_POINT=${#1}; _crowsfoot_cli 2> /dev/null; printf "%s\n" "${COMPREPLY[@]}"' - "$1"
}
# zsh completes inside its line editor only: compadd and _files are stood in for.
zsh_completes () {
  zsh -f -c 'compadd () { while [[ $1 != -- ]]; do shift; done; shift; print -l -- $@ }
    _files () { print -l -- *.prisma }
    words=(${(z)1}); [[ $1 != *" " ]] || words+=(""); CURRENT=$#words
    complete_it () { source $completions/_crowsfoot-cli }; complete_it' - "$1"
}
fish_completes () {
  fish --no-config -c 'source $completions/crowsfoot-cli.fish; complete -C "$argv[1]"' -- "$1" | cut -f 1
}
offers () { # shell, line, what must be offered: as a whole, or what follows the last = or :
  "$1_completes" "$2" > "$folder/offered"
  echo "$1 offers for “$2”:"
  cat "$folder/offered"
  grep -x -F -e "$3" -e "${3##*[=:]}" "$folder/offered" | grep .
}
offers_not () { ! offers "$@"; }
for shell in bash zsh fish; do
  check_with $shell "$shell: commands" offers $shell 'crowsfoot-cli ' relations
  check_with $shell "$shell: an option" offers $shell 'crowsfoot-cli diff --d' --down
  check_with $shell "$shell: not another command's" offers_not $shell 'crowsfoot-cli check --d' --down
  check_with $shell "$shell: an option's value" offers $shell 'crowsfoot-cli relations --format=' --format=tsv
  check_with $shell "$shell: a value in the next word" offers $shell 'crowsfoot-cli diff --plan ' online
  check_with $shell "$shell: files" offers $shell 'crowsfoot-cli check ' blog.prisma
  check_with $shell "$shell: relations" offers $shell 'crowsfoot-cli set blog.prisma ' Comment.author:
  check_with $shell "$shell: models" offers $shell 'crowsfoot-cli export blog.prisma --only ' Comment
  check_with $shell "$shell: actions" offers $shell 'crowsfoot-cli export blog.prisma --on-delete=Cascade,' --on-delete=Cascade,Restrict
done
colon_left () { bash_completes 'crowsfoot-cli set blog.prisma Comment.author:on' | grep -x onDelete=; }
check 'bash: arguments of a relation' colon_left
is_sound () { local file; for file in "$completions"/*.bash; do bash -n "$file" || return 1; done; }
check 'bash: scripts are sound' is_sound
echo "1..$n"
