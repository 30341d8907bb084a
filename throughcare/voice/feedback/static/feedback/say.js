// What a script adds to participants' pages. Each page works without it.

// A code behind the # of a printed address, which browsers never send, is put into its field and taken off the address.
const codeForm = document.querySelector("form[data-code]");
if (codeForm && location.hash.length > 1) {
  codeForm.elements.code.value = decodeURIComponent(location.hash.slice(1)).replaceAll("-", " ");
  history.replaceState(null, "", location.pathname + location.search);
}

// What is wrong is read first.
document.querySelector("#problem")?.focus();

// While there is no connection a form stays where it is, with what was typed, and says why.
const offline = document.querySelector("[data-offline]");
document.addEventListener("submit", (event) => {
  offline.hidden = navigator.onLine;
  if (navigator.onLine) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  offline.focus();
});
window.addEventListener("online", () => (offline.hidden = true));

// A form is sent once; the back button makes it sendable again.
const sent = new WeakSet();
document.addEventListener("submit", (event) => {
  if (!event.target.hasAttribute("data-once-only")) return;
  if (sent.has(event.target)) event.preventDefault();
  sent.add(event.target);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form").forEach((form) => sent.delete(form));
});

// Read aloud, where the device itself has a voice for the language: others send each page that is read to somebody else.
const language = document.documentElement.lang;
function voice() {
  return speechSynthesis.getVoices().find((one) => one.localService && one.lang.toLowerCase().startsWith(language));
}
function show() {
  if (voice()) document.querySelectorAll("[data-hear]").forEach((button) => (button.hidden = false));
}
if ("speechSynthesis" in window) {
  show();
  speechSynthesis.addEventListener?.("voiceschanged", show);
  for (const button of document.querySelectorAll("[data-hear]")) {
    const label = button.querySelector("[data-hear-label]");
    const [hear, hush] = [label.textContent, button.dataset.hush];
    button.addEventListener("click", () => {
      if (speechSynthesis.speaking) return speechSynthesis.cancel();
      const texts = [...document.querySelectorAll("[data-hear-text]")].map((one) => one.innerText.trim());
      const said = new SpeechSynthesisUtterance(texts.filter(Boolean).join(". "));
      Object.assign(said, { lang: language, voice: voice(), rate: 0.9 });
      said.onend = said.onerror = () => (label.textContent = hear);
      label.textContent = hush;
      return speechSynthesis.speak(said);
    });
  }
  window.addEventListener("pagehide", () => speechSynthesis.cancel());
}

// A shared device clears itself after a while without a touch, and tells the server that this sitting is over.
const { clearsAfter, clear, start } = document.body.dataset;
if (clearsAfter) {
  let timer;
  const again = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const ticket = document.querySelector("input[name=ticket]")?.value;
      if (ticket) navigator.sendBeacon(clear, new URLSearchParams({ ticket }));
      location.replace(start);
    }, Number(clearsAfter) * 1000);
  };
  ["input", "pointerdown", "keydown", "scroll"].forEach((name) => document.addEventListener(name, again, { passive: true }));
  again();
}
