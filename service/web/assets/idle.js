// The idle lock: after a while without a touch the desk is hidden and asks for the password.
// Conversations go on. Every tab of the browser counts as one.

const AFTER = 15 * 60 * 1000;

const touch = () => localStorage.setItem("touched", String(Date.now()));
for (const kind of ["keydown", "pointerdown", "wheel"]) {
  addEventListener(kind, touch, { passive: true });
}
touch();

setInterval(async () => {
  if (Date.now() - Number(localStorage.getItem("touched")) < AFTER) return;
  await fetch("/lock", { method: "POST" }).catch(() => {});
  location.assign("/unlock");
}, 15000);
