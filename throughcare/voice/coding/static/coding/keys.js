// Keys for coding: 1 to 3 tick a suggestion, 0 that none fits, S saves. They can be switched off, and stay so on this device.
const form = document.querySelector("form[data-coding]");
const KEPT = "coding-keys-off";

function isOff() {
  try {
    return localStorage.getItem(KEPT) === "1";
  } catch {
    return false;
  }
}

function keep(off) {
  try {
    if (off) localStorage.setItem(KEPT, "1");
    else localStorage.removeItem(KEPT);
  } catch {
    // Without storage the switch holds for this page.
  }
}

function isTyping(element) {
  return element.matches("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio])");
}

function tick(box) {
  if (!box) return;
  box.checked = !box.checked;
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.focus();
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "s" || event.key === "S") form.requestSubmit(form.querySelector("button[type=submit]"));
  else if (event.key === "0") tick(form.elements.none_fits);
  else if ("123".includes(event.key)) tick(form.querySelector(`[data-suggested="${event.key}"] input`));
  else return;
  event.preventDefault();
}

if (form) {
  const help = form.querySelector("[data-keys]");
  const button = form.querySelector("[data-keys-switch]");
  let off = isOff();
  const show = () => {
    button.textContent = off ? "Switch keys on" : "Switch keys off";
    button.setAttribute("aria-pressed", String(!off));
  };
  help.hidden = false;
  show();
  button.addEventListener("click", () => {
    off = !off;
    keep(off);
    show();
  });
  document.addEventListener("keydown", (event) => {
    if (!off) pressed(event);
  });
}
