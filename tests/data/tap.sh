# Sourced by the tests of data/: results in the Test Anything Protocol.
n=0
log=$(mktemp)
folder=$(mktemp -d)
trap 'rm -rf "$folder" "$log"' EXIT

check () { # name, command that must succeed
  local name=$1
  shift
  n=$((n + 1))
  if "$@" > "$log" 2>&1; then
    echo "ok $n $name"
  else
    echo "not ok $n $name"
    sed 's/^/# /' "$log"
  fi
}

check_with () { # a tool, then as check; without the tool it is skipped, loudly
  local tool=$1
  shift
  if command -v "$tool" > /dev/null; then
    check "$@"
  else
    n=$((n + 1))
    echo "ok $n $1 # SKIP $tool is not installed"
  fi
}

is_silent () { # a command that must neither fail nor say anything
  "$@" > "$folder/said" 2>&1 || { cat "$folder/said"; return 1; }
  cat "$folder/said"
  test ! -s "$folder/said"
}

wait_for () { # a command that must succeed within 30 seconds
  local try
  for try in $(seq 150); do
    "$@" > /dev/null 2>&1 && return
    sleep 0.2
  done
  "$@"
}
