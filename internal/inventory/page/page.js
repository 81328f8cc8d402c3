"use strict";
// Filters, order, details, and the choice of colours. Without this script the page shows everything in its own order.
const form = document.getElementById("filters");
const list = document.getElementById("counters");
const items = list ? [...list.tBodies] : [];
const texts = items.map(b => b.textContent.toLowerCase());

function apply() {
  const want = new FormData(form);
  const text = want.get("text").toLowerCase();
  let shown = 0;
  items.forEach((b, i) => {
    b.hidden = !texts[i].includes(text) || ["kind", "make", "bounds", "package"].some(k => want.get(k) !== "" && b.dataset[k] !== want.get(k));
    if (!b.hidden) shown++;
  });
  document.getElementById("shown").textContent = shown === items.length ? `${shown} shown` : `${shown} of ${items.length} shown`;
}

function sortBy(column, head) {
  const down = head.ariaSort === "ascending";
  for (const h of head.parentNode.cells) h.ariaSort = null;
  head.ariaSort = down ? "descending" : "ascending";
  const key = b => { const c = b.rows[0].cells[column]; return c.dataset.sort ?? c.textContent; };
  const order = [...items].sort((a, b) => key(a).localeCompare(key(b), "en", {numeric: true}));
  if (down) order.reverse();
  list.append(...order);
}

function open(b, shown) { b.rows[1].hidden = !shown; b.querySelector(".open").ariaExpanded = shown; }

// jump opens the counter that the address names, which a filter may hide.
function jump() {
  const b = items.find(b => "#" + b.id === location.hash);
  if (!b) return;
  b.hidden = false;
  open(b, true);
  b.scrollIntoView();
}

if (form) {
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", e => e.preventDefault());
  for (const b of items) {
    const button = b.querySelector(".open");
    button.disabled = false;
    button.addEventListener("click", () => open(b, b.rows[1].hidden));
    open(b, false);
  }
  [...list.tHead.rows[0].cells].forEach((head, i) => {
    head.classList.add("sortable");
    head.addEventListener("click", () => sortBy(i, head));
  });
  addEventListener("hashchange", jump);
  apply();
  jump();
}

