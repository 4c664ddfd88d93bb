//! The real binary in a process of its own.

use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::database::Place;

/// A drill comes from one place and is faster than people: to the server it would be a flood.
const NO_FLOOD: &str = "flood_a_minute = 1_000_000_000\nflood_a_place_an_hour = 1_000_000_000\n";

/// A running `daybreak serve`. Dropped, it is killed.
#[derive(Debug)]
pub struct Server {
    process: Child,
    address: SocketAddr,
    log: Arc<Mutex<String>>,
    reading: Option<JoinHandle<()>>,
}

impl Server {
    /// Starts `program serve` on a free port, in the folder of its database, and returns when it says
    /// where it answers.
    ///
    /// # Errors
    /// When the program cannot be started, or ends before it answers: the error holds its log.
    pub fn start(program: &Path, place: &Place, more: &[&str]) -> io::Result<Self> {
        Self::start_telling("info", program, place, more)
    }

    /// [`Server::start`] with a log of this level.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_telling(
        level: &str,
        program: &Path,
        place: &Place,
        more: &[&str],
    ) -> io::Result<Self> {
        Self::start_set(NO_FLOOD, level, (program, place, more))
    }

    /// [`Server::start`] with the limits against a flood that the program comes with.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn start_guarded(program: &Path, place: &Place) -> io::Result<Self> {
        Self::start_set("", "info", (program, place, &[]))
    }

    fn start_set(
        set: &str,
        level: &str,
        (program, place, more): (&Path, &Place, &[&str]),
    ) -> io::Result<Self> {
        std::fs::create_dir_all(place.folder())?;
        let settings = place.folder().join("drill.toml");
        std::fs::write(&settings, set)?;
        let mut process = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--database", place.url()])
            .arg("--config")
            .arg(&settings)
            .args(more)
            .current_dir(place.folder())
            .env("DAYBREAK_LOG", level)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let lines = process.stderr.take().map(BufReader::new);
        let lines = lines.ok_or_else(|| io::Error::other("the program has no log"))?;
        let log = Arc::new(Mutex::new(String::new()));
        let (found, answering) = mpsc::channel();
        let kept = log.clone();
        let reading = std::thread::spawn(move || {
            for line in lines.lines().map_while(Result::ok) {
                if let Some(address) = address_in(&line, "answering") {
                    // Nobody listens any more after the first.
                    let _ = found.send(address);
                }
                let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                kept.extend([&line, "\n"]);
            }
        });
        match answering.recv() {
            Ok(address) => Ok(Self { process, address, log, reading: Some(reading) }),
            Err(_) => {
                let _ = process.wait();
                let text = log.lock().unwrap_or_else(PoisonError::into_inner).clone();
                Err(io::Error::other(text))
            }
        }
    }

    /// Where it answers `/metrics`, when it was told to.
    #[must_use]
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.log().lines().find_map(|line| address_in(line, "metrics at"))
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything that it logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        self.log.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The memory that it holds now, in bytes; none where the system does not tell.
    #[must_use]
    pub fn memory(&self) -> Option<u64> {
        let status = format!("/proc/{}/status", self.process.id());
        let status = std::fs::read_to_string(status).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
        Some(kilobytes * 1_024)
    }

    /// Kills it at once (SIGKILL): nothing is finished, nothing is closed.
    ///
    /// # Errors
    /// When the process cannot be waited for.
    pub fn kill(mut self) -> io::Result<String> {
        self.process.kill()?;
        self.end().map(|(_, log)| log)
    }

    /// Asks it to stop (SIGTERM) and waits until it has; its exit status and its whole log.
    ///
    /// # Errors
    /// When the process cannot be told or waited for.
    pub fn stop(mut self) -> io::Result<(ExitStatus, String)> {
        // The shell's own `kill`: every system has it.
        let word = format!("kill -TERM {}", self.process.id());
        Command::new("sh").args(["-c", &word]).status()?;
        self.end()
    }

    fn end(&mut self) -> io::Result<(ExitStatus, String)> {
        let status = self.process.wait()?;
        if let Some(reading) = self.reading.take() {
            // A reader that failed has read less; the log is then shorter.
            let _ = reading.join();
        }
        Ok((status, self.log()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Gone already is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The address in the log line that says so, in either form of the log.
fn address_in(line: &str, saying: &str) -> Option<SocketAddr> {
    if !line.contains(saying) {
        return None;
    }
    let (_, rest) = line.split_once("127.0.0.1:")?;
    let port: String = rest.chars().take_while(char::is_ascii_digit).collect();
    Some(SocketAddr::from(([127, 0, 0, 1], port.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_found_in_either_form_of_the_log() {
        let at = Some(SocketAddr::from(([127, 0, 0, 1], 4711)));
        assert_eq!(address_in("INFO daybreak: answering address=127.0.0.1:4711", "answering"), at);
        let json = r#"{"fields":{"message":"answering","address":"127.0.0.1:4711"}}"#;
        assert_eq!(address_in(json, "answering"), at);
        assert_eq!(address_in("metrics at 127.0.0.1:4711", "answering"), None);
    }
}
