"""Validate what `coagent verify` writes for other programs against the schemas of those formats.

Usage: outputs.py COAGENT TEMPLATE...
"""

import json
import pathlib
import subprocess
import sys

import jsonschema
import xmlschema

SCHEMAS = pathlib.Path(__file__).parent / "schemas"


def written(coagent, template, output):
    command = [coagent, "verify", "--template", template, "--output", output]
    ran = subprocess.run(command, capture_output=True, text=True)
    if ran.returncode not in (0, 1):
        sys.exit(f"{' '.join(command)}: exit code {ran.returncode}\n{ran.stderr}")
    return ran.stdout


def main(coagent, *templates):
    sarif = jsonschema.Draft7Validator(json.loads((SCHEMAS / "sarif-2.1.0.json").read_text()))
    junit = xmlschema.XMLSchema(SCHEMAS / "junit.xsd")
    for template in templates:
        sarif.validate(json.loads(written(coagent, template, "sarif")))
        junit.validate(written(coagent, template, "junit"))
    print(f"SARIF and JUnit of {len(templates)} templates are valid")


main(*sys.argv[1:])
