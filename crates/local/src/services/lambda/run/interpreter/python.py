"""The runtime of a Python function: asks for events, calls the handler, says what it answers."""
import http.client
import importlib
import json
import logging
import os
import sys
import time
import traceback

REQUEST_ID = None


class Context:
    def __init__(self, headers):
        self.aws_request_id = headers["Lambda-Runtime-Aws-Request-Id"]
        self.invoked_function_arn = headers["Lambda-Runtime-Invoked-Function-Arn"]
        self.function_name = os.environ["AWS_LAMBDA_FUNCTION_NAME"]
        self.function_version = os.environ["AWS_LAMBDA_FUNCTION_VERSION"]
        self.memory_limit_in_mb = os.environ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"]
        self.log_group_name = os.environ["AWS_LAMBDA_LOG_GROUP_NAME"]
        self.log_stream_name = os.environ["AWS_LAMBDA_LOG_STREAM_NAME"]
        self.client_context = None
        self.identity = None
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

    def fail(self, path, error, kind=None):
        kind = kind or type(error).__name__
        trace = traceback.format_exception(type(error), error, error.__traceback__)
        print(f"[ERROR] {kind}: {error}\n{''.join(trace)}".rstrip().replace("\n", "\r"), flush=True)
        body = {"errorMessage": str(error), "errorType": kind, "requestId": REQUEST_ID or "", "stackTrace": trace[1:-1]}
        self.call("POST", path, json.dumps(body), {"Lambda-Runtime-Function-Error-Type": kind})


# As Lambda's own runtime has it: https://docs.aws.amazon.com/lambda/latest/dg/python-logging.html
def log_as_lambda():
    class WithRequest(logging.Filter):
        def filter(self, record):
            record.aws_request_id = REQUEST_ID or ""
            return True

    class Json(logging.Formatter):
        def format(self, record):
            time_of = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
            said = {"timestamp": time_of, "level": record.levelname, "message": record.getMessage(), "logger": record.name}
            return json.dumps({**said, "requestId": record.aws_request_id})

    handler = logging.StreamHandler(sys.stdout)
    line = logging.Formatter("[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s", "%Y-%m-%dT%H:%M:%S")
    line.converter = time.gmtime
    handler.setFormatter(Json() if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON" else line)
    handler.addFilter(WithRequest())
    logging.getLogger().addHandler(handler)


def load():
    module, _, name = os.environ["_HANDLER"].rpartition(".")
    sys.path.insert(0, os.environ["LAMBDA_TASK_ROOT"])
    return getattr(importlib.import_module(module.replace("/", ".")), name)


def main():
    global REQUEST_ID
    api = Api()
    # What a function has printed is there also when it is stopped.
    sys.stdout.reconfigure(line_buffering=True)
    log_as_lambda()
    try:
        handler = load()
    except AttributeError as error:
        api.fail("init/error", error, "Runtime.HandlerNotFound")
        sys.exit(1)
    except BaseException as error:
        kind = "Runtime.ImportModuleError" if isinstance(error, ImportError) else None
        api.fail("init/error", error, kind)
        sys.exit(1)
    while True:
        headers, body = api.call("GET", "invocation/next")
        REQUEST_ID = headers["Lambda-Runtime-Aws-Request-Id"]
        os.environ["_X_AMZN_TRACE_ID"] = headers.get("Lambda-Runtime-Trace-Id") or ""
        try:
            answer = json.dumps(handler(json.loads(body), Context(headers)), ensure_ascii=False)
        except Exception as error:
            api.fail(f"invocation/{REQUEST_ID}/error", error)
        else:
            sys.stdout.flush()
            api.call("POST", f"invocation/{REQUEST_ID}/response", answer.encode())


main()
