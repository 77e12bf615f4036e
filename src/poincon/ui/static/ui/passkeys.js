// Passkeys (WebAuthn): asks the server for a challenge, the device for a signature, and sends it back.
// A block: data-passkey (`use` or `make`), data-ask, data-answer, words in data-*; inside, [data-passkey-start],
// [data-passkey-error] and [data-passkey-status]; [data-passkey-without] says what does without this file.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const described = (list) => (list ?? []).map((each) => ({ ...each, id: bytes(each.id) }));

/** What went wrong, in words of the page or of the server; `next`: where to go about it. */
class Failure extends Error {
  constructor(message, next) {
    super(message);
    this.next = next;
  }
}

async function post(url, sent, words) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body: JSON.stringify(sent),
    });
  } catch {
    throw new Failure(words.failed);
  }
  const told = await response.json().catch(() => ({}));
  if (!response.ok) throw new Failure(told.message ?? words.failed, told.next);
  return told;
}

async function made(options) {
  const asked = options.publicKey;
  const credential = await navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytes(asked.challenge),
      user: { ...asked.user, id: bytes(asked.user.id) },
      excludeCredentials: described(asked.excludeCredentials),
    },
  });
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: text(credential.response.clientDataJSON),
      attestationObject: text(credential.response.attestationObject),
    },
  };
}

async function used(options) {
  const asked = options.publicKey;
  const credential = await navigator.credentials.get({
    publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: described(asked.allowCredentials) },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: {
      clientDataJSON: text(clientDataJSON),
      authenticatorData: text(authenticatorData),
      signature: text(signature),
      userHandle: userHandle ? text(userHandle) : null,
    },
  };
}

/** The device refuses by exceptions: their names are standard, their texts are not for people. */
function worded(error, words) {
  if (error instanceof Failure) return error.message;
  if (error.name === "InvalidStateError") return words.known ?? words.cancelled;
  if (error.name === "SecurityError") return words.elsewhere;
  return words.cancelled;
}

async function run(block) {
  const words = block.dataset;
  const wrong = block.querySelector("[data-passkey-error]");
  const status = block.querySelector("[data-passkey-status]");
  const button = block.querySelector("[data-passkey-start]");
  wrong.hidden = true;
  wrong.textContent = "";
  status.textContent = words.waiting;
  button.disabled = true;
  try {
    const making = words.passkey === "make";
    const options = await post(words.ask, { purpose: words.purpose ?? "" }, words);
    const credential = await (making ? made(options) : used(options));
    const more = making ? { name: block.elements.name.value } : { next: words.next };
    const told = await post(words.answer, { credential, ...more }, words);
    window.location.assign(told.next);
  } catch (error) {
    if (error.next) {
      window.location.assign(error.next);
      return;
    }
    status.textContent = "";
    wrong.textContent = worded(error, words);
    wrong.hidden = false;
    button.disabled = false;
    button.focus();
  }
}

const able = "credentials" in navigator && "PublicKeyCredential" in window;

for (const block of able ? document.querySelectorAll("[data-passkey]") : []) {
  const button = block.querySelector("[data-passkey-start]");
  if (block.dataset.passkey === "make") {
    block.addEventListener("submit", (event) => { event.preventDefault(); run(block); });
  } else {
    button.hidden = false;
    button.addEventListener("click", () => run(block));
  }
}
for (const words of able ? document.querySelectorAll("[data-passkey-without]") : []) words.hidden = true;
