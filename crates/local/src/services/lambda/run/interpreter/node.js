// The runtime of a Node function: asks for events, calls the handler, says what it answers.
const fs = require("node:fs");
const http = require("node:http");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { format } = require("node:util");

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

// Of the invocation that goes on.
let requestId;

// What the console writes has time, request and level before it, as Lambda's own runtime has it:
// https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
function logAsLambda() {
  const inJson = process.env.AWS_LAMBDA_LOG_FORMAT === "JSON";
  const levels = { log: "INFO", info: "INFO", debug: "DEBUG", warn: "WARN", error: "ERROR", trace: "TRACE" };
  for (const [name, level] of Object.entries(levels)) {
    console[name] = (...said) => {
      const [timestamp, message] = [new Date().toISOString(), format(...said)];
      const line = inJson
        ? JSON.stringify({ timestamp, level, requestId, message })
        : `${timestamp}\t${requestId}\t${level}\t${message}`;
      process.stdout.write(`${line.replace(/\n/g, "\r")}\n`);
    };
  }
}

function call(method, route, body, headers = {}) {
  return new Promise((done, fail) => {
    const options = { host, port, method, agent, headers, path: `/2018-06-01/runtime/${route}` };
    const request = http.request(options, (response) => {
      const parts = [];
      response.on("data", (part) => parts.push(part));
      response.on("end", () => done([response.headers, Buffer.concat(parts).toString()]));
    });
    request.on("error", fail);
    request.end(body);
  });
}

function fail(route, error, kind) {
  const shown = error instanceof Error ? error : new Error(String(error));
  const body = {
    errorType: kind ?? shown.name,
    errorMessage: shown.message,
    trace: (shown.stack ?? "").split("\n"),
  };
  console.error(`${requestId ? "Invoke Error" : "Uncaught Exception"} \t${JSON.stringify(body)}`);
  return call("POST", route, JSON.stringify(body), { "Lambda-Runtime-Function-Error-Type": body.errorType });
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
  const loaded = await import(pathToFileURL(file));
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

// A handler answers with a promise or through its callback.
function invoke(handler, event, headers) {
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
  let handler;
  try {
    handler = await load();
  } catch (error) {
    await fail("init/error", error);
    process.exit(1);
  }
  for (;;) {
    const [headers, body] = await call("GET", "invocation/next");
    const id = (requestId = headers["lambda-runtime-aws-request-id"]);
    process.env._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"] ?? "";
    try {
      const answer = await invoke(handler, JSON.parse(body), headers);
      await call("POST", `invocation/${id}/response`, JSON.stringify(answer ?? null));
    } catch (error) {
      await fail(`invocation/${id}/error`, error);
    }
  }
}

main();
