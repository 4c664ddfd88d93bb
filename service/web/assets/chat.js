// The visitor's page. Events: `message` (a fragment), `state` (a sentence), `typing`.

const state = document.getElementById("state");
const toEnd = () => document.getElementById("main").scrollIntoView(false);
const tell = (text) => { if (text) state.textContent = text; };

const stream = new URL(said.dataset.stream, location.href);
stream.searchParams.set("after", said.dataset.last);
const source = new EventSource(stream);
source.addEventListener("message", (event) => show(event.data, toEnd));
source.addEventListener("typing", showTyping);
source.addEventListener("state", (event) => {
  state.textContent = event.data;
  if (event.data === state.dataset.over) {
    source.close();
    location.reload();
  }
});
// The browser tries again by itself; the server then says anew where things stand.
source.addEventListener("error", () => tell(state.dataset.lost));

if (composer) sendInBackground(tell, toEnd);
toEnd();
