// Many people reach out at this moment: this page shows with some work that it is no machine's
// thousandth try, and then sends what was written. It looks for a number such that the SHA-256 hash
// of "ticket:number" begins with so many zero bits.

const toll = document.getElementById("toll");
const what = document.getElementById("toll-what");
const form = document.getElementById("form");
const bits = Number(toll.dataset.bits);
const encoder = new TextEncoder();

async function fits(number) {
  const hash = await crypto.subtle.digest("SHA-256", encoder.encode(`${toll.dataset.ticket}:${number}`));
  return Math.clz32(new DataView(hash).getUint32(0)) >= bits;
}

async function solve() {
  // In groups, so that the page answers a touch in between.
  for (let first = 0; ; first += 64) {
    const group = Array.from({ length: 64 }, (_, place) => first + place);
    const fit = (await Promise.all(group.map(fits))).indexOf(true);
    if (fit >= 0) return group[fit];
  }
}

if (globalThis.crypto && crypto.subtle) {
  what.textContent = toll.dataset.solving;
  solve().then((number) => {
    document.getElementById("proof").value = String(number);
    form.requestSubmit();
  });
}
