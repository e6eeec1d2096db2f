// <hub-push key="…">: asks the browser whether it may be called, and tells the server where. `asks`: only once, and kindly.

const LATER = "push-later"; // this browser has been asked, and its owner said not now
const able = "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const text = (data) => btoa(String.fromCharCode(...new Uint8Array(data))).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");

class Push extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!able || Notification.permission === "denied" || (this.hasAttribute("asks") && localStorage.getItem(LATER))) return;
    this.hidden = false;
    document.querySelector("[data-without]")?.setAttribute("hidden", "");
    this.querySelector("[data-later]")?.addEventListener("click", () => this.later());
    this.form.addEventListener("submit", (event) => this.send(event));
  }

  later() {
    localStorage.setItem(LATER, "1");
    this.hidden = true;
    document.getElementById("main")?.focus();
  }

  async send(event) {
    if (this.ready) return;
    event.preventDefault();
    try {
      await (this.hasAttribute("stops") ? this.stop() : this.start());
      this.ready = true;
      this.form.requestSubmit();
    } catch {
      this.querySelector("[data-problem]").textContent = Notification.permission === "granted"
        ? inWords("The push service of this browser cannot be reached just now. Please try again later.")
        : inWords("This browser has not been allowed to show notifications. Its settings for this site can change that.");
    }
  }

  // The browser asks only in answer to a press of a button.
  async start() {
    if (await Notification.requestPermission() !== "granted") throw new Error("refused");
    const worker = await navigator.serviceWorker.ready;
    const known = await worker.pushManager.getSubscription();
    await known?.unsubscribe();
    const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(this.getAttribute("key")) });
    const { endpoint, p256dh, auth } = this.form.elements;
    endpoint.value = made.endpoint;
    p256dh.value = text(made.getKey("p256dh"));
    auth.value = text(made.getKey("auth"));
  }

  async stop() {
    const worker = await navigator.serviceWorker.getRegistration();
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
  }
}

customElements.define("hub-push", Push);
