// Seconds that run, and pages that look again. A reload shows the same without this script.

const tick = () => {
  for (const place of document.querySelectorAll("[data-seconds-left]")) {
    place._until ??= performance.now() + Number(place.dataset.secondsLeft) * 1000;
    const left = Math.max(0, Math.ceil((place._until - performance.now()) / 1000));
    const text = place.querySelector("[data-seconds]");
    if (text && text.textContent !== String(left)) text.textContent = String(left);
    const bar = place.querySelector("progress");
    if (bar) bar.value = left;
    if (left === 0 && !place._done) {
      place._done = true;
      later(2, typing);
    }
  }
};

const typing = () => document.querySelector(":popover-open, form[data-touched]") ||
  document.activeElement?.matches("input, textarea, select");

// Somebody who walks through a list by keys has the focus in it.
const walking = () => typing() || document.activeElement?.matches("a, button");

// Looks again after some seconds, but never under somebody's hands.
const later = (seconds, busy) => {
  setTimeout(() => {
    if (document.hidden || busy()) later(seconds, busy);
    else location.reload();
  }, seconds * 1000);
};

document.addEventListener("input", (event) => {
  event.target.form?.setAttribute("data-touched", "");
});

const again = document.querySelector("[data-look-again]");
if (again) later(Number(again.dataset.lookAgain), walking);
setInterval(tick, 250);
tick();
