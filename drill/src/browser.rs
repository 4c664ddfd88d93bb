//! One browser: it keeps its cookies, and one connection for as long as that lasts.

use std::net::SocketAddr;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request, Response, header};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::Events;

/// Why nothing came back: mostly, that the server is gone.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Nobody answers at the address, or a process could not be started.
    #[error("nobody answers")]
    Io(#[from] std::io::Error),
    /// The connection broke before the whole answer was there.
    #[error("the connection broke")]
    Http(#[from] hyper::Error),
    /// What was asked is no request.
    #[error("this is no request")]
    Request(#[from] hyper::http::Error),
    /// A form that cannot be encoded.
    #[error("this is no form")]
    Form(#[from] serde_html_form::ser::Error),
    /// The answer was another than the one without which one cannot go on.
    #[error("{asked} was answered with {status}: {text}")]
    Unexpected {
        /// What was asked for.
        asked: &'static str,
        /// The status that came instead.
        status: u16,
        /// The page that came instead.
        text: String,
    },
}

/// What a browser gets.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where it leads, when it does.
    pub location: String,
    /// The key of the next message, when the page's script asked.
    pub next_key: String,
    /// The page.
    pub text: String,
}

impl Answer {
    /// The idempotency key in the page's form; empty where it has none.
    #[must_use]
    pub fn key(&self) -> &str {
        self.field("key")
    }

    /// The value of a hidden field; empty where the page has none of this name.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        let mark = format!("name=\"{name}\" value=\"");
        let rest = self.text.split_once(mark.as_str()).map(|(_, rest)| rest);
        rest.and_then(|rest| rest.split('"').next()).unwrap_or_default()
    }

    /// Goes on only with this status.
    ///
    /// # Errors
    /// [`AskError::Unexpected`] with the page for any other.
    pub fn expect(self, status: u16, asked: &'static str) -> Result<Self, AskError> {
        if self.status == status {
            return Ok(self);
        }
        Err(AskError::Unexpected { asked, status: self.status, text: self.text })
    }
}

/// One browser with its cookies.
#[derive(Debug)]
pub struct Browser {
    at: SocketAddr,
    cookies: Vec<(String, String)>,
    line: Option<SendRequest<Full<Bytes>>>,
}

impl Browser {
    /// A browser that knows nothing yet, at this address.
    #[must_use]
    pub fn at(at: SocketAddr) -> Self {
        Self { at, cookies: Vec::new(), line: None }
    }

    /// The same browser after the server moved to another address.
    pub fn move_to(&mut self, at: SocketAddr) {
        (self.at, self.line) = (at, None);
    }

    /// Closes the connection; the next request opens another.
    pub fn hang_up(&mut self) {
        self.line = None;
    }

    /// A cookie's value, if the browser holds it.
    #[must_use]
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(held, _)| held == name).map(|(_, value)| value.as_str())
    }

    /// Opens a page.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn get(&mut self, path: &str) -> Result<Answer, AskError> {
        self.ask(Method::GET, path, Bytes::new(), false).await
    }

    /// Sends a form and does not follow where it leads.
    ///
    /// # Errors
    /// [`AskError`]; whether the form was taken is then not known.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, AskError> {
        let body = serde_html_form::to_string(fields)?;
        self.ask(Method::POST, path, body.into(), false).await
    }

    /// Sends a form as the page's script does, in the background.
    ///
    /// # Errors
    /// As [`Browser::post`].
    pub async fn post_by_script(
        &mut self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> Result<Answer, AskError> {
        let body = serde_html_form::to_string(fields)?;
        self.ask(Method::POST, path, body.into(), true).await
    }

    /// Follows a stream on a connection of its own. `last` is the last event that was seen.
    ///
    /// # Errors
    /// [`AskError`].
    pub async fn follow(&self, path: &str, last: Option<&str>) -> Result<Events, AskError> {
        let mut line = connect(self.at).await?;
        let mut request = self.request(Method::GET, path, Bytes::new())?;
        if let Some(last) = last {
            let last: header::HeaderValue = last.parse().map_err(hyper::http::Error::from)?;
            request.headers_mut().insert("last-event-id", last);
        }
        let response = line.send_request(request).await?;
        let status = response.status().as_u16();
        if status != 200 {
            let text = text_of(response).await?;
            return Err(AskError::Unexpected { asked: "a stream", status, text });
        }
        Ok(Events::of(response.into_body(), line))
    }

    async fn ask(
        &mut self,
        method: Method,
        path: &str,
        body: Bytes,
        by_script: bool,
    ) -> Result<Answer, AskError> {
        let mut request = self.request(method, path, body)?;
        if by_script {
            let script = header::HeaderValue::from_static("script");
            request.headers_mut().insert("x-sent-by", script);
        }
        let mut line = match self.line.take() {
            Some(line) if !line.is_closed() => line,
            _ => connect(self.at).await?,
        };
        line.ready().await?;
        let response = line.send_request(request).await?;
        self.keep_cookies(&response);
        let of = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (status, location, next_key) =
            (response.status().as_u16(), of("location"), of("x-next-key"));
        let text = text_of(response).await?;
        self.line = Some(line);
        Ok(Answer { status, location, next_key, text })
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        body: Bytes,
    ) -> Result<Request<Full<Bytes>>, AskError> {
        let cookies: Vec<_> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, self.at.to_string())
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        Ok(request.body(Full::new(body))?)
    }

    fn keep_cookies(&mut self, response: &Response<Incoming>) {
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap_or_default().split(';').next().unwrap_or_default();
            let Some((name, value)) = pair.split_once('=') else { continue };
            self.cookies.retain(|(held, _)| held != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

async fn connect(at: SocketAddr) -> Result<SendRequest<Full<Bytes>>, AskError> {
    let stream = TcpStream::connect(at).await?;
    stream.set_nodelay(true)?;
    let (line, connection) = handshake(TokioIo::new(stream)).await?;
    // How it ends is told to whoever waits for an answer.
    tokio::spawn(async move { drop(connection.await) });
    Ok(line)
}

async fn text_of(response: Response<Incoming>) -> Result<String, AskError> {
    let body = response.into_body().collect().await?.to_bytes();
    Ok(String::from_utf8_lossy(&body).into_owned())
}
