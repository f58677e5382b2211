"""Validate what `coagent verify` writes for other programs against the schemas of those formats.

SARIF has one, which OASIS publishes. JUnit reports have several: that of the xunit plugin of
Jenkins, and here what it and Ant's both allow (`schemas/junit.xsd`). The published ones are taken
out of packages that have them, so that nobody's copy is kept here.

Usage: outputs.py COAGENT TEMPLATE...
"""

import json
import pathlib
import subprocess
import sys
import tarfile

import jsonschema
import xmlschema

SCHEMAS = pathlib.Path(__file__).resolve().parent / "schemas"
DOWNLOADS = SCHEMAS.parents[1] / "target" / "ci-schemas"

# Its tests judge its own reports by the schema of Jenkins; they are in the sources only.
PYTEST = "pytest-8.4.2"


def sarif_schema():
    """The schema of SARIF 2.1.0, which a crate generates its types from."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1", "--manifest-path", SCHEMAS / "Cargo.toml"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    manifests = {package["name"]: package["manifest_path"] for package in metadata["packages"]}
    return pathlib.Path(manifests["serde-sarif"]).parent / "src" / "schema.json"


def junit_schema():
    """The schema of JUnit reports of the xunit plugin of Jenkins."""
    archive = DOWNLOADS / f"{PYTEST}.tar.gz"
    if not archive.exists():
        wanted = ["--no-deps", "--no-binary", ":all:", "--dest", DOWNLOADS, PYTEST.replace("-", "==")]
        subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", *wanted], check=True)
    with tarfile.open(archive) as sources:
        return sources.extractfile(f"{PYTEST}/testing/example_scripts/junit-10.xsd").read().decode()


def written(coagent, template, output):
    command = [coagent, "verify", "--template", template, "--output", output]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit code {ran.returncode}\n{ran.stderr}")
    return ran.stdout


def main(coagent, *templates):
    sarif = jsonschema.Draft7Validator(json.loads(sarif_schema().read_text()))
    junits = [xmlschema.XMLSchema(schema) for schema in (junit_schema(), SCHEMAS / "junit.xsd")]
    for template in templates:
        sarif.validate(json.loads(written(coagent, template, "sarif")))
        report = written(coagent, template, "junit")
        for junit in junits:
            junit.validate(report)
    print(f"SARIF and JUnit of {len(templates)} templates are valid")


main(*sys.argv[1:])
