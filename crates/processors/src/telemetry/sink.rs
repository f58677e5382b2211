//! Where lines go.

/// Takes finished lines.
pub trait Sink: Send + Sync {
    /// Writes one line; it has no line break in it.
    fn line(&self, line: &str);
}

/// Standard output, which Lambda turns into log events.
#[derive(Debug, Default)]
pub struct Stdout;

impl Sink for Stdout {
    #[expect(
        clippy::print_stdout,
        reason = "a function's standard output is its log"
    )]
    fn line(&self, line: &str) {
        println!("{line}");
    }
}
