# Completion of crowsfoot-cli for bash. Commands, options and their values are asked of the program.

_crowsfoot_cli_options () { # COMMAND: `--name`, or `--name=a|b`, or `--name VALUE`, a line each
  crowsfoot-cli "$1" --help 2>/dev/null | sed -n 's/^  \(-., \)\{0,1\}\(--[^ ]*\( [^ ][^ ]*\)\{0,1\}\)  .*/\2/p'
}

_crowsfoot_cli_names () { # SOURCE: the names of its relations; only of a file or a folder
  [ ! -e "$1" ] || crowsfoot-cli relations "$1" --format=tsv 2>/dev/null | tail -n +2 | cut -f 1
}

_crowsfoot_cli_values () { # COMMAND OPTION SOURCE
  local before='' name
  case $2 in
    --on-delete|--on-update)
      [[ $current != *,* ]] || before=${current%,*},
      before=${before#*=}
      for name in Cascade Restrict NoAction SetNull SetDefault; do echo "$before$name"; done ;;
    --only)
      [[ $current != *,* ]] || before=${current%,*},
      before=${before#*=}
      _crowsfoot_cli_names "$3" | sed 's/\.[^.]*$//' | sort -u | while read -r name; do echo "$before$name"; done ;;
    *)
      _crowsfoot_cli_options "$1" | sed -n "s/^$2=//p" | tr '|' '\n' ;;
  esac
}

_crowsfoot_cli_relation () { # SOURCE: Model.field, then :onDelete=, then the action
  local name=${current%%:*}
  case $current in
    *:on*=*)
      for action in Cascade Restrict NoAction SetNull SetDefault default; do echo "${current%=*}=$action"; done ;;
    *:*) printf '%s\n' "$name:onDelete=" "$name:onUpdate=" "$name:explicit=" ;;
    *) _crowsfoot_cli_names "$1" | sort -u | sed 's/$/:/' ;;
  esac
}

_crowsfoot_cli () {
  local line=${COMP_LINE:0:COMP_POINT} current previous command source='' word skip='' found=''
  local -a words=() candidates=()
  read -ra words <<< "$line"
  [[ $line != *[[:space:]] ]] || words+=('')
  current=${words[-1]}
  previous=${words[-2]}
  command=${words[1]}
  COMPREPLY=()
  if [ ${#words[@]} -le 2 ]; then
    found=$(crowsfoot-cli --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\) .*/\1/p'; printf '%s\n' --help --version)
  else
    for word in "${words[@]:2:${#words[@]}-3}"; do
      [[ -n $skip || $word == -* || -n $source ]] || source=$word
      skip=''
      [[ $word != --* || $word == *=* ]] || skip=$(_crowsfoot_cli_options "$command" | grep "^$word[= ]")
      [[ $word != -o ]] || skip=$word
    done
    if [[ $current == --*=* ]]; then
      found=$(_crowsfoot_cli_values "$command" "${current%%=*}" "$source" | sed "s/^/${current%%=*}=/")
    elif [[ -n $skip && $previous != -o && $previous != --output ]]; then
      found=$(_crowsfoot_cli_values "$command" "$previous" "$source")
    elif [[ -z $skip && $current == -* ]]; then
      found=$(_crowsfoot_cli_options "$command" | sed 's/=.*/=/; s/ .*//')
    elif [[ -z $skip && $command == set && -n $source ]]; then
      found=$(_crowsfoot_cli_relation "$source")
    else
      compopt -o filenames 2>/dev/null
      COMPREPLY=($(compgen -d -- "$current"))
      if [[ -n $skip ]]; then
        COMPREPLY=($(compgen -f -- "$current"))
      else
        COMPREPLY+=($(compgen -f -X '!*.prisma' -- "$current"))
      fi
      return
    fi
  fi
  local IFS=$'\n'
  COMPREPLY=($(compgen -W "$found" -- "$current"))
  [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *[:=] ]] || compopt -o nospace 2>/dev/null
  # bash takes what stands before the last = or : for words of its own.
  case $current in
    *[:=]*) word=${current%"${current##*[:=]}"}; COMPREPLY=("${COMPREPLY[@]#"$word"}") ;;
  esac
}

complete -F _crowsfoot_cli crowsfoot-cli
