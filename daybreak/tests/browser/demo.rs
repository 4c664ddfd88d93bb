//! The demonstration as it is started from the README.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A running `daybreak demo`. Dropped, it ends.
pub struct Demo {
    process: Child,
    place: String,
    password: String,
}

impl Demo {
    /// Opens a fictional county without its past, on a free port.
    pub fn open() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_daybreak"))
            .args(["demo", "--listen", "127.0.0.1:0", "--weeks", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines().map(Result::unwrap);
        let place = lines.find_map(|line| {
            line.trim().strip_suffix("/          for somebody who reaches out").map(str::to_owned)
        });
        let password = lines.find_map(|line| {
            line.split_once("password of everybody: ").map(|(_, word)| word.to_owned())
        });
        std::thread::spawn(move || lines.for_each(drop));
        let (place, password) = (place.expect("it says where"), password.expect("it says how"));
        Self { process, place, password }
    }

    /// The address of a page.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.place)
    }

    /// The password of everybody.
    pub fn password(&self) -> &str {
        &self.password
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // Asked, not killed: it takes its folder with it.
        let _ =
            Command::new("sh").args(["-c", &format!("kill -INT {}", self.process.id())]).status();
        let _ = self.process.wait();
    }
}
