"""The runtime of a Python function: asks for events, calls the handler, says what it answers."""
import decimal
import http.client
import importlib
import json
import logging
import math
import os
import re
import sys
import time
import traceback

REQUEST_ID = None
IN_JSON = os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON"


class Members:
    def __init__(self, **values):
        self.__dict__.update(values)


class Fault(Exception):
    """What Lambda calls a failure that is not the handler's own; no frame of it is the function's."""

    def __init__(self, kind, message):
        super().__init__(message)
        self.kind = kind


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        given = json.loads(headers.get("Lambda-Runtime-Client-Context") or "null")
        if given is not None:
            client = Members(**given["client"]) if given.get("client") else None
            given = Members(custom=given.get("custom"), env=given.get("env"), client=client)
        self.client_context = given
        self.identity = Members(cognito_identity_id=None, cognito_identity_pool_id=None)
        self._deadline = int(headers["Lambda-Runtime-Deadline-Ms"])

    def get_remaining_time_in_millis(self):
        return max(0, self._deadline - int(time.time() * 1000))


class Api:
    def __init__(self):
        self.connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])

    def call(self, method, path, body=None, headers=None):
        self.connection.request(method, "/2018-06-01/runtime/" + path, body, headers or {})
        response = self.connection.getresponse()
        return response.headers, response.read()

    def fail(self, path, error):
        kind = error.kind if isinstance(error, Fault) else type(error).__name__
        body = {"errorMessage": str(error), "errorType": kind, "requestId": REQUEST_ID or "", "stackTrace": frames(error)}
        log_failure(body)
        self.call("POST", path, json.dumps(body), {"Lambda-Runtime-Function-Error-Type": kind})


def log_failure(failure):
    if IN_JSON:
        print(json.dumps({"timestamp": iso_time(time.time()), "level": "ERROR", **failure}), flush=True)
        return
    said, trace = [f"[ERROR] {failure['errorType']}: {failure['errorMessage']}"], failure["stackTrace"]
    said += ["Traceback (most recent call last):", *trace] if trace else []
    print("\r".join(line.rstrip("\n").replace("\n", "\r") for line in said), flush=True)


def frames(error):
    """The function's own frames, as Lambda shows them."""
    if isinstance(error, Fault):
        return []
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename != "<string>"]
    return traceback.format_list([(frame.filename, frame.lineno, frame.name, frame.line) for frame in own])


def iso_time(seconds):
    whole, thousandths = divmod(int(seconds * 1000), 1000)
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(whole)) + f".{thousandths:03}Z"


# Of every record, whatever its logger was told beside.
USUAL = {*vars(logging.makeLogRecord({})), "aws_request_id", "message", "asctime", "taskName"}


def as_json(record):
    said = {
        "timestamp": iso_time(record.created), "level": record.levelname, "message": record.getMessage(),
        "logger": record.name, "requestId": record.aws_request_id,
    }
    if record.exc_info and record.exc_info[0]:
        kind, error, trace = record.exc_info
        said.update({"errorType": kind.__name__, "errorMessage": str(error), "stackTrace": traceback.format_tb(trace)})
        said["location"] = f"{record.pathname}:{record.funcName}:{record.lineno}"
    beside = {name: value for name, value in vars(record).items() if name not in USUAL and name not in said}
    return json.dumps({**said, **beside}, default=str)


# As Lambda's own runtime has it: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
def log_as_lambda():
    class WithRequest(logging.Filter):
        def filter(self, record):
            record.aws_request_id = REQUEST_ID or ""
            return True

    class Json(logging.Formatter):
        def format(self, record):
            return as_json(record)

    class Line(logging.Formatter):
        # One record is one event of the log, however many lines it has.
        def format(self, record):
            return super().format(record).replace("\n", "\r")

    handler = logging.StreamHandler(sys.stdout)
    line = Line("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    line.converter = time.gmtime
    handler.setFormatter(Json() if IN_JSON else line)
    handler.addFilter(WithRequest())
    root = logging.getLogger()
    root.addHandler(handler)
    # Python has no level that says more than this one.
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL", "").upper().replace("TRACE", "DEBUG")
    if isinstance(logging.getLevelName(level), int):
        root.setLevel(level)


def load():
    given = os.environ["_HANDLER"]
    module, _, name = given.rpartition(".")
    if not module:
        raise Fault("Runtime.MalformedHandlerName", f"Bad handler '{given}': not enough values to unpack (expected 2, got 1)")
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    try:
        loaded = importlib.import_module(module.replace("/", "."))
    except ImportError as error:
        raise Fault("Runtime.ImportModuleError", f"Unable to import module '{module}': {error}{way_out(error)}") from error
    except SyntaxError as error:
        raise Fault("Runtime.UserCodeSyntaxError", f"Syntax error in module '{module}': {error}") from error
    if not hasattr(loaded, name):
        raise Fault("Runtime.HandlerNotFound", f"Handler '{name}' missing on module '{module}'")
    return getattr(loaded, name)


# What Lambda's own runtime has besides Python.
BROUGHT = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3")


def way_out(error):
    lacking = (error.name or "").partition(".")[0]
    if lacking not in BROUGHT:
        return ""
    # Without python3's option for modules before it: shims that look for that among a program's
    # arguments, of which this text is one, would run something else than the interpreter.
    return f" (Lambda brings {lacking}; here this machine's Python has to have it: pip install boto3)"


# Lambda writes decimals as they are, which this encoder cannot: it marks them.
DECIMAL = re.compile(r'"\\u0000decimal:(.*?)\\u0000"')


def plain(value):
    if not isinstance(value, decimal.Decimal):
        raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")
    return math.nan if value.is_nan() else f"\0decimal:{value}\0"


def marshal(answer):
    try:
        return DECIMAL.sub(r"\1", json.dumps(answer, ensure_ascii=False, default=plain)).encode()
    except Exception as error:
        raise Fault("Runtime.MarshalError", f"Unable to marshal response: {error}") from error


def main():
    global REQUEST_ID
    api = Api()
    # What a function has printed is there also when it is stopped.
    sys.stdout.reconfigure(line_buffering=True)
    log_as_lambda()
    try:
        handler = load()
    except BaseException as error:
        api.fail("init/error", error)
        sys.exit(1)
    while True:
        headers, body = api.call("GET", "invocation/next")
        REQUEST_ID = headers["Lambda-Runtime-Aws-Request-Id"]
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id") or ""
        try:
            answer = marshal(handler(json.loads(body), Context(headers)))
        except Exception as error:
            api.fail(f"invocation/{REQUEST_ID}/error", error)
        else:
            sys.stdout.flush()
            api.call("POST", f"invocation/{REQUEST_ID}/response", answer)


main()
