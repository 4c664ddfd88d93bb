//! A restart loses nothing that anybody sees: sessions, conversations and streams go on.

use drill::house::{self, Plan};
use drill::{Browser, Server};

use crate::{places, program};

#[tokio::test(flavor = "multi_thread")]
async fn conversations_survive_a_restart() {
    for place in places().await {
        let server = Server::start(program(), &place, &[]).unwrap();
        let mut desk = Browser::at(server.address());
        house::found(&mut desk, &Plan::default()).await.unwrap();
        house::sign_in(&mut desk, Plan::default().supervisor).await.unwrap();
        desk.post("/desk/shift", &[("act", "start")]).await.unwrap();

        let mut visitor = Browser::at(server.address());
        let page = visitor.get("/chat/start").await.unwrap();
        let words = [("key", page.key()), ("lane", "help"), ("words", "is anybody there?")];
        visitor.post("/chat/start", &words).await.unwrap().expect(303, "a chat").unwrap();
        let queue = desk.get("/desk").await.unwrap().text;
        let (before, _) = queue.split_once("/answer\"").expect("somebody waits");
        let room = format!("/desk/{}", before.rsplit('/').next().unwrap());
        desk.post(&format!("{room}/answer"), &[]).await.unwrap();

        let mut stream = visitor.follow("/chat/events", None).await.unwrap();
        let mut last = stream.next_of("message").await.unwrap().unwrap();
        // The second line says that somebody is here.
        while last.id != "2" {
            last = stream.next_of("message").await.unwrap().unwrap();
        }

        // The stream is open: it is ended by the stop, and does not hold it up.
        let (status, log) = server.stop().unwrap();
        assert!(status.success(), "{log}");
        assert!(!log.contains("not finished in time"), "{log}");
        while stream.next().await.is_ok_and(|event| event.is_some()) {}

        let server = Server::start(program(), &place, &[]).unwrap();
        desk.move_to(server.address());
        visitor.move_to(server.address());
        assert!(visitor.get("/chat").await.unwrap().text.contains("is anybody there?"));
        let mut stream = visitor.follow("/chat/events", Some(&last.id)).await.unwrap();
        let page = desk.get(&room).await.unwrap();
        let said = [("key", page.key()), ("words", "Yes, still.")];
        desk.post(&format!("{room}/messages"), &said).await.unwrap();
        let next = stream.next_of("message").await.unwrap().unwrap();
        assert!(next.data.contains("Yes, still."), "nothing is shown twice: {}", next.data);
        assert!(next.id.parse::<i64>().unwrap() > last.id.parse::<i64>().unwrap());
    }
}
