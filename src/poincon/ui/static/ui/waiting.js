// A page that waits for a job: it looks now and then, and is read anew only when it has something else to say.

const PAUSE_MILLISECONDS = 3000;
const words = (page) => page.querySelector("main")?.textContent;
const before = words(document);

async function look() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (response.ok && (response.redirected || words(page) !== before)) return location.replace(response.url);
  } catch {
    // Out of reach for a moment: the next look tells.
  }
  setTimeout(look, PAUSE_MILLISECONDS);
}

setTimeout(look, PAUSE_MILLISECONDS);
for (const line of document.querySelectorAll("[data-waits]")) line.hidden = false;
