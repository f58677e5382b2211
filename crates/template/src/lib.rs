//! CloudFormation and SAM templates with source positions, and the wiring they describe.
