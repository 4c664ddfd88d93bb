// The sheet of a screening saves itself a moment after a change. The answer says which items belong to
// the sheet now (the server decides that), and marks what is stored, so that the next change is told
// from an old one. Where somebody else was faster (409), the plain form shows both answers.

const form = document.querySelector("form[data-sheet]");
const saved = document.getElementById("saved");
let timer;
let busy = false;
let again = false;

function take(told) {
  Object.entries(told.was).forEach(([position, mark]) => {
    const field = form.elements[`q${position}.was`];
    if (field) field.value = mark;
  });
  const shown = new Set(told.shown);
  form.querySelectorAll("[data-item]").forEach((item) => {
    item.hidden = !shown.has(Number(item.dataset.item));
  });
  saved.textContent = told.saved;
}

async function save() {
  clearTimeout(timer);
  // One at a time: a second answer must not be older than the first.
  if (busy) { again = true; return; }
  busy = true;
  saved.textContent = form.dataset.saving;
  const body = new URLSearchParams(new FormData(form));
  body.set("act", "save");
  const headers = { "x-sent-by": "script" };
  const answer = await fetch(form.action, { method: "POST", headers, body }).catch(() => null);
  busy = false;
  if (answer && answer.status === 200) {
    take(await answer.json());
  } else if (answer && answer.status === 409) {
    form.querySelector("button[value=save]").click();
    return;
  } else {
    saved.textContent = form.dataset.unsaved;
    timer = setTimeout(save, 3000);
  }
  if (again) { again = false; save(); }
}

form.addEventListener("change", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
form.addEventListener("submit", () => clearTimeout(timer));
