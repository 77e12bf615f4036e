// Saves a section's form as one types. Without this file the form's own button does the same.
// A form: data-autosave, data-save-url, data-draft-key, a hidden `version`, `csrfmiddlewaretoken`, and ui/components/save_state.html.
// Nothing typed is lost: what the server has not acknowledged stays in localStorage until it has.

const PAUSE = 1500;
const RETRIES = [2000, 4000, 8000, 15000, 30000];

const isAnswer = (input) =>
  input.name && !["file", "submit", "button", "hidden"].includes(input.type) && !input.disabled && !input.closest("template");

/** Answers by name: a text, null when empty, or a list of texts for checkboxes. */
function readAnswers(form) {
  const answers = new Map();
  for (const input of form.elements) {
    if (!isAnswer(input)) continue;
    if (input.type === "checkbox") {
      const list = answers.get(input.name) ?? [];
      if (input.checked) list.push(input.value);
      answers.set(input.name, list);
    } else if (input.type === "radio") {
      if (input.checked) answers.set(input.name, input.value);
      else if (!answers.has(input.name)) answers.set(input.name, null);
    } else {
      answers.set(input.name, input.value === "" ? null : input.value);
    }
  }
  return answers;
}

const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
const isEmpty = (value) => value == null || value === "" || (Array.isArray(value) && value.length === 0);

function difference(from, to) {
  const changes = {};
  for (const [name, value] of to) if (!same(from.get(name) ?? null, value) && !(isEmpty(from.get(name)) && isEmpty(value))) changes[name] = value;
  for (const [name, value] of from) if (!to.has(name) && !isEmpty(value)) changes[name] = null;
  return changes;
}

function inputsNamed(form, name) {
  return [...form.elements].filter((input) => input.name === name && isAnswer(input));
}

/** Puts a value in the form; false when the form has no such input (a table's row that is not there). */
function writeAnswer(form, name, value) {
  const inputs = inputsNamed(form, name);
  for (const input of inputs) {
    if (input.type === "checkbox") input.checked = (value ?? []).includes(input.value);
    else if (input.type === "radio") input.checked = input.value === value;
    else input.value = value ?? "";
  }
  return inputs.length > 0;
}

/** A value as people read it: the label of what is chosen, or the text. */
function told(form, name, value, nothing) {
  if (isEmpty(value)) return nothing;
  const inputs = inputsNamed(form, name);
  const word = (one) => {
    const option = inputs[0]?.tagName === "SELECT" && [...inputs[0].options].find((each) => each.value === one);
    if (option) return option.textContent.trim();
    const box = inputs.find((input) => ["radio", "checkbox"].includes(input.type) && input.value === one);
    return box?.labels?.[0]?.textContent.trim() ?? one;
  };
  return (Array.isArray(value) ? value.map(word).join(", ") : word(String(value)));
}

function questionOf(form, name) {
  const input = inputsNamed(form, name)[0];
  if (!input) return name;
  const group = ["radio", "checkbox"].includes(input.type) ? input.closest("fieldset, [role=group]") : null;
  const ids = (group?.getAttribute("aria-labelledby") ?? input.getAttribute("aria-labelledby") ?? "").split(" ").filter(Boolean);
  if (ids.length) return ids.map((id) => document.getElementById(id)?.textContent.trim() ?? "").join(", ");
  const label = group ? group.querySelector("legend > span") : input.labels?.[0];
  return label?.textContent.trim() ?? name;
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.saveUrl;
    this.key = `poincon:${form.dataset.draftKey}`;
    this.box = form.querySelector("[data-save]");
    this.saved = readAnswers(form);
    this.timer = 0;
    this.failures = 0;
    this.rebases = 0;
    this.busy = false;
    this.stopped = false; // session lost, closed, or a conflict to settle
    this.leaving = false;
    this.told = ""; // what the server said of answers that it set aside: it stays until the page is reloaded
    this.offerDraft();
    form.addEventListener("input", () => this.changed());
    form.addEventListener("change", () => this.changed());
    form.addEventListener("submit", () => { this.leaving = true; this.keepDraft(); });
    window.addEventListener("beforeunload", (event) => { if (!this.leaving && this.isDirty()) event.preventDefault(); });
    window.addEventListener("online", () => this.retry());
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && this.isDirty()) { this.keepDraft(); this.save(true); } });
    this.box?.querySelector("[data-save-retry]")?.addEventListener("click", () => this.retry());
    this.box?.querySelector("[data-save-sign-in]")?.addEventListener("click", () => { this.leaving = true; this.keepDraft(); });
  }

  get version() { return Number(this.form.elements.version.value); }
  set version(value) { this.form.elements.version.value = String(value); }
  get programme() { return this.form.elements.version_du_programme?.value ?? ""; }
  made(programme) { return programme ? { version_du_programme: programme } : {}; }
  changes() { return difference(this.saved, readAnswers(this.form)); }
  isDirty() { return Object.keys(this.changes()).length > 0; }
  word(name) { return this.box?.dataset[name] ?? ""; }

  changed() {
    clearTimeout(this.timer);
    if (!this.isDirty()) return;
    this.keepDraft();
    if (this.stopped) return;
    if (!this.failures) this.line(this.word("unsaved"));
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  retry() {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.save();
  }

  async save(leaving = false) {
    if (this.busy || this.stopped) return;
    const sent = readAnswers(this.form);
    const changes = difference(this.saved, sent);
    if (!Object.keys(changes).length) return;
    this.busy = true;
    if (!this.failures) this.line(this.word("saving"));
    let answer = null;
    try {
      answer = await fetch(this.url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken?.value ?? "" },
        body: JSON.stringify({ version: this.version, ...this.made(this.programme), changes }),
        signal: AbortSignal.timeout?.(20000),
      });
    } catch { /* the network: handled below, as no answer */ }
    this.busy = false;
    try {
      await this.receive(answer, sent, changes);
    } catch {
      this.failed("failed"); // an answer that is not what was agreed is no acknowledgement
    }
  }

  async receive(answer, sent, changes) {
    if (!answer) return this.failed(navigator.onLine === false ? "offline" : "failed");
    const json = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : null;
    if (answer.status === 200 && json) return this.acknowledged(json, sent);
    if (answer.status === 409 && json) return this.conflict(json, changes);
    if (answer.status === 401 || answer.type === "opaqueredirect" || (answer.status === 403 && !json)) return this.stop("signedOut", true);
    if (answer.status === 403) return this.stop("closed", false, json.message);
    if (answer.status === 400 || answer.status === 413) return this.stop("failed", false, json?.message); // trying again would not help
    return this.failed("failed");
  }

  acknowledged(json, sent) {
    this.saved = sent;
    this.version = json.version;
    const after = this.failures > 0;
    this.failures = 0;
    this.rebases = 0;
    this.told = json.message || this.told;
    this.banner(this.told);
    this.line(this.word("saved").replace("{time}", json.saved_at ?? ""));
    if (after) this.line(`${this.word("recovered")} ${this.word("saved").replace("{time}", json.saved_at ?? "")}`);
    this.form.dispatchEvent(new CustomEvent("poincon:saved", { bubbles: true, detail: json }));
    if (this.isDirty()) this.changed();
    else this.dropDraft();
  }

  failed(reason) {
    const wait = RETRIES[Math.min(this.failures, RETRIES.length - 1)];
    this.failures += 1;
    this.keepDraft();
    this.banner(this.word(reason), { retry: true });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  stop(reason, signIn, message) {
    this.stopped = true;
    this.keepDraft();
    this.banner(message || this.word(reason), { signIn });
  }

  // What is said

  line(text) {
    const line = this.box?.querySelector("[data-save-line]");
    if (line && line.textContent !== text) line.textContent = text;
  }

  banner(text, { retry = false, signIn = false } = {}) {
    const banner = this.box?.querySelector("[data-save-banner]");
    if (!banner) return;
    const message = banner.querySelector("[data-save-message]");
    banner.hidden = !text;
    if (message.textContent !== text) message.textContent = text; // role=alert: said once, not at each retry
    banner.querySelector("[data-save-retry]").hidden = !retry;
    const link = banner.querySelector("[data-save-sign-in]");
    if (link) link.hidden = !signIn;
    if (text) this.line(this.word("unsaved"));
  }

  // Two versions of one answer

  conflict(json, changes) {
    const conflicts = (json.conflicts ?? []).filter((one) => one.name in changes);
    if (!conflicts.length) { // others changed other answers: ours go on top of theirs
      this.rebases += 1;
      if (this.rebases > 5) return this.failed("failed");
      this.version = json.version;
      this.timer = setTimeout(() => this.save(), 0);
      return;
    }
    this.stopped = true;
    this.keepDraft();
    const panel = this.fromTemplate("[data-conflict-template]");
    const list = panel.querySelector("[data-conflict-list]");
    let left = conflicts.length;
    for (const one of conflicts) {
      const item = this.fromTemplate("[data-conflict-item]");
      const nothing = this.word("empty");
      item.querySelector("[data-label]").textContent = one.label || questionOf(this.form, one.name);
      item.querySelector("[data-mine]").textContent = told(this.form, one.name, changes[one.name], nothing);
      item.querySelector("[data-theirs]").textContent = told(this.form, one.name, one.theirs, nothing);
      item.querySelector("[data-by]").textContent = [one.by, one.at].filter(Boolean).join(", ");
      for (const button of item.querySelectorAll("[data-keep]")) {
        const label = item.querySelector("[data-label]").textContent;
        button.setAttribute("aria-label", `${button.textContent} : ${label}`);
        button.addEventListener("click", () => {
          this.saved.set(one.name, one.theirs);
          if (button.dataset.keep === "theirs") writeAnswer(this.form, one.name, one.theirs);
          item.remove();
          left -= 1;
          if (left) list.querySelector("button")?.focus();
          else this.settled(panel, json.version, one.name);
        });
      }
      list.append(item);
    }
    this.form.prepend(panel);
    this.banner(this.word("conflict"));
    panel.focus();
    panel.scrollIntoView({ block: "start" });
  }

  settled(panel, version, name) {
    panel.remove();
    this.version = version;
    this.stopped = false;
    this.banner("");
    inputsNamed(this.form, name)[0]?.focus();
    if (this.isDirty()) this.save();
    else { this.dropDraft(); this.form.dispatchEvent(new CustomEvent("poincon:settled", { bubbles: true })); }
  }

  fromTemplate(selector) {
    return this.box.querySelector(selector).content.firstElementChild.cloneNode(true);
  }

  // Answers of an older version of the programme, for which this page has no input: the server keeps them apart.
  async setAside(programme, changes) {
    if (!programme || programme === this.programme) return true; // never were answers of this section
    try {
      const answer = await fetch(this.url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "manual",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken?.value ?? "" },
        body: JSON.stringify({ version: this.version, ...this.made(programme), changes }),
      });
      const json = answer.status === 200 ? await answer.json() : null;
      if (!json) return false;
      this.told = json.message || this.told;
      this.version = json.version;
      return true;
    } catch {
      return false; // the draft stays on this device
    }
  }

  // What this device keeps

  keepDraft() {
    const changes = this.changes();
    if (!Object.keys(changes).length) return this.dropDraft();
    try { localStorage.setItem(this.key, JSON.stringify({ at: new Date().toISOString(), ...this.made(this.programme), changes })); } catch { /* full or forbidden */ }
  }

  dropDraft() {
    try { localStorage.removeItem(this.key); } catch { /* forbidden */ }
  }

  offerDraft() {
    let draft = null;
    try { draft = JSON.parse(localStorage.getItem(this.key)); } catch { /* unreadable */ }
    if (!draft?.changes || !this.box) return;
    const kept = Object.entries(draft.changes).filter(([name, value]) => !same(this.saved.get(name) ?? null, value) && !(isEmpty(value) && isEmpty(this.saved.get(name))));
    if (!kept.length) return this.dropDraft();
    const panel = this.fromTemplate("[data-draft-template]");
    const nothing = this.word("empty");
    panel.querySelector("[data-draft-at]").textContent = new Date(draft.at).toLocaleString(document.documentElement.lang || "fr", { dateStyle: "long", timeStyle: "short" });
    for (const [name, value] of kept) {
      const row = document.createElement("tr");
      for (const [index, text] of [questionOf(this.form, name), told(this.form, name, value, nothing), told(this.form, name, this.saved.get(name), nothing)].entries()) {
        const cell = document.createElement(index ? "td" : "th");
        if (!index) cell.scope = "row";
        cell.textContent = text;
        row.append(cell);
      }
      panel.querySelector("[data-draft-list]").append(row);
    }
    panel.querySelector("[data-draft-take]").addEventListener("click", async () => {
      for (const [name] of kept) if (!inputsNamed(this.form, name).length) document.dispatchEvent(new CustomEvent("poincon:need-row", { detail: { form: this.form, name } }));
      const gone = kept.filter(([name]) => !inputsNamed(this.form, name).length);
      if (gone.length && !(await this.setAside(draft.version_du_programme, Object.fromEntries(gone)))) return this.banner(this.word("failed"));
      for (const [name, value] of kept) writeAnswer(this.form, name, value);
      panel.remove();
      this.changed();
      this.save();
    });
    panel.querySelector("[data-draft-drop]").addEventListener("click", () => { panel.remove(); this.dropDraft(); });
    this.form.prepend(panel);
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
