// The idle lock: after a while without a touch the desk is hidden and asks for the password.
// Conversations go on. Every tab of the browser counts as one.

const AFTER = 15 * 60 * 1000;
const TELL = 5 * 60 * 1000;
let told = Date.now();

const touch = () => localStorage.setItem("touched", String(Date.now()));
for (const kind of ["keydown", "pointerdown", "wheel"]) {
  addEventListener(kind, touch, { passive: true });
}
touch();

setInterval(async () => {
  const touched = Number(localStorage.getItem("touched"));
  if (Date.now() - touched < AFTER) {
    // Who only reads and scrolls sends nothing: the server locks what it does not hear of.
    if (touched > told && Date.now() - told > TELL) {
      told = Date.now();
      await fetch("/healthz").catch(() => {});
    }
    return;
  }
  await fetch("/lock", { method: "POST" }).catch(() => {});
  location.assign("/unlock");
}, 15000);
