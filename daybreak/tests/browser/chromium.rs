//! A small WebDriver client (W3C WebDriver, level 2) for chromedriver: what these tests ask, no more.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long something may take to appear before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);
/// The key under which an element's reference stands (WebDriver, section 12.2).
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A running chromedriver. Dropped, it goes with its browsers.
pub struct Chromium {
    process: Child,
    port: u16,
}

/// One browser with its own cookies and history.
pub struct Window<'a> {
    driver: &'a Chromium,
    session: String,
}

/// How a browser is opened.
#[derive(Clone, Copy)]
pub struct Kind {
    pub script: bool,
    pub size: (u32, u32),
}

/// A phone, upright.
pub const PHONE: (u32, u32) = (320, 700);
/// A desk.
pub const DESK: (u32, u32) = (1280, 900);

impl Chromium {
    /// Starts the driver; none, with one line, where there is no such program.
    pub fn start() -> Option<Self> {
        // It takes a free port of one kind of address and gives up where the other kind's is taken.
        for _ in 0..10 {
            let started =
                Command::new("chromedriver").arg("--port=0").stdout(Stdio::piped()).spawn().ok();
            let Some(mut process) = started else {
                static TOLD: std::sync::Once = std::sync::Once::new();
                let line = "skipped in a browser: chromedriver is not installed\n";
                // Past the harness, which keeps to itself what a test that passes prints.
                TOLD.call_once(|| {
                    drop(std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes()));
                });
                return None;
            };
            let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
            let port = lines.find_map(|line| {
                let line = line.unwrap();
                let (_, port) = line.split_once("successfully on port ")?;
                Some(port.trim_end_matches('.').parse().unwrap())
            });
            let Some(port) = port else {
                process.wait().unwrap();
                continue;
            };
            // Whatever else it says is read away, or it would wait for a reader.
            std::thread::spawn(move || lines.for_each(drop));
            return Some(Self { process, port });
        }
        panic!("the driver found no port in ten tries");
    }

    /// Opens a browser.
    pub fn open(&self, kind: Kind) -> Window<'_> {
        let (width, height) = kind.size;
        let mut options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
        ]});
        // The page without script has a frame that never ends loading: nobody may wait for it.
        let strategy = if kind.script { "normal" } else { "none" };
        if !kind.script {
            options["prefs"] = json!({ "profile.managed_default_content_settings.javascript": 2 });
        }
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome", "pageLoadStrategy": strategy, "goog:chromeOptions": options,
        }}});
        let session = self.ask("POST", "/session", &wanted).unwrap();
        let session = session["sessionId"].as_str().unwrap().to_owned();
        let window = Window { driver: self, session };
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        window.devtools("Emulation.setDeviceMetricsOverride", &size);
        window
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut value: Value = serde_json::from_slice(&body_of(&stream)).unwrap();
        match value["value"]["error"].is_string() {
            true => Err(value["value"].to_string()),
            false => Ok(value["value"].take()),
        }
    }
}

/// The body of an answer; the driver tells its length and leaves the connection open.
fn body_of(stream: &TcpStream) -> Vec<u8> {
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap();
            }
            Some(_) => {}
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    body
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Window<'_> {
    fn ask(&self, method: &str, path: &str, body: &Value) -> Result<Value, String> {
        self.driver.ask(method, &format!("/session/{}{path}", self.session), body)
    }

    /// A command of the DevTools protocol, for what WebDriver has no word for.
    fn devtools(&self, command: &str, parameters: &Value) {
        let body = json!({ "cmd": command, "params": parameters });
        self.ask("POST", "/goog/cdp/execute", &body).unwrap();
    }

    /// Opens an address.
    pub fn go(&self, address: &str) {
        self.ask("POST", "/url", &json!({ "url": address })).unwrap();
    }

    /// One entry back in the history.
    pub fn back(&self) {
        self.ask("POST", "/back", &json!({})).unwrap();
    }

    /// The address that the browser shows.
    pub fn address(&self) -> String {
        self.ask("GET", "/url", &Value::Null).unwrap().as_str().unwrap().to_owned()
    }

    /// The page as it is now.
    pub fn source(&self) -> String {
        let source = self.ask("GET", "/source", &Value::Null);
        source.ok().and_then(|source| source.as_str().map(str::to_owned)).unwrap_or_default()
    }

    /// The names of the cookies that the page may use.
    pub fn cookies(&self) -> Vec<String> {
        let all = self.ask("GET", "/cookie", &Value::Null).unwrap();
        let all = all.as_array().unwrap().iter();
        all.map(|cookie| cookie["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Runs a script in the page and gives what it returns.
    pub fn run(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": script, "args": [] })).unwrap()
    }

    /// Runs a script that returns a promise, and gives what the promise holds.
    pub fn run_and_wait(&self, script: &str) -> Value {
        let script = format!(
            "const done = arguments[0]; (async () => {{ {script} }})().then(done, (e) => done(String(e)))"
        );
        self.ask("POST", "/execute/async", &json!({ "script": script, "args": [] })).unwrap()
    }

    fn find(&self, css: &str) -> Result<String, String> {
        let how = json!({ "using": "css selector", "value": css });
        let found = self.ask("POST", "/element", &how)?;
        Ok(found[ELEMENT].as_str().unwrap().to_owned())
    }

    /// Tries until it works; what a page is about to show needs a moment.
    fn until<T>(&self, what: &str, mut attempt: impl FnMut() -> Result<T, String>) -> T {
        let start = Instant::now();
        loop {
            match attempt() {
                Ok(done) => return done,
                Err(error) if start.elapsed() > PATIENCE => {
                    panic!("{what}: {error}\nat {}\n{}", self.address(), self.source())
                }
                Err(_) => std::thread::yield_now(),
            }
        }
    }

    /// Types into a field.
    pub fn write(&self, css: &str, text: &str) {
        self.until(css, || {
            let field = self.find(css)?;
            self.ask("POST", &format!("/element/{field}/value"), &json!({ "text": text }))
        });
    }

    /// Clicks on something.
    pub fn click(&self, css: &str) {
        self.until(css, || {
            let target = self.find(css)?;
            self.ask("POST", &format!("/element/{target}/click"), &json!({}))
        });
    }

    /// Waits until the page holds a text, and gives how long that took.
    pub fn sees(&self, text: &str) -> Duration {
        let start = Instant::now();
        self.until(text, || match self.source().contains(text) {
            true => Ok(start.elapsed()),
            false => Err("not on the page".into()),
        })
    }

    /// Waits until an element says exactly this.
    pub fn reads(&self, css: &str, text: &str) {
        self.until(css, || {
            let element = self.find(css)?;
            match self.ask("GET", &format!("/element/{element}/text"), &Value::Null)? {
                said if said == text => Ok(()),
                said => Err(format!("says {said}, not {text}")),
            }
        });
    }

    /// Waits until the address begins so.
    pub fn arrives_at(&self, prefix: &str) {
        self.until(prefix, || match self.address() {
            address if address.starts_with(prefix) => Ok(()),
            address => Err(address),
        });
    }

    /// Does something within the only frame of the page.
    pub fn in_frame<T>(&self, act: impl FnOnce() -> T) -> T {
        self.until("the frame", || {
            let frame = json!({ "id": { ELEMENT: self.find("iframe")? } });
            self.ask("POST", "/frame", &frame)
        });
        let done = act();
        self.ask("POST", "/frame", &json!({ "id": null })).unwrap();
        done
    }

    /// Presses a key several times.
    pub fn press(&self, key: &str, times: usize) {
        let press =
            [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })];
        let all: Vec<Value> = (0..times).flat_map(|_| press.clone()).collect();
        let keys = json!({ "actions": [{ "type": "key", "id": "keys", "actions": all }] });
        self.ask("POST", "/actions", &keys).unwrap();
    }

    /// Gives the browser a device that holds passkeys (Web Authentication, level 3, section 11.2).
    pub fn own_a_passkey_device(&self) {
        let device = json!({
            "protocol": "ctap2_1", "transport": "internal", "hasResidentKey": true,
            "hasUserVerification": true, "isUserVerified": true, "extensions": ["prf"],
        });
        self.ask("POST", "/webauthn/authenticator", &device).unwrap();
    }
}

impl Drop for Window<'_> {
    fn drop(&mut self) {
        let _ = self.ask("DELETE", "", &Value::Null);
    }
}
