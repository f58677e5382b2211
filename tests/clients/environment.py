"""One local environment for the whole suite: started once, the application deployed into it, stopped at the end."""

import atexit
import functools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# What a command may take from the caller's environment; nothing of AWS, so that no profile leaks in.
PASSED_ON = ("PATH", "LANG", "TMPDIR", "SYSTEMROOT")


class Environment:
    """A running `coagent local`, with a directory of its own."""

    def __init__(self, speed=1):
        self.home = tempfile.mkdtemp(prefix="coagent-clients-")
        atexit.register(self.close)
        started = self.coagent("local", "start", "--port", "0", "--clock-speed", str(speed))
        self.endpoint = json.loads(started)["endpoint"]
        self.region = json.loads(started)["region"]

    @property
    def variables(self):
        """The variables of every child process."""
        inherited = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return inherited | {
            "HOME": self.home,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "local",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_PAGER": "",
        }

    def coagent(self, *arguments):
        """Runs coagent and returns what it prints as JSON text."""
        return self.run([binary(), *arguments, "--output", "json"])

    def aws(self, *arguments):
        """Runs the AWS CLI as a user does and returns the document that it prints, if any."""
        program = Path(sys.executable).with_name("aws")
        printed = self.run([program, "--endpoint-url", self.endpoint, "--output", "json", *arguments])
        return json.loads(printed) if printed.lstrip().startswith(("{", "[", '"')) else printed

    def run(self, command):
        """Runs a command in the environment's directory; it must end well."""
        ran = subprocess.run(
            [str(part) for part in command],
            cwd=self.home,
            env=self.variables,
            capture_output=True,
            text=True,
            check=False,
        )
        if ran.returncode != 0:
            raise CommandFailed(command, ran)
        return ran.stdout

    def close(self):
        """Stops the environment and removes its directory."""
        if os.path.isdir(self.home):
            subprocess.run([binary(), "local", "stop"], cwd=self.home, env=self.variables, capture_output=True, check=False)
            shutil.rmtree(self.home, ignore_errors=True)


class CommandFailed(AssertionError):
    """A command that did not end well; `code` and `stderr` say how."""

    def __init__(self, command, ran):
        self.code, self.stderr = ran.returncode, ran.stderr
        super().__init__(f"{' '.join(map(str, command))}\nexit code {ran.returncode}\n{ran.stderr}{ran.stdout}")


def binary():
    """The built program; `COAGENT_BIN` names another one."""
    path = Path(os.environ.get("COAGENT_BIN") or ROOT / "target" / "debug" / "coagent")
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there: run `cargo build`, or name the binary in COAGENT_BIN")
    return path


@functools.cache
def environment():
    """The environment at real time that most tests share."""
    return Environment()


@functools.cache
def fast_environment():
    """One whose clock runs 60 times faster, for what takes minutes."""
    return Environment(speed=60)


@functools.cache
def application():
    """The shared environment with the shipped application deployed by the command that users type."""
    shared = environment()
    shared.run([binary(), "deploy", "--yes", "--env", "local"])
    return shared
