# Completion of crowsfoot-cli for fish. Commands, options and their values are asked of the program.

function __crowsfoot_cli_commands
    crowsfoot-cli --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z-]*\)  *\(.*\)/\1\t\2/p'
end

function __crowsfoot_cli_options # COMMAND: `--name`, `--name=a|b` or `--name VALUE`, a tab, what it does
    crowsfoot-cli $argv[1] --help 2>/dev/null | sed -n 's/^  \(-., \)\{0,1\}\(--[^ ]*\( [^ ][^ ]*\)\{0,1\}\)  *\(.*\)/\2\t\4/p'
end

function __crowsfoot_cli_names # SOURCE: the names of its relations
    test -e "$argv[1]"; and crowsfoot-cli relations $argv[1] --format=tsv 2>/dev/null | tail -n +2 | cut -f 1
end

function __crowsfoot_cli_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l actions Cascade Restrict NoAction SetNull SetDefault
    if test (count $words) -lt 2
        __crowsfoot_cli_commands
        printf '%s\n' --help --version
        return
    end
    set -l lines (__crowsfoot_cli_options $words[2])
    set -l source
    set -l skip
    for word in $words[3..-1]
        if test -z "$skip$source"; and not string match -q -- '-*' $word
            set source $word
        end
        set skip
        if test "$word" = -o
            set skip --output
        else if string match -q -- '--*' $word; and not string match -q -- '*=*' $word
            string match -qr -- "^$word"'[= ]' $lines; and set skip $word
        end
    end
    set -l option $skip
    set -l before
    if string match -q -- '--*=*' $current
        set option (string replace -r '=.*' '' -- $current)
        set before $option=
    end
    set -l given (string sub -s (math (string length -- "$before") + 1) -- "$current")
    switch "$option"
        case --output
            __fish_complete_path $current
        case --on-delete --on-update --only
            string match -q -- '*,*' $given; and set before $before(string replace -r '[^,]*$' '' -- $given)
            test "$option" = --only; and set actions (__crowsfoot_cli_names $source | string replace -r '\.[^.]*$' '' | sort -u)
            printf '%s\n' "$before"$actions
        case '--*'
            set -l values (string match -r -- "^$option=([^\t]*)" $lines)[2]
            test -n "$values"; and printf '%s\n' "$before"(string split '|' -- $values)
        case '*'
            if string match -q -- '-*' $current
                string replace -r -- '=[^\t]*' '=' $lines | string replace -r -- ' [^\t ]*\t' '\t'
            else if test "$words[2]" = set; and test -n "$source"
                switch $current
                    case '*:on*=*'
                        printf '%s\n' (string replace -r '=.*' '=' -- $current)$actions (string replace -r '=.*' '=default' -- $current)
                    case '*:*'
                        printf '%s\n' (string replace -r ':.*' '' -- $current):{onDelete,onUpdate,explicit}=
                    case '*'
                        printf '%s:\n' (__crowsfoot_cli_names $source | sort -u)
                end
            else
                __fish_complete_suffix .prisma
            end
    end
end

complete -c crowsfoot-cli -f -a '(__crowsfoot_cli_complete)'
