# Sourced by tests that drive a program by keys in an X server of their own.

need () { # tools without which the test is skipped
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || { echo "1..0 # SKIP no $tool"; exit 0; }
  done
}

own_server () { # its size, then what to run there, which comes here again and goes on
  local size=$1
  shift
  if [ -z "$CROW_OWN_SERVER" ]; then
    CROW_OWN_SERVER=1 exec xvfb-run -a -s "-screen 0 ${size}x24" "$@"
  fi
}

own_folder () { # for the schema, what the program keeps and what it says
  folder=$(mktemp -d)
  logs=("$folder/log")
  trap 'kill -9 "$pid" 2> /dev/null; rm -rf "$folder"' EXIT
  export XDG_STATE_HOME=$folder/state XDG_DATA_HOME=$folder/data XDG_CACHE_HOME=$folder/cache
}

n=0
tries=20
check () { # name, then a command that must succeed within $tries half seconds
  local name=$1 try
  shift
  n=$((n + 1))
  for try in $(seq "$tries"); do
    if "$@" > /dev/null 2>&1; then
      echo "ok $n $name"
      return
    fi
    sleep 0.5
  done
  echo "not ok $n $name"
  sed 's/^/# /' "${logs[@]}"
}
