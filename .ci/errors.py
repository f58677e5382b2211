"""Account for every error that AWS's models declare for the operations that the local AWS has.

Each is met by the tests with the Rust SDK (`tests/cli/sdk`), or refused with somewhere in the
sources of its service, or named in `errors.toml` with the reason why it cannot happen here. The
models are those of botocore, the operations those of the tables in the sources.
"""

import collections
import pathlib
import re
import sys
import tomllib

import botocore.session

ROOT = pathlib.Path(__file__).resolve().parents[1]
SOURCES = ROOT / "crates" / "local" / "src"
TESTS = ROOT / "tests" / "cli" / "sdk"

# The folder of a service, which is also the name of its test, and its models.
SERVICES = {
    "apigateway": ["apigatewayv2", "apigatewaymanagementapi"],
    "cloudformation": ["cloudformation"],
    "cloudwatch": ["cloudwatch"],
    "dynamodb": ["dynamodb", "dynamodbstreams"],
    "events": ["events"],
    "iam": ["iam"],
    "kms": ["kms"],
    "lambda": ["lambda"],
    "logs": ["logs"],
    "s3": ["s3"],
    "sns": ["sns"],
    "sqs": ["sqs"],
    "sts": ["sts"],
}


def text(*places):
    """The Rust code of files, and of all files in folders, without the tests beside it."""
    inside = [path for place in places if place.is_dir() for path in sorted(place.rglob("*.rs"))]
    files = [place for place in places if place.is_file()] + inside
    own = [path for path in files if path.stem != "tests" and "tests" not in path.relative_to(ROOT).parts[1:]]
    return "\n".join(path.read_text().split("#[cfg(test)]\nmod tests {")[0] for path in own)


def operations(sources):
    """What stands in tables such as `"SendMessage" => send_message`, or in that of S3."""
    by_name = re.findall(r'"([A-Z]\w+)"\s*=>', sources)
    of_s3 = re.findall(r"^\s+([A-Z]\w+) \w+\(\1Input\)", sources, re.MULTILINE)
    return {*by_name, *of_s3}


def modelled(models, emulated):
    """The errors of the operations: names of their shapes, each with its codes."""
    session, found, known = botocore.session.get_session(), collections.defaultdict(set), set()
    for service in map(session.get_service_model, models):
        for name in emulated.intersection(service.operation_names):
            known.add(name)
            for error in service.operation_model(name).error_shapes:
                found[error.name] |= {error.name, error.error_code}
    return found, known


def meets(tests, error):
    """Whether the tests look at the kind of an error, as the SDK has it: `is_no_such_bucket`."""
    words = tests.replace("_", "").lower()
    return re.search(rf"\b(is|\w+error::){error.lower()}\b", words) is not None


def problems(service, models, reasons):
    sources = text(SOURCES / "services" / service)
    tests = text(TESTS / f"{service}.rs", TESTS / service, TESTS / "failing.rs")
    errors, emulated = modelled(models, operations(sources))
    if not emulated:
        yield f"{service}: no operations in its sources"
    listed = [error for names in reasons.values() for error in names]
    for error, codes in sorted(errors.items()):
        done = meets(tests, error) or any(f'"{code}"' in sources for code in codes)
        if done and error in listed:
            yield f"{service}: {error} happens, although errors.toml says why it cannot"
        if not done and error not in listed:
            yield f"{service}: {error} is in the model, and neither refused with nor in errors.toml"
    for error in sorted({error for error in listed if error not in errors or listed.count(error) > 1}):
        yield f"{service}: {error} in errors.toml is in no model of an operation here, or there twice"


def main():
    table = tomllib.loads((ROOT / ".ci" / "errors.toml").read_text())
    found = [f"errors.toml: {service} is no service" for service in table.keys() - SERVICES.keys()]
    for service, models in SERVICES.items():
        found += problems(service, models, table.get(service, {}))
    if found:
        sys.exit("\n".join(found))
    listed = sum(len(names) for reasons in table.values() for names in reasons.values())
    print(f"every modelled error of {len(SERVICES)} services is met, or one of {listed} that cannot happen")


main()
