//! The EventBridge event pattern language: parse, match one, match many, explain.
