# Completion of crowsfoot for bash.

_crowsfoot () {
  local current=${COMP_WORDS[COMP_CWORD]}
  COMPREPLY=()
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W '--help --version --new-window' -- "$current"))
  else
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -d -- "$current") $(compgen -f -X '!*@(.prisma|crowsfoot.layout)' -- "$current"))
  fi
}

shopt -s extglob
complete -F _crowsfoot crowsfoot
