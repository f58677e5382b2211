//! What a process writes, cut into lines.

use std::{io, os::fd::AsFd};

use tokio::io::{AsyncRead, AsyncReadExt};

/// The longest line; a longer one is cut, as CloudWatch Logs would refuse it.
const LINE_LIMIT: usize = 256 * 1024;

/// One stream of a process.
pub(super) struct Lines<R> {
    source: R,
    partial: Vec<u8>,
    open: bool,
}

impl<R: AsyncRead + AsFd + Unpin> Lines<R> {
    pub(super) fn new(source: R) -> Self {
        Self {
            source,
            partial: Vec::new(),
            open: true,
        }
    }

    /// Whether more can come.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Waits for output; the answer is the lines that it completes. Safe to cancel.
    pub(super) async fn read(&mut self) -> Vec<String> {
        let mut buffer = [0; 8192];
        match self.source.read(&mut buffer).await {
            Ok(0) | Err(_) => {
                self.open = false;
                self.rest().into_iter().collect()
            }
            Ok(count) => self.take(&buffer[..count]),
        }
    }

    /// Everything that was written up to now, a last line without an end included.
    pub(super) async fn drain(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        while self.open && self.has_bytes().unwrap_or(false) {
            lines.extend(self.read().await);
        }
        lines.extend(self.rest());
        lines
    }

    /// Asks the kernel, because a runtime may not have been told yet of bytes that are there.
    fn has_bytes(&self) -> io::Result<bool> {
        Ok(rustix::io::ioctl_fionread(&self.source)? > 0)
    }

    fn take(&mut self, bytes: &[u8]) -> Vec<String> {
        self.partial.extend_from_slice(bytes);
        let mut lines = Vec::new();
        while let Some(end) = line_end(&self.partial) {
            let line: Vec<u8> = self.partial.drain(..end).collect();
            lines.push(text(&line));
        }
        lines
    }

    fn rest(&mut self) -> Option<String> {
        let rest = std::mem::take(&mut self.partial);
        (!rest.is_empty()).then(|| text(&rest))
    }
}

/// A line as text. Runtimes write carriage returns for the line ends within one log event.
fn text(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(line);
    text.replace("\r\n", "\n").replace('\r', "\n")
}

fn line_end(bytes: &[u8]) -> Option<usize> {
    match bytes.iter().position(|byte| *byte == b'\n') {
        Some(at) => Some((at + 1).min(LINE_LIMIT)),
        None => (bytes.len() >= LINE_LIMIT).then_some(LINE_LIMIT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use tokio::net::unix::pipe;

    fn lines() -> (io::PipeWriter, Lines<pipe::Receiver>) {
        let (reader, writer) = io::pipe().unwrap();
        let receiver = pipe::Receiver::from_owned_fd(reader.into()).unwrap();
        (writer, Lines::new(receiver))
    }

    #[tokio::test]
    async fn lines_are_cut_at_their_ends_and_a_rest_is_kept() {
        let (mut writer, mut lines) = lines();
        writer.write_all(b"one\ntwo\nthr").unwrap();
        assert_eq!(lines.read().await, ["one\n", "two\n"]);
        writer.write_all(b"ee\n").unwrap();
        assert_eq!(lines.read().await, ["three\n"]);
    }

    #[tokio::test]
    async fn an_event_of_several_lines_is_one() {
        let (mut writer, mut lines) = lines();
        writer.write_all(b"one\rmore of it\ntwo\r\n").unwrap();
        assert_eq!(lines.read().await, ["one\nmore of it\n", "two\n"]);
    }

    #[tokio::test]
    async fn a_drain_takes_what_is_there_and_does_not_wait() {
        let (mut writer, mut lines) = lines();
        writer.write_all(b"one\nunfinished").unwrap();
        assert_eq!(lines.drain().await, ["one\n", "unfinished"]);
        assert_eq!(lines.drain().await, Vec::<String>::new());
    }

    #[test]
    fn a_line_without_end_is_cut() {
        assert_eq!(line_end(&vec![b'x'; LINE_LIMIT + 1]), Some(LINE_LIMIT));
        assert_eq!(line_end(b"x"), None);
    }
}
