// The sections of the desk by key, from any of its pages. Keys of one page stand in its own module.

const ways = { KeyQ: "/desk", KeyL: "/desk/list", KeyH: "/desk/hand", KeyB: "/desk/board" };

addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  if (event.code === "KeyS") {
    const search = document.querySelector("form[role=search] input");
    event.preventDefault();
    if (search) search.focus();
    else location.assign("/desk/list#words");
    return;
  }
  const way = ways[event.code];
  // A section that is not listed is not the reader's; entering by hand belongs to the desk.
  const listed = way === "/desk/hand" ? "/desk" : way;
  if (!way || !document.querySelector(`.bar nav a[href="${listed}"]`)) return;
  // Words that are not sent yet stay where they are.
  const box = document.activeElement;
  if (box && box.tagName === "TEXTAREA" && box.value) return;
  event.preventDefault();
  location.assign(way);
});
