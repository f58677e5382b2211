// The runtime of a Node function: asks for events, calls the handler, says what it answers.
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { PassThrough } = require("node:stream");
const { buffer } = require("node:stream/consumers");
const { pathToFileURL } = require("node:url");
const { format } = require("node:util");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// Of the invocation that goes on.
let requestId;

// Whether the function is at work on it.
let busy = false;

const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const inJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";

// An error's members are hidden from JSON.
function showErrors(stack) {
  return (_, value) => {
    if (!(value instanceof Error)) {
      return value;
    }
    const { name: errorType, message: errorMessage, code } = value;
    return { errorType, errorMessage, code, ...value, [stack]: value.stack?.split("\n") };
  };
}

function jsonLine(entry, said) {
  const show = showErrors("stackTrace");
  const error = said.length > 1 && said.find((one) => one instanceof Error);
  try {
    const message = said.length === 1 ? said[0] : format(...said);
    return JSON.stringify({ ...entry, message, ...(error && show("", error)) }, show);
  } catch {
    return JSON.stringify({ ...entry, message: format(...said) });
  }
}

// What the console writes has time, request and level before it, as Lambda's own runtime has it:
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
function logAsLambda() {
  const least = LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase());
  const names = ["trace", "debug", "info", "log", "warn", "error", "fatal"];
  for (const name of names) {
    const level = name === "log" ? "INFO" : name.toUpperCase();
    const wanted = LEVELS.indexOf(level) >= least;
    console[name] = (...said) => {
      if (!wanted) {
        return;
      }
      const timestamp = new Date().toISOString();
      const line = inJson
        ? jsonLine({ timestamp, level, requestId }, said)
        : `${timestamp}\t${requestId}\t${level}\t${format(...said)}`;
      process.stdout.write(`${line.replace(/\n/g, "\r")}\n`);
    };
  }
}

function call(method, route, body, headers = {}, through = agent) {
  return new Promise((done, fail) => {
    const options = { host, port, method, agent: through, headers, path: `/2018-06-01/runtime/${route}` };
    const request = http.request(options, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => done([response.headers, Buffer.concat(parts).toString()]));
    });
    request.on("error", fail);
    request.end(body);
  });
}

function logFailure(title, thrown) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  if (inJson) {
    console.error(error);
  } else {
    console.error(`${title} \t${JSON.stringify(error, showErrors("stack"))}`);
  }
}

function failure(thrown) {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? "").split("\n") };
}

function report(route, thrown, through) {
  const body = failure(thrown);
  return call("POST", route, JSON.stringify(body), { "Lambda-Runtime-Function-Error-Type": body.errorType }, through);
}

class UnhandledPromiseRejection extends Error {
  constructor(reason) {
    super(String(reason));
    this.reason = reason;
  }
}
UnhandledPromiseRejection.prototype.name = "Runtime.UnhandledPromiseRejection";

// What fails beside the handler ends the process, as it ends Lambda's own runtime. It is told on a
// connection of its own, because the other may wait for the next event.
async function crash(title, error, status) {
  logFailure(title, error);
  try {
    if (busy || !requestId) {
      await report(busy ? `invocation/${requestId}/error` : "init/error", error, false);
    }
  } finally {
    process.exit(status);
  }
}

function endWithWhatNobodyCatches() {
  process.on("uncaughtException", (error) => crash("Uncaught Exception", error, 129));
  process.on("unhandledRejection", (reason) =>
    crash("Unhandled Promise Rejection", new UnhandledPromiseRejection(reason), 128),
  );
}

// What Node says of a module that is not there, as CommonJS and as an ES module.
const LACKING = ["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND"];

// As Lambda reports it; the SDK, which Lambda's own runtime has, with the way out.
function notFound(error) {
  const sdk = /'(@aws-sdk\/[^/']+|aws-sdk)/.exec(error.message)?.[1];
  const wayOut = sdk ? `\n(Lambda brings the AWS SDK; here the application's folder has to have it: npm install ${sdk})` : "";
  return Object.assign(new Error(`Error: ${error.message}${wayOut}`), {
    name: "Runtime.ImportModuleError",
    stack: error.stack,
  });
}

async function load() {
  const root = process.env.LAMBDA_TASK_ROOT;
  const given = process.env._HANDLER;
  const at = given.lastIndexOf(".");
  const [module, name] = [given.slice(0, at), given.slice(at + 1)];
  const file = [".js", ".mjs", ".cjs"].map((end) => path.join(root, module + end)).find((file) => fs.existsSync(file));
  if (!file) {
    throw Object.assign(new Error(`Cannot find module '${module}'`), { name: "Runtime.ImportModuleError" });
  }
  const loaded = await import(pathToFileURL(file)).catch((error) => {
    throw LACKING.includes(error.code) ? notFound(error) : error;
  });
  const handler = loaded[name] ?? loaded.default?.[name];
  if (typeof handler !== "function") {
    throw Object.assign(new Error(`${given} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
  }
  return handler;
}

function context(headers, callback) {
  const env = process.env;
  return {
    awsRequestId: headers["lambda-runtime-aws-request-id"],
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Number(headers["lambda-runtime-deadline-ms"]) - Date.now()),
    done: callback,
    fail: (error) => callback(error),
    succeed: (answer) => callback(null, answer),
  };
}

const STREAMING = Symbol.for("aws.lambda.runtime.handler.streaming");

// Nothing here reads an answer while it is written: all of it is the answer, once its stream ends.
globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [STREAMING]: "response" }),
  HttpResponseStream: {
    from(stream, prelude) {
      stream.write(JSON.stringify(prelude));
      stream.write(Buffer.alloc(8));
      return stream;
    },
  },
};

async function streamed(handler, event, headers) {
  const stream = Object.assign(new PassThrough(), { setContentType() {} });
  const [answer] = await Promise.all([buffer(stream), handler(event, stream, context(headers))]);
  return answer;
}

// A handler answers with a promise or through its callback.
async function invoke(handler, event, headers) {
  if (handler[STREAMING]) {
    return streamed(handler, event, headers);
  }
  return JSON.stringify((await answered(handler, event, headers)) ?? null);
}

function answered(handler, event, headers) {
  return new Promise((done, refuse) => {
    const callback = (error, answer) => (error ? refuse(error) : done(answer));
    const answer = handler(event, context(headers, callback), callback);
    if (typeof answer?.then === "function") {
      answer.then(done, refuse);
    } else if (answer !== undefined || handler.length < 3) {
      done(answer);
    }
  });
}

async function main() {
  logAsLambda();
  endWithWhatNobodyCatches();
  let handler;
  try {
    handler = await load();
  } catch (error) {
    logFailure("Uncaught Exception", error);
    await report("init/error", error);
    process.exit(1);
  }
  for (;;) {
    const [headers, body] = await call("GET", "invocation/next");
    const id = (requestId = headers["lambda-runtime-aws-request-id"]);
    process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"] ?? "";
    busy = true;
    try {
      const answer = await invoke(handler, JSON.parse(body), headers);
      await call("POST", `invocation/${id}/response`, answer);
    } catch (error) {
      logFailure("Invoke Error", error);
      await report(`invocation/${id}/error`, error);
    }
    busy = false;
  }
}

main();
