// Focus a value and its place in the source lights up; focus a place and its value does. Without this script the same
// links work by their addresses: a value links to its place, a place to its value.

const still = matchMedia("(prefers-reduced-motion: reduce)");
let asked = 0;

const light = (place, value) => {
  for (const old of document.querySelectorAll(".lit")) old.classList.remove("lit");
  place?.classList.add("lit");
  value?.classList.add("lit");
};

const show = (element) => {
  const box = element?.querySelector("rect") ?? element;
  box?.scrollIntoView({ block: "center", inline: "nearest", behavior: still.matches ? "auto" : "smooth" });
};

// Fetches the page with the other document open and takes only its source from it.
const turnTo = async (address) => {
  const turn = ++asked;
  const answer = await fetch(address, { headers: { Accept: "text/html" } });
  if (!answer.ok || turn !== asked) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const source = page.querySelector("#source");
  if (!source || turn !== asked) return false;
  document.querySelector("#source")?.replaceWith(document.adoptNode(source));
  return true;
};

// A mail in its frame lights up by its address alone: nothing of ours runs inside of it.
const frameOf = (value) => {
  const frame = document.querySelector("#source iframe.mail");
  return frame && frame.dataset.doc === value.dataset.doc ? frame : null;
};

const follow = async (value) => {
  const id = decodeURIComponent(new URL(value.href).hash.slice(1));
  if (value.dataset.mark) {
    const frame = frameOf(value);
    if (frame) frame.src = `${frame.src.split("#")[0]}#${id}`;
    else if (!(await turnTo(value.href.split("#")[0]))) return;
    light(null, value);
    return;
  }
  if (!document.getElementById(id) && !(await turnTo(value.href.split("#")[0]))) return;
  const place = document.getElementById(id);
  light(place, null);
  show(place);
};

document.addEventListener("focusin", (event) => {
  const value = event.target.closest?.("a.value[href*='#']");
  if (value) follow(value);
});

document.addEventListener("click", (event) => {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const value = event.target.closest?.("a.value[href*='#']");
  if (value) {
    event.preventDefault();
    value.focus();
    follow(value);
    return;
  }
  const place = event.target.closest?.("#source a[href^='#']");
  const target = place && document.getElementById(decodeURIComponent(place.hash.slice(1)));
  if (target) {
    event.preventDefault();
    target.focus({ preventScroll: true });
    light(place, target);
    show(target);
  }
});
