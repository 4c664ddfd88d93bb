// The specialist's page: one stream for the queue and the open conversation, forms saved without a
// reload. Events: `queue` (the first column), `message` (a fragment of the open conversation),
// `referrals` and `beds` (what services answered), `duties` (what the law obliges to), `typing`,
// `reload` (the contact changed state), `toast` (a
// sentence).

const queue = document.getElementById("queue");
const toasts = document.getElementById("toasts");
const sound = document.getElementById("sound");
const toEnd = () => { if (said) said.scrollTop = said.scrollHeight; };

function toast(text) {
  if (!text) return;
  const note = document.createElement("p");
  note.className = "toast";
  note.textContent = text;
  toasts.appendChild(note);
  // Read twice at leisure, then gone; what matters also stands in the queue.
  setTimeout(() => note.remove(), 12000);
}

function ring() {
  if (!sound || localStorage.getItem("sound") === "off") return;
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.08, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.4);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + 0.4);
}

if (sound) {
  const tellSound = () => sound.setAttribute("aria-pressed", localStorage.getItem("sound") !== "off");
  sound.hidden = false;
  tellSound();
  sound.addEventListener("click", () => {
    localStorage.setItem("sound", localStorage.getItem("sound") === "off" ? "on" : "off");
    tellSound();
  });
}

// A new first column takes the old one's place; whoever stood on one of its buttons stays there.
function showQueue(html) {
  const focused = document.activeElement;
  const name = queue.contains(focused) ? focused.getAttribute("href") || focused.getAttribute("aria-label") : null;
  queue.innerHTML = html;
  if (!name) return;
  const again = Array.from(queue.querySelectorAll("a, button"))
    .find((one) => one.getAttribute("href") === name || one.getAttribute("aria-label") === name);
  if (again) again.focus();
}

const stream = new URL(queue.dataset.stream, location.href);
if (said) {
  stream.searchParams.set("contact", said.dataset.contact);
  stream.searchParams.set("after", said.dataset.last);
}
const source = new EventSource(stream);
source.addEventListener("queue", (event) => showQueue(event.data));
source.addEventListener("message", (event) => { show(event.data, toEnd); ring(); });
for (const part of ["referrals", "beds"]) {
  source.addEventListener(part, (event) => {
    const box = document.getElementById(part);
    const before = box.textContent;
    box.innerHTML = event.data;
    // A stream that connects again tells what the page shows already.
    if (before.trim() !== box.textContent.trim()) ring();
  });
}
source.addEventListener("duties", (event) => {
  const box = document.getElementById("duties");
  box.innerHTML = event.data;
});
source.addEventListener("typing", showTyping);
source.addEventListener("toast", (event) => { toast(event.data); ring(); });
source.addEventListener("reload", () => {
  if (!composer || !composer.elements.words.value) location.reload();
});

if (composer) {
  document.getElementById("send-hint").hidden = false;
  sendInBackground(toast, toEnd);
  composer.elements.words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  });
}

// Facts and the safe-contact card save themselves a moment after a change. The answer is empty with
// the new version, or a refusal (409) where somebody else was faster.
document.querySelectorAll("form[data-autosave]").forEach((form) => {
  let timer;
  const save = async () => {
    clearTimeout(timer);
    const saved = document.getElementById("saved");
    saved.textContent = saved.dataset.saving;
    const body = new URLSearchParams(new FormData(form));
    const headers = { "x-sent-by": "script" };
    const answer = await fetch(form.action, { method: "POST", headers, body }).catch(() => null);
    if (answer && answer.status === 204) {
      const version = answer.headers.get("x-version");
      document.querySelectorAll(`form[data-autosave="${form.dataset.autosave}"]`)
        .forEach((one) => { one.elements.version.value = version; });
      saved.textContent = answer.headers.get("x-saved") || "";
    } else if (answer && answer.status === 409) {
      // Sent again as a plain form, the answer is the page with both values.
      form.submit();
    } else {
      saved.textContent = saved.dataset.unsaved;
      timer = setTimeout(save, 3000);
    }
  };
  form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
  form.addEventListener("submit", (event) => { event.preventDefault(); save(); });
});

addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const go = (target) => { if (target) { event.preventDefault(); target.focus(); target.click(); } };
  if (event.code === "KeyN") go(queue.querySelector("ol form button"));
  else if (/^Digit[1-9]$/.test(event.code)) go(queue.querySelectorAll("ul .row > a")[event.code.slice(5) - 1]);
  else if (event.code === "KeyW" && composer) { event.preventDefault(); composer.elements.words.focus(); }
  else if (event.code === "KeyP") {
    const first = document.querySelector("#panel summary");
    if (first) { event.preventDefault(); first.focus(); }
  }
});
toEnd();
