// The desk's switch between light and dark, for the night shift. Without it the system decides.

const root = document.documentElement;
const control = document.getElementById("theme");
const stored = localStorage.getItem("theme");
if (stored) root.dataset.theme = stored;

if (control) {
  control.hidden = false;
  control.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    localStorage.setItem("theme", root.dataset.theme);
  });
}
