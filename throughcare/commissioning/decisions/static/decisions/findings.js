// Shows what the checker says of a step, and marks the cells it doubts, each time autosave reports that it was saved.
const list = document.querySelector("[data-findings-list]");

function paragraph(className, ...content) {
  const made = document.createElement("p");
  made.className = className;
  made.append(...content);
  return made;
}

function tag({ text, colour }) {
  const made = document.createElement("strong");
  made.className = `govuk-tag govuk-tag--${colour}`;
  made.textContent = text;
  return made;
}

function figures(shown) {
  return shown.flatMap((text, index) => {
    const made = document.createElement("span");
    const isLast = index === shown.length - 1;
    made.className = "tc-figure";
    made.textContent = isLast ? text : `${text},`;
    return isLast ? [made] : [made, " "];
  });
}

function note(finding) {
  const made = document.createElement("div");
  made.className = `tc-note tc-note--${finding.severity}`;
  made.append(paragraph("tc-note__says", tag(finding.tag), " ", finding.says));
  if (finding.figures.length) made.append(paragraph("tc-note__figures", ...figures(finding.figures)));
  if (finding.law) made.append(paragraph("tc-note__law", finding.law));
  made.append(paragraph("tc-note__suggestion", finding.suggestion));
  made.append(paragraph("tc-note__foot", [finding.rule, ...finding.where].join(" · ")));
  return made;
}

function markDoubts(findings) {
  const doubts = new Map();
  for (const finding of findings) {
    for (const where of finding.where) {
      const place = where.toLowerCase();
      doubts.set(place, [...new Set([...(doubts.get(place) ?? []), finding.rule])]);
    }
  }
  for (const mark of document.querySelectorAll("[data-place]")) {
    const rules = doubts.get(mark.dataset.place);
    mark.textContent = rules ? `In doubt: ${rules.join(", ")}` : "";
  }
}

document.addEventListener("throughcare:saved", (event) => {
  const findings = event.detail?.findings;
  if (!list || !Array.isArray(findings)) return;
  const shown = findings.map(note);
  if (!shown.length) shown.push(paragraph("govuk-body-s tc-quiet", "Nothing to mend in this step."));
  list.replaceChildren(...shown);
  markDoubts(findings);
});
