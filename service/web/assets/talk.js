// A conversation with script: what is new arrives by a stream, what is written goes out in the
// background. Joined in front of chat.js and desk.js. Old phones read this: no syntax after 2017.

const said = document.getElementById("said");
const list = document.getElementById("messages");
const composer = document.getElementById("composer");
const typing = document.getElementById("typing");
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

// Adds one message that the server has put into words; one that is here already is left alone.
function show(html, toEnd) {
  const holder = document.createElement("ol");
  holder.innerHTML = html;
  const item = holder.firstElementChild;
  if (!item || document.getElementById(item.id)) return;
  list.appendChild(item);
  said.dataset.last = item.dataset.seq;
  if (typing) typing.textContent = "";
  toEnd();
}

let typingEnds;
function showTyping() {
  typing.textContent = typing.dataset.words;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => { typing.textContent = ""; }, 4000);
}

// Sends what is written, one after the other. A key makes each count once, however often it is tried.
function sendInBackground(tell, toEnd) {
  const words = composer.elements.words;
  const key = composer.elements.key;
  const outbox = [];
  let busy = false;
  let told = 0;

  async function empty() {
    let wait = 1000;
    busy = true;
    while (outbox.length) {
      const next = outbox[0];
      const body = new URLSearchParams({ key: key.value, words: next.words });
      const headers = { "x-sent-by": "script" };
      const answer = await fetch(composer.action, { method: "POST", headers, body }).catch(() => null);
      if (answer && answer.status === 204) {
        key.value = answer.headers.get("x-next-key") || key.value;
        next.mark.remove();
        outbox.shift();
        wait = 1000;
        tell("");
      } else if (answer && answer.redirected) {
        location.replace(answer.url);
        return;
      } else if (answer && answer.status >= 400 && answer.status < 500) {
        next.mark.remove();
        outbox.shift();
        words.value = next.words + (words.value ? "\n" + words.value : "");
        tell(composer.dataset.refused);
      } else {
        tell(composer.dataset.notSent);
        await pause(wait);
        wait = Math.min(wait * 2, 15000);
      }
    }
    busy = false;
  }

  composer.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!words.value.trim()) return;
    const mark = document.createElement("li");
    mark.className = "message mine pending";
    mark.textContent = words.value;
    list.appendChild(mark);
    outbox.push({ words: words.value, mark });
    words.value = "";
    toEnd();
    if (!busy) empty();
  });

  words.addEventListener("input", () => {
    if (!composer.dataset.typing || Date.now() - told < 3000) return;
    told = Date.now();
    fetch(composer.dataset.typing, { method: "POST" }).catch(() => {});
  });
}
