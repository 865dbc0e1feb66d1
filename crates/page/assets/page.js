"use strict";
// Keys and copying. Every view reads without it.
(() => {
  const steps = () => [...document.querySelectorAll("[data-step]")];
  let at = -1;

  const light = (number) => {
    for (const mark of document.querySelectorAll("mark[data-of]")) {
      mark.classList.toggle("lit", mark.dataset.of.trim().split(" ").includes(number));
      mark.classList.remove("chosen");
    }
  };

  // Statements are lit by their number, sentences of the article's own by n and theirs.
  const lights = (card) => card.dataset.mark.replace(/^s/, "");

  const go = (to) => {
    const all = steps();
    if (!all.length) return;
    at = Math.max(0, Math.min(all.length - 1, to));
    const step = all[at];
    for (const other of all) other.classList.toggle("here", other === step);
    if (step.tagName === "DETAILS") {
      for (const other of all) if (other.tagName === "DETAILS") other.open = other === step;
      const mark = document.getElementById(step.dataset.mark);
      if (mark) light(lights(step));
      (mark || step).scrollIntoView({ block: "center" });
      step.querySelector("summary").focus({ preventScroll: true });
    } else {
      step.scrollIntoView({ block: "center" });
      const link = step.querySelector("a[href], button");
      if (link) link.focus({ preventScroll: true });
    }
  };

  const follow = () => {
    const found = /^#(?:[sc](\d+)|[nm](\d+))$/.exec(location.hash);
    if (!found) return;
    const card = document.getElementById(found[1] ? "c" + found[1] : "m" + found[2]);
    if (card) {
      card.open = true;
      light(lights(card));
      at = steps().indexOf(card);
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest("input, textarea, select");
    if (field) {
      if (event.key === "Escape") field.blur();
      return;
    }
    const here = steps()[at];
    const press = (what) => {
      const found = here && here.querySelector(`[data-key="${what}"]`);
      if (found) found.click();
    };
    switch (event.key) {
      case "j": go(at + 1); break;
      case "k": go(at - 1); break;
      case "/": document.getElementById("find").focus(); break;
      case "c": case "x": case "e": press(event.key); break;
      default: return;
    }
    event.preventDefault();
  });

  for (const cite of document.querySelectorAll("[data-cite]")) {
    const words = cite.querySelector("bdi").textContent;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = "Copy with citation";
    button.addEventListener("click", async () => {
      const web = cite.dataset.web;
      const text = words + "\n" + (web || new URL(cite.dataset.cite, location.href).href);
      try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(cite);
        button.textContent = "Selected: press Ctrl-C";
      }
    });
    cite.append(" ", button);
  }

  for (const card of document.querySelectorAll("details.card")) {
    card.addEventListener("toggle", () => {
      if (card.open) light(lights(card));
    });
  }

  addEventListener("hashchange", follow);
  follow();
  if (document.body.querySelector(".review [data-step]")) go(0);
})();
