#!/bin/bash
# The workflow that users copy: its steps run here, in a repository of their own, as GitHub runs
# them (bash -e). Arguments: crowsfoot-cli.
. "$(dirname "$0")/tap.sh"
cli=$(realpath "$1")
root=$CROW_TEST_SOURCE
workflow=$root/data/ci/crowsfoot.yml
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b.c
export GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b.c GITHUB_BASE_REF=main SCHEMA=prisma
export GITHUB_STEP_SUMMARY=$folder/summary GITHUB_PATH=$folder/path

# STEP: what its `run:` holds, one line or a block of them.
list_commands () {
  awk -v step="$1" '
    /^      - / { is_in = index($0, "- name: " step) > 0; is_block = 0 }
    is_in && /^        run: \|/ { is_block = 1; next }
    is_in && /^        run: / { sub(/^        run: /, ""); print }
    is_in && is_block && /^          / { print substr($0, 11) }' "$workflow"
}

run_step () { # name; in $folder/work
  list_commands "$1" > "$folder/step" && test -s "$folder/step" &&
  (cd "$folder/work" && PATH=$(dirname "$cli"):$PATH bash -e "$folder/step")
}

put () { # file in the repository, its text
  mkdir -p "$(dirname "$folder/origin/$1")"
  printf '%s' "$2" > "$folder/origin/$1"
}

commit () { git -C "$folder/origin" add -A && git -C "$folder/origin" commit -q -m x; }

# What a runner checks out of a pull request: one commit, no history.
check_out () {
  rm -rf "$folder/work" "$folder/summary"
  git clone -q --depth=1 --branch "$1" "file://$folder/origin" "$folder/work"
}

head='datasource db {
  provider = "postgresql"
}
model User {
  id Int @id
  posts Post[]
}
'
post () { printf 'model Post {\n  id Int @id\n  authorId Int\n  author User @relation(fields: [authorId], references: [id]%s)\n}\n' "$1"; }

set_up () {
  git init -q -b main "$folder/origin" &&
  put README.md 'nothing' && commit && git -C "$folder/origin" branch empty &&
  put prisma/user.prisma "$head" && put prisma/post.prisma "$(post '')" && commit &&
  git -C "$folder/origin" checkout -q -b work &&
  put prisma/post.prisma "$(post ', onDelete: Cascade')" && commit &&
  git -C "$folder/origin" checkout -q -b damaged &&
  put prisma/post.prisma 'model Post {' && commit
}

tells_changes () {
  check_out work && run_step 'List and draw' &&
  grep -x -F '~ relation Post.author to User: on delete Restrict → Cascade' "$folder/summary" &&
  test "$(grep -c '^~~~~~~' "$folder/summary")" = 2 &&
  grep -F '<title>Changes from prisma at FETCH_HEAD to prisma at HEAD<' "$folder/work/changes.svg"
}
finds_problems () {
  run_step 'Look for problems' && grep -F '"RA006"' "$folder/work/crowsfoot.sarif" &&
  grep -F '"uri" : "prisma/post.prisma"' "$folder/work/crowsfoot.sarif" && run_step 'Refuse a schema'
}
tells_new_schema () {
  check_out work && (export GITHUB_BASE_REF=empty; run_step 'List and draw') && grep -x -F '+ model User' "$folder/summary"
}
tells_removed_schema () {
  check_out empty && run_step 'List and draw' && grep -x -F -e '- model User' "$folder/summary" &&
  run_step 'Look for problems' && run_step 'Refuse a schema'
}
refuses_damage () {
  check_out damaged && run_step 'List and draw' && test -s "$folder/work/changes.svg" &&
  run_step 'Look for problems' && test -s "$folder/work/crowsfoot.sarif" && ! run_step 'Refuse a schema'
}

check_with git 'a repository with a pull request' set_up
check_with git 'the change is listed and drawn' tells_changes
check_with git 'problems are found beside the code' finds_problems
check_with git 'a schema that is new' tells_new_schema
check_with git 'a schema that goes' tells_removed_schema
check_with git 'a damaged schema is drawn as far as it goes, and refused' refuses_damage

# The README's lines for git, typed in: pictures go to our folder and not to /tmp.
configure_git () {
  check_out work && sed -n 's/^    \(git config .*\)/\1/p' "$root/README.md" | sed "s|/tmp|$folder|g" > "$folder/lines" &&
  test "$(wc -l < "$folder/lines")" = 3 && (cd "$folder/work" && sh -e "$folder/lines" && echo '*.prisma diff=prisma' > .gitattributes) &&
  sed -i 's/authorId Int/authorId Int?/; s/User @/User? @/; s/, onDelete: Cascade//' "$folder/work/prisma/post.prisma"
}
tells_git () {
  (cd "$folder/work" && PATH=$(dirname "$cli"):$PATH && git diff --no-ext-diff > "$folder/text" && git diff > "$folder/list" &&
    git config --unset diff.prisma.command && git difftool -y -t crowsfoot) &&
  grep -x -F '+// Post.author to User: on delete SetNull (default), on update Cascade (default)' "$folder/text" &&
  grep -F '~ relation Post.author to User: on delete Cascade → SetNull (default)' "$folder/list" &&
  grep -F '</svg>' "$folder/prisma-post.prisma.svg" && grep -F '</svg>' "$folder/post.prisma.svg"
}
check_with git 'git takes the lines of the README' configure_git
check_with git 'and tells what they promise' tells_git

knows_target () { list_commands 'Build crowsfoot-cli' | grep -F 'src/cli/crowsfoot-cli' && test -x "$root/build-aux/install-packages"; }
check 'the program is built by names that there are' knows_target
is_quoted () { # the README has the whole workflow, less its first two lines
  awk '/^```yaml/ { n++; next } /^```/ { n += n % 2; next } n == 1' "$root/README.md" | diff - <(tail -n +3 "$workflow")
}
check 'the README has the same workflow' is_quoted
has_yaml () { python3 -c 'import yaml' 2> /dev/null; }
is_yaml () { # and the steps are those that ran above
  python3 - "$workflow" "$root/README.md" <<'PYTHON'
import re, sys, yaml
workflow = yaml.safe_load(open(sys.argv[1]))
assert workflow[True]['pull_request']['paths'] == ['**.prisma']
steps = workflow['jobs']['schema']['steps']
assert all(('uses' in step) != ('run' in step) for step in steps)
assert [step['name'] for step in steps if 'run' in step] == ['Build crowsfoot-cli', 'List and draw what changes', 'Look for problems', 'Refuse a schema with errors']
blocks = re.findall(r'^```yaml\n(.*?)^```', open(sys.argv[2]).read(), re.M | re.S)
assert len(blocks) == 2 and all(yaml.safe_load(block) for block in blocks)
PYTHON
}
if has_yaml; then
  check 'the YAML is well formed' is_yaml
else
  n=$((n + 1))
  echo "ok $n the YAML is well formed # SKIP python3-yaml is not installed"
fi

list_rules () { sed -n 's/.*"\(RA[0-9]*\)",.*/\1/p' "$root"/src/schema/crow-lint*.c | sort -u; }
explains_rules () {
  test "$(list_rules | wc -l)" -gt 10 && for rule in $(list_rules); do
    grep -F "\"$rule\"," "$root/src/cli/crow-cli-rules.c" && grep "^| $rule |" "$root/README.md" || return 1
  done
}
check 'every rule is explained, in SARIF and in the README' explains_rules
echo "1..$n"
