// One button that copies a text of the page. Without JavaScript the button stays hidden; the plain-text page remains.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const source = document.getElementById(button.dataset.copy);
  const says = document.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      says.textContent = "Copied.";
    } catch {
      says.textContent = "The browser did not allow it: select the text and copy it.";
    }
  });
}
