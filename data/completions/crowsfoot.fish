# Completion of crowsfoot for fish.
complete -c crowsfoot -k -x -a '(__fish_complete_suffix .prisma)'
complete -c crowsfoot -s h -l help -d 'Show the options'
complete -c crowsfoot -l version -d 'Show the version'
complete -c crowsfoot -l new-window -d 'Open a new window'
