// Shows the button for passkeys where the browser has them, and says in words what went wrong with one.
const WORDS = {
  NotAllowedError: "The key was not used: it was cancelled, took too long, or is not one for this account. Try again.",
  InvalidStateError: "This key is already added to your account.",
  SecurityError: "Keys work only at this service's own secure address.",
};

for (const box of document.querySelectorAll("[data-passkey]")) {
  const says = box.querySelector("[data-passkey-says]");
  if (!window.PublicKeyCredential) continue;
  box.querySelector("button").hidden = false;
  says.textContent = "";
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    says.textContent = WORDS[event.detail.exception?.name] ?? "The key could not be used. Try again, or use another way.";
  });
}
