// A form marked data-once is sent once: a second press within the same page does nothing.
// The server holds the real guard; this spares the person a confusing answer.
const sent = new WeakSet();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.hasAttribute("data-once") || event.defaultPrevented) return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
});

// The back button can bring the page back as it was left: it must be sendable again.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-once]").forEach((form) => sent.delete(form));
});
