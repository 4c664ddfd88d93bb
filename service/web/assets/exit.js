// Leaves this site at once: the button, or Shift three times within a second and a half.
// Without script the button is a plain link to /exit, which clears the session and redirects.

const link = document.getElementById("leave");
const target = link.dataset.target;

function leave(event) {
  if (event) event.preventDefault();
  // The page goes first: whatever is slow after this, nobody can read it.
  document.documentElement.textContent = "";
  try {
    fetch("/exit", { method: "POST", keepalive: true, credentials: "same-origin" }).catch(() => {});
  } catch (_) {
    navigator.sendBeacon("/exit");
  }
  location.replace(target);
}

link.addEventListener("click", leave);

let presses = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Shift") presses = [];
  else if (!event.repeat) {
    const now = event.timeStamp;
    presses = presses.filter((time) => now - time < 1500);
    presses.push(now);
    if (presses.length >= 3) leave();
  }
});

// A page that the browser kept in memory must not come back after leaving.
addEventListener("pageshow", (event) => {
  if (event.persisted && !document.body) location.replace(target);
});

// Links within the site take the place of the page they stand on, so that this tab never holds more
// than one entry of ours and Back after leaving leads to where the person came from.
document.addEventListener("click", (event) => {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
  const anchor = event.target.closest("a[href]");
  if (!plain || event.defaultPrevented || !anchor || anchor.target || anchor.origin !== location.origin) return;
  const here = anchor.pathname === location.pathname && anchor.search === location.search;
  if (here && anchor.hash) return;
  event.preventDefault();
  location.replace(anchor.href);
});

// So do forms: what the server answers is shown in the place of the page that was sent.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.redirected) return location.replace(answer.url);
    const page = await answer.text();
    document.open();
    document.write(page);
    document.close();
  } catch (_) {
    form.submit();
  }
});
