// A service's beds: what others ask and the age of the numbers come by themselves. Nothing is
// replaced under a finger: while something is open or in focus, the page waits.
const parts = ["beds", "waiting", "holds"];
async function look() {
  const busy = document.getElementById("main").querySelector("details[open], :focus");
  if (document.hidden || busy) return;
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer || !answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of parts) {
    const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
    if (old && fresh && old.innerHTML !== fresh.innerHTML) old.innerHTML = fresh.innerHTML;
  }
}
setInterval(look, 10000);
document.addEventListener("visibilitychange", look);
