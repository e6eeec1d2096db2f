// <hub-passkey>: a form that is sent once the person's device has made a passkey or signed with one. It is hidden
// where no script runs or the browser knows no passkeys: there is always another way in.

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

class Passkey extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential) return;
    this.hidden = false;
    this.form = this.querySelector("form");
    this.problem = this.querySelector("[role=alert]");
    this.form.addEventListener("submit", (event) => { event.preventDefault(); this.press(); });
  }

  async press() {
    const button = this.form.querySelector("button");
    button.disabled = true;
    this.problem.textContent = "";
    try {
      const options = await this.asked();
      const answer = this.hasAttribute("makes") ? await made(options) : await used(options);
      this.form.elements.answer.value = JSON.stringify(answer);
      this.form.elements.password?.removeAttribute("name");
      this.form.submit();
    } catch (problem) {
      this.problem.textContent = said(problem);
    }
    button.disabled = false;
  }

  async asked() {
    const answer = await fetch(this.getAttribute("asks"), { method: "POST", body: new FormData(this.form) });
    const kind = answer.headers.get("content-type") ?? "";
    const given = kind.startsWith("application/json") ? await answer.json() : {};
    if (!answer.ok) throw new Refused(given.error ?? inWords("That did not work. Please reload the page and try again."));
    return given;
  }
}

class Refused extends Error {}

async function made(options) {
  const { response } = await navigator.credentials.create({ publicKey: {
    ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: options.excludeCredentials.map((each) => ({ ...each, id: bytes(each.id) })),
  } });
  return {
    client: text(response.clientDataJSON), data: text(response.getAuthenticatorData()),
    key: text(response.getPublicKey()), algorithm: response.getPublicKeyAlgorithm(),
  };
}

async function used(options) {
  const { rawId, response } = await navigator.credentials.get({ publicKey: {
    ...options, challenge: bytes(options.challenge) } });
  return {
    id: text(rawId), client: text(response.clientDataJSON), data: text(response.authenticatorData),
    signature: text(response.signature),
  };
}

function said(problem) {
  if (problem instanceof Refused) return problem.message;
  if (problem.name === "InvalidStateError") return inWords("This device has a passkey for this account already.");
  if (problem.name === "NotAllowedError") return inWords("Your device has not given its word. You can try again.");
  return inWords("Your browser could not ask your device. Please try again.");
}

customElements.define("hub-passkey", Passkey);
