// What a save brings back: the outcomes, beside the form, as they now are, and what cannot be printed, beside its answer. Also: focus on errors, room left in a text, clearing radios.

const panel = document.querySelector("[data-outcomes]");

const statuses = () => new Map([...panel.querySelectorAll("[data-outcome]")].map((line) => [line.dataset.outcome, line.dataset.status]));

document.addEventListener("poincon:saved", ({ detail }) => {
  if (!panel || typeof detail.outcomes_html !== "string") return;
  const open = [...panel.querySelectorAll("details[open][id]")].map((each) => each.id);
  const focused = panel.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : null;
  const before = statuses();
  panel.innerHTML = detail.outcomes_html;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.querySelector("summary, a, button")?.focus();
  const said = [];
  for (const line of panel.querySelectorAll("[data-outcome]")) {
    if (before.get(line.dataset.outcome) === line.dataset.status) continue;
    line.classList.add("outcome-changed");
    said.push(`${line.querySelector(".outcome-label")?.textContent} : ${line.querySelector(".outcome-status")?.textContent.trim()}`);
  }
  const status = document.querySelector("[data-outcomes-status]");
  if (status && said.length) status.textContent = said.slice(0, 3).join(". ");
});

// Signs that no document can print, told beside the answer that holds them; gone once they are. What the page came with stays.
document.addEventListener("poincon:saved", ({ target: form, detail }) => {
  const words = detail.unprintable ?? {};
  for (const input of form.elements) {
    if (!input.id || !input.name || input.closest("template")) continue;
    const id = `${input.id}-impression`;
    const [shown, text] = [document.getElementById(id), words[input.name] ?? ""];
    const box = input.closest(".cell, .field");
    if (!box || (shown?.textContent ?? "") === text) continue;
    const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((each) => each && each !== id);
    shown?.remove();
    const known = [...box.querySelectorAll(".field-error p")].some((each) => each.textContent.includes(text));
    if (text && !known) {
      const line = Object.assign(document.createElement("div"), { id, className: "field-error" });
      line.setAttribute("role", "alert");
      line.append(Object.assign(document.createElement("p"), { textContent: text }));
      box.insertBefore(line, box.matches(".field") ? box.querySelector(":scope > .control") : null);
      described.push(id);
    }
    if (described.length) input.setAttribute("aria-describedby", described.join(" "));
    else input.removeAttribute("aria-describedby");
    const wrong = box.querySelector(".field-error") !== null;
    box.classList.toggle("field-wrong", wrong);
    if (wrong) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  }
});

// An answer may show other questions, or hide some: the page says so, and one button saves and shows them.
document.addEventListener("poincon:saved", ({ target: form, detail }) => {
  const [asked, line] = [form.querySelector("[data-questions]"), form.querySelector("[data-questions-changed] > p")];
  if (asked && line && typeof detail.questions === "string") line.hidden = detail.questions === asked.value;
});

document.querySelector("[data-takes-focus]")?.focus();

// How many characters are left, told once the end is near.
function tellLength(input) {
  const left = Number(input.dataset.length) - input.value.length;
  let line = input.parentElement.nextElementSibling;
  if (!line?.classList.contains("length-left")) {
    if (left > Number(input.dataset.length) / 5) return;
    line = document.createElement("p");
    line.className = "length-left";
    line.setAttribute("role", "status");
    input.parentElement.after(line);
  }
  line.classList.toggle("length-over", left < 0);
  line.textContent = `${input.value.length} / ${input.dataset.length}`;
}
document.addEventListener("input", (event) => { if (event.target.dataset?.length) tellLength(event.target); });

// Radio buttons cannot be unticked: Escape, on one of them, clears the answer.
document.addEventListener("keydown", (event) => {
  const radio = event.target;
  if (event.key !== "Escape" || radio.type !== "radio" || !radio.checked) return;
  radio.checked = false;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
});
