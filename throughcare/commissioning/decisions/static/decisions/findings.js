// Shows what the checker says of a step each time autosave reports that it was saved.
const list = document.querySelector("[data-findings-list]");

function paragraph(text, className) {
  const made = document.createElement("p");
  made.className = className;
  made.textContent = text;
  return made;
}

function note(finding) {
  const made = document.createElement("div");
  made.className = `tc-note tc-note--${finding.severity}`;
  made.append(paragraph(finding.says, "tc-note__says"));
  if (finding.figures) made.append(paragraph(finding.figures, "tc-note__figures"));
  made.append(paragraph(finding.suggestion, "govuk-body-s tc-note__suggestion"));
  return made;
}

document.addEventListener("throughcare:saved", (event) => {
  const findings = event.detail?.findings;
  if (!list || !Array.isArray(findings)) return;
  const shown = findings.map(note);
  if (!shown.length) shown.push(paragraph("Nothing to mend in this step.", "govuk-body-s tc-quiet"));
  list.replaceChildren(...shown);
});
