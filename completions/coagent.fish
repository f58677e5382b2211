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
complete -c coagent -n "__fish_coagent_needs_command" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_needs_command" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
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
complete -c coagent -n "__fish_coagent_needs_command" -f -a "publish" -d 'Publish events and say which of them EventBridge took'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "events" -d 'List and show the events of the application\'s catalogue'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "logs" -d 'Print the processors\' logs, merged over their log groups'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "verify" -d 'Prove that events arrive: from the templates alone, or with what is deployed'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "init" -d 'Write files that a project begins with'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "dlq" -d 'Dead letters: see what failed and why, send it back, lose nothing'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "replay" -d 'Replays: deliver archived events once more'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "alarms" -d 'Alarms: look at them, and set those that every application should have'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "rules" -d 'Rules: which of them an event matches'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "pattern" -d 'Event patterns: check one, and test whether an event matches'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "local" -d 'The AWS on this machine: start it, look at it, stop it'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "reference" -d 'Write completions/, docs/checks.md and docs/cli.md, or check that they are as they should be'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "man" -d 'Write the man pages into a directory'
complete -c coagent -n "__fish_coagent_needs_command" -f -a "completions" -d 'Print the completions of a shell'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l parameter -d 'A value for a parameter of the template; over that of coagent.yaml' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l bundle -d 'The zip with the functions\' program [default: `bundle` of coagent.yaml; locally coagent itself]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l dry-run -d 'Show what would change, and change nothing but the bucket of artifacts'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l allow-unemulated -d 'Record resources of types that the local environment does not emulate; they do nothing'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand deploy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l dry-run -d 'Show what would be removed, and remove nothing'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand destroy" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand status" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand status" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand status" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand status" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand status" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand status" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand status" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand status" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l set -d 'Set a field of the detail: email=a@b.c, metadata.tokensUsed=12; text that is JSON is JSON' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l data -d 'Read the detail from a file or, with `-`, from stdin; without EVENT whole events, as one JSON object, an array, or one object a line' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l source -d 'The source of an event that is not in the catalogue' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l detail-type -d 'Its detail type' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l detail -d 'Its detail, a JSON object' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l resource -d 'ARNs that the event is about' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l bus -d 'The event bus [default: the one of the environment\'s stack]' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l count -d 'Publish so many, each with sample values of its own' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l seed -d 'Make the sample values from this seed instead of a new one each time' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l timeout -d 'How long --wait waits, in seconds' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand publish" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l no-validate -d 'Send what the catalogue says is invalid'
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l wait -d 'Wait until every processor that a rule delivers to has handled the events'
complete -c coagent -n "__fish_coagent_using_subcommand publish" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand publish" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand publish" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand publish" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand publish" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -f -a "list" -d 'List the events of the catalogue and the processors that handle them'
complete -c coagent -n "__fish_coagent_using_subcommand events; and not __fish_seen_subcommand_from list show" -f -a "show" -d 'Show an event: its fields, a sample, who handles it'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -l source -d 'Only the events of this source' -r
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand events; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l since -d 'How far back: 10m, 2h, 1d, or a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l until -d 'Up to when: 5m (ago), or a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l filter -d 'Only lines that contain this text' -r
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l level -d 'Only lines of this level or above' -r -f -a "debug\t''
info\t''
warn\t''
error\t''"
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l interval -d 'How often --follow asks, in seconds' -r
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand logs" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand logs" -s f -l follow -d 'Go on until interrupted'
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l all -d 'Also what Lambda itself writes (START, END, REPORT) and metrics'
complete -c coagent -n "__fish_coagent_using_subcommand logs" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand logs" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand logs" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand logs" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l template -d 'A template to verify instead of the project\'s; can be repeated' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l explain -d 'Say why a check matters and where that is written, and verify nothing' -r
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l fail-on -d 'The least severity that makes the exit code 1' -r -f -a "warning\t'Also what works, but not as meant'
error\t'Only what loses events or is refused'"
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l probe -d 'Publish marked events, all that some rule is for or those named, and wait until each is seen at every processor that it should reach; the processors do their real work' -r
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l timeout -d 'How long --probe waits, in seconds' -r
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l confirm -d 'The name of the protected environment that --probe is meant for, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand verify" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l matrix -d 'Show which event reaches which processor by which rule, and judge nothing'
complete -c coagent -n "__fish_coagent_using_subcommand verify" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand verify" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand verify" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand verify" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand init; and not __fish_seen_subcommand_from ci" -f -a "ci" -d 'Write a GitHub Actions workflow that verifies every change'
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -l install -d 'The command by which the workflow gets coagent' -r
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -l fail-on -d 'The least severity that fails the workflow' -r -f -a "warning\t''
error\t''"
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -l force -d 'Overwrite the file that is there'
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand init; and __fish_seen_subcommand_from ci" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -f -a "list" -d 'List the dead-letter queues of the stack with what feeds them'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -f -a "inspect" -d 'Show the messages of a dead-letter queue without taking any out'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -f -a "redrive" -d 'Send dead letters back to what failed, and lose none'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -f -a "export" -d 'Copy messages to a file, a line of JSON each; they stay in the queue'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -f -a "import" -d 'Send the messages of an export to a queue'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -f -a "purge" -d 'Delete messages for good, after a copy of each is on the disk'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and not __fish_seen_subcommand_from list inspect redrive export import purge move-task" -f -a "move-task" -d 'Let SQS itself move dead letters back to their queues'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -l account -d 'Those of the whole account in this Region, not only of the stack'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l message -d 'Only this message, by its id or that of the event in it; can be repeated' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l rule -d 'Only those of this rule, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l target -d 'Only those for this target, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l error -d 'Only those with this error code' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l detail-type -d 'Only events of this detail type' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l older-than -d 'Only those sent longer ago: 2h, 7d, or before a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l newer-than -d 'Only those sent since: 2h, 7d, or a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l where -d 'Only events that match this event pattern' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l limit -d 'The most messages that are shown' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l message -d 'Only this message, by its id or that of the event in it; can be repeated' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l rule -d 'Only those of this rule, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l target -d 'Only those for this target, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l error -d 'Only those with this error code' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l detail-type -d 'Only events of this detail type' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l older-than -d 'Only those sent longer ago: 2h, 7d, or before a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l newer-than -d 'Only those sent since: 2h, 7d, or a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l where -d 'Only events that match this event pattern' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l to -d 'Where all of it goes instead: bus [NAME], queue NAME, function NAME, file PATH' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l set -d 'Put a value into each event before it is sent; can be repeated' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l jq -d 'Change each event in the words of jq: `.a.b = 1 | .c = .d | del(.d)`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l max -d 'The most messages that are sent' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l rate -d 'The most messages a second' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l concurrency -d 'Batches of ten that are in work at the same time; a FIFO queue has one' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l visibility -d 'Seconds that a received message stays hidden; prolonged while it is in work' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l max-age -d 'Leave what happened longer ago: 7d, or before a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l watch -d 'Follow what was sent for so long, until it succeeds or comes back' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l resume -d 'Go on with a redrive that was stopped, by its journal' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l edit -d 'Open the selected messages in the editor first (VISUAL, EDITOR); the difference is shown before anything is sent'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l force -d 'Send also what came back three times, is invalid, too old or handled already'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l mute-alarms -d 'Keep the alarms that watch the queue from acting until it is done; after a stop, until the next `coagent dlq` command, whichever it is'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l native -d 'Let SQS itself move the messages, when it can do what is asked for'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from redrive" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l message -d 'Only this message, by its id or that of the event in it; can be repeated' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l rule -d 'Only those of this rule, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l target -d 'Only those for this target, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l error -d 'Only those with this error code' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l detail-type -d 'Only events of this detail type' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l older-than -d 'Only those sent longer ago: 2h, 7d, or before a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l newer-than -d 'Only those sent since: 2h, 7d, or a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l where -d 'Only events that match this event pattern' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l file -d 'A new file to write to, instead of stdout' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l limit -d 'The most messages that are copied' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l message -d 'Only this message, by its id or that of the event in it; can be repeated' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l rule -d 'Only those of this rule, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l target -d 'Only those for this target, by name or ARN' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l error -d 'Only those with this error code' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l detail-type -d 'Only events of this detail type' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l older-than -d 'Only those sent longer ago: 2h, 7d, or before a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l newer-than -d 'Only those sent since: 2h, 7d, or a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l where -d 'Only events that match this event pattern' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l file -d 'A new file for the copies' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l confirm -d 'The queue\'s name, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from purge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -f -a "start" -d 'Start a move task'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -f -a "list" -d 'List the last ten move tasks of a queue'
complete -c coagent -n "__fish_coagent_using_subcommand dlq; and __fish_seen_subcommand_from move-task" -f -a "cancel" -d 'Cancel the move task of a queue'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -f -a "start" -d 'Deliver archived events once more'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -f -a "describe" -d 'Show how far a replay is'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -f -a "cancel" -d 'Cancel a replay that is starting or running'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and not __fish_seen_subcommand_from start describe cancel list" -f -a "list" -d 'List the account\'s replays'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l archive -d 'The archive [default: the stack\'s only one]' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l from -d 'Events from then on: how long ago (2h, 7d), or a time' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l to -d 'Events up to then' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l rule -d 'Let only this rule fire; can be repeated' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l name -d 'The name of the replay, never used before [default: made from the time]' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l no-wait -d 'Do not follow it to its end'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from describe" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand replay; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -f -a "list" -d 'List the stack\'s alarms with their state'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and not __fish_seen_subcommand_from list set" -f -a "set" -d 'Set the alarms that every application should have'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -l topic -d 'ARN of the SNS topic that is told [default: the stack\'s]' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -l confirm -d 'The name of the protected environment that is meant, instead of being asked' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -l dry-run -d 'Show what would be set, and set nothing'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand alarms; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and not __fish_seen_subcommand_from test" -f -a "test" -d 'Test which rules an event matches, and say why the others do not'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -l event -d 'The event: a file, `-` for stdin, or JSON' -r
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -l rule -d 'Only this rule, by its name or its logical id in the template; can be repeated' -r
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -l live -d 'Test the deployed rules instead of the template\'s'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand rules; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -f -a "test" -d 'Test whether an event matches a pattern, and say why not'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and not __fish_seen_subcommand_from test check" -f -a "check" -d 'Check that EventBridge will take a pattern'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand pattern; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "start" -d 'Start the local environment'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "status" -d 'Say whether the local environment runs, where, and what it is busy with'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "events" -d 'Show each event\'s way through the local environment: received, matched, tried, delivered'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "stop" -d 'Stop the local environment'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "reset" -d 'Remove everything that the local environment keeps'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "export" -d 'Save the state of the local environment in a file'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "import" -d 'Restore the state of the local environment from a file'
complete -c coagent -n "__fish_coagent_using_subcommand local; and not __fish_seen_subcommand_from start status events stop reset export import serve" -f -a "serve" -d 'Serve the local environment in this process'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l port -d 'The port to listen on; 0 takes a free one [default: 4566]' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l clock-speed -d 'How many times faster than real time its clock runs [default: 1]' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l region -d 'The Region that it is in [default: its state\'s, or coagent.yaml\'s, or AWS_REGION, or us-east-1]' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l listen -d 'The address to listen on; 0.0.0.0 is every one that this machine has [default: 127.0.0.1]' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l allow-host -d 'A name of this machine, or an address, that clients may ask for; loopback\'s always are' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l foreground -d 'Stay in the foreground until Ctrl-C'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from start" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -l limit -d 'How many of the latest events to begin with' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -s f -l follow -d 'Go on until interrupted'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from stop" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from reset" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l state -d 'The directory of its state' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l port -d 'The port to listen on; 0 takes a free one' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l clock-speed -d 'How many times faster than real time its clock runs' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l listen -d 'The address to listen on' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l allow-host -d 'A name of this machine that clients may ask for' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l region -d 'The Region that it is in' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand local; and __fish_seen_subcommand_from serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l check -d 'Write nothing; exit code 1 when a file is stale'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand reference" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand man" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand man" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand man" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand man" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand man" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand man" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand man" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand man" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l env -d 'The environment to work in; `local` is the AWS on this machine' -r
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l project -d 'The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards from here]' -r -F
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s o -l output -d 'How to print the answer [default: table on a terminal, else plain]' -r -f -a "table\t'Aligned columns with a header'
plain\t'One line a row, columns parted by tabs, no header'
json\t'One JSON document, or a line of JSON for each item of a stream'
sarif\t'Findings of `verify` as SARIF 2.1.0, for code scanning'
junit\t'Findings of `verify` as JUnit XML, for test reports'
github\t'Findings of `verify` as GitHub workflow annotations'"
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l query -d 'Select from the JSON answer with a JMESPath expression; implies `--output json`' -r
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s y -l yes -d 'Do not ask for confirmation'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -l no-color -d 'Print without colours, as NO_COLOR does'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s v -l verbose -d 'Say more about what happens'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s q -l quiet -d 'Say only what went wrong'
complete -c coagent -n "__fish_coagent_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
