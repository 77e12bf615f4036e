// Asks whether a file of the programme was saved; then keeps what is typed, and shows the page again.
const stamp = document.body.dataset.stamp;
const address = document.body.dataset.state;
const form = document.querySelector("form[data-preview]");

async function look() {
  try {
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.ok && (await answer.json()).stamp !== stamp) {
      if (form) {
        // not form.action: a field of the programme may have that name
        await fetch(location.href, { method: "POST", body: new FormData(form) });
      }
      location.reload();
      return;
    }
  } catch {
    // the preview was stopped: the page stays as it is
  }
  setTimeout(look, 1000);
}

setTimeout(look, 1000);
