# What developers type. `just` alone lists it.

_default:
    @just --list

# The main job: build, start the local AWS, deploy, publish an event, show its delivery.
demo:
    cargo run -- deploy && cargo run -- publish user-created --wait

# All tests, as CI runs them.
test:
    cargo test --workspace --locked

# The local AWS, driven by the AWS CLI and boto3: `just clients`, `just clients test_sqs`.
clients *ARGS:
    .ci/clients {{ ARGS }}

# Format, lint.
lint:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Everything that CI runs.
ci:
    bash .ci/run

# Completions, man pages and the CLI reference, after a change of the command line.
generate:
    cargo run --quiet -- reference .

# Accept changed snapshots.
accept:
    cargo insta accept

# Licences, advisories and sources of the dependencies (needs cargo-deny).
deny:
    cargo deny check

# The benchmarks of the pattern engine.
bench:
    cargo bench -p coagent-pattern

# CPU time of `verify` over generated templates.
bench-verify:
    cargo bench -p coagent-template --bench verify
