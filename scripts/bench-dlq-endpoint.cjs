// Loaded before a program that uses version 2 of the AWS SDK, which reads no endpoint from the
// environment: SQS is at BENCH_ENDPOINT.
const Module = require("module");
const load = Module._load;
Module._load = function (name, ...rest) {
    const loaded = load.call(this, name, ...rest);
    if (name === "aws-sdk" && loaded.config) loaded.config.sqs = { endpoint: process.env.BENCH_ENDPOINT };
    return loaded;
};
