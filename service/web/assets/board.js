// The board keeps itself up to date: each `board` event is the figures anew. Whoever reads a
// definition by keyboard stays there, and Escape puts a definition away.

const board = document.getElementById("board");

const source = new EventSource(board.dataset.stream);
source.addEventListener("board", (event) => {
  const held = board.contains(document.activeElement) ? document.activeElement.id : "";
  const away = Array.from(board.querySelectorAll(".away > .name"), (name) => name.id);
  board.innerHTML = event.data;
  if (held) document.getElementById(held)?.focus();
  for (const id of away) document.getElementById(id)?.parentElement.classList.add("away");
});

addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const tile of board.querySelectorAll(".tile:hover, .tile:focus-within")) {
    tile.classList.add("away");
  }
});
for (const kind of ["mouseout", "focusout"]) {
  board.addEventListener(kind, (event) => {
    const tile = event.target.closest(".tile");
    if (tile && !tile.contains(event.relatedTarget)) tile.classList.remove("away");
  });
}
