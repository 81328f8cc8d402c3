"use strict";
// Filters and the choice of colours. Without this script the page shows everything in the colours of the system.
const form = document.getElementById("filters");
const articles = [...document.querySelectorAll("article")];
const texts = articles.map(a => a.textContent.toLowerCase());

function apply() {
  const want = new FormData(form);
  const severities = new Set(want.getAll("severity"));
  const rule = want.get("rule"), pkg = want.get("package"), text = want.get("text").toLowerCase();
  let shown = 0;
  articles.forEach((a, i) => {
    a.hidden = !severities.has(a.dataset.severity) || rule !== "" && a.dataset.rule !== rule ||
      pkg !== "" && a.dataset.package !== pkg || !texts[i].includes(text);
    if (!a.hidden) shown++;
  });
  for (const s of document.querySelectorAll("section.package, section.rule")) {
    const n = s.querySelectorAll("article:not([hidden])").length;
    s.hidden = n === 0;
    const count = s.querySelector("h2 .count");
    if (count) count.textContent = n;
  }
  document.getElementById("shown").textContent = shown === articles.length ? `${shown} shown` : `${shown} of ${articles.length} shown`;
}

if (form) {
  form.hidden = false;
  form.addEventListener("input", apply);
  form.addEventListener("submit", e => e.preventDefault());
  apply();
}

