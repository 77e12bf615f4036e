// Adds and removes rows of a table without reloading. Without this file the same buttons post the form.
// A table: [data-rows=NAME][data-maximum] around [data-rows-body], [data-row-template], [data-rows-status].

const HOLE = "__ligne__";
const NAMED = ["name", "id", "for", "aria-labelledby", "aria-describedby"];

function renumber(row, table, index) {
  const from = row.dataset.row;
  const swap = (text) => text
    .replaceAll(`${table}[${from}]`, `${table}[${index}]`)
    .replaceAll(`retirer_ligne:${table}:${from}`, `retirer_ligne:${table}:${index}`)
    .replaceAll(`${idOf(table)}-${from}-`, `${idOf(table)}-${index}-`);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    if (element.type === "hidden") element.value = swap(element.value);
    for (const name of NAMED) if (element.hasAttribute(name)) element.setAttribute(name, swap(element.getAttribute(name)));
  }
  for (const element of row.querySelectorAll("[data-row-number]")) element.textContent = String(index + 1);
  row.dataset.row = String(index);
}

const idOf = (name) => "champ-" + name.replace(/[^A-Za-z0-9_]+/g, "-").replace(/^-|-$/g, "");

class Rows {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.rows;
    this.body = box.querySelector("[data-rows-body]");
    this.template = box.querySelector("[data-row-template]");
    if (!this.template) return; // read only
    box.addEventListener("click", (event) => {
      const button = event.target.closest("[data-add-row], [data-remove-row]");
      if (!button) return;
      event.preventDefault();
      if (button.hasAttribute("data-add-row")) this.add().querySelector("input, select, textarea")?.focus();
      else this.remove(button.closest("[data-row]"));
    });
  }

  get count() { return this.body.children.length; }

  add() {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.row = HOLE;
    renumber(row, this.name, this.count);
    this.body.append(row);
    this.changed("added");
    return row;
  }

  remove(row) {
    const index = [...this.body.children].indexOf(row);
    row.remove();
    [...this.body.children].forEach((each, place) => renumber(each, this.name, place));
    this.changed("removed");
    const next = this.body.children[Math.min(index, this.count - 1)];
    (next?.querySelector("[data-remove-row]") ?? this.box.querySelector("[data-add-row]")).focus();
  }

  changed(word) {
    this.box.querySelector("[data-rows-none]")?.toggleAttribute("hidden", this.count > 0);
    this.box.querySelector("[data-add-row]").disabled = this.count >= Number(this.box.dataset.maximum);
    this.box.querySelector("[data-rows-status]").textContent = `${this.box.dataset[word]} (${this.count})`;
    this.body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

const tables = [...document.querySelectorAll("[data-rows]")].map((box) => new Rows(box));

// A draft that is taken back may need rows that the page does not have.
document.addEventListener("poincon:need-row", ({ detail: { form, name } }) => {
  const [, table, index] = /^(\w+)\[(\d+)\]/.exec(name) ?? [];
  const rows = tables.find((each) => each.name === table && form.contains(each.box));
  while (rows?.template && rows.count <= Number(index) && rows.count < Number(rows.box.dataset.maximum)) rows.add();
});
