//! Parses the command line, chooses live or sandbox, runs, and turns the outcome into an exit code.

fn main() {}
