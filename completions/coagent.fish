# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_coagent_global_optspecs
    string join \n env= project= o/output= query= y/yes no-color v/verbose q/quiet h/help V/version
end

function __fish_coagent_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_coagent_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_coagent_using_subcommand
    set -l cmd (__fish_coagent_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c coagent -n "__fish_coagent_needs_command" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_needs_command" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_needs_command" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_needs_command" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_needs_command" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_needs_command" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_needs_command" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_needs_command" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_needs_command" -s V -l version -d 'Print version'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "deploy" -d 'Bring an environment to what the template says'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "destroy" -d 'Remove an environment\'s stack and everything in it'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "status" -d 'Show an environment at a glance: stack, rules, functions, queues, alarms'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "local" -d 'The AWS on this machine: start it, look at it, stop it'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "reference" -d 'Write completions/ and docs/cli.md, or check that they are as they should be'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "man" -d 'Write the man pages into a directory'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l parameter -d 'A value for a parameter of the template; over that of coagent.yaml' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l bundle -d 'The zip with the functions\' program [default: `bundle` of coagent.yaml; locally coagent itself]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l dry-run -d 'Show what would change, and change nothing but the bucket of artifacts'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l dry-run -d 'Show what would be removed, and remove nothing'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand status" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand status" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand status" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand status" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand status" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand status" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand status" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand status" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -f -a "start" -d 'Start the local environment'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -f -a "status" -d 'Say whether the local environment runs, and where'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -f -a "stop" -d 'Stop the local environment'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -f -a "reset" -d 'Remove everything that the local environment keeps'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status stop reset serve" -f -a "serve" -d 'Serve the local environment in this process'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l port -d 'The port to listen on; 0 takes a free one [default: 4566]' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l clock-speed -d 'How many times faster than real time its clock runs' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l foreground -d 'Stay in the foreground until Ctrl-C'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l state -d 'The directory of its state' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l port -d 'The port to listen on; 0 takes a free one' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l clock-speed -d 'How many times faster than real time its clock runs' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l check -d 'Write nothing; exit code 1 when a file is stale'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand man" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand man" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand man" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand man" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand man" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand man" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand man" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand man" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l project -d 'The directory with coagent.yaml [default: searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'"
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
