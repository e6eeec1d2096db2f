// <hub-player>: a film or a recording with a large button before it, until it plays; one at a time, and none out of sight.
// <hub-moving>: plays a moving picture for those who do not mind motion; everybody else has its controls.

const sounding = () => document.querySelectorAll("hub-player :is(video, audio)");

class Player extends HTMLElement {
  connectedCallback() {
    this.media = this.querySelector("video, audio");
    this.start = this.querySelector(".media__start");
    this.media.tabIndex = -1; // until it plays, the button stands for it
    this.ending = new AbortController();
    const on = (target, name, call) => target.addEventListener(name, call, { signal: this.ending.signal });
    on(this.start, "click", () => this.play());
    on(this.media, "play", () => this.playing());
    this.seen = new IntersectionObserver(([entry]) => entry.isIntersecting || this.left());
    this.seen.observe(this);
  }

  disconnectedCallback() {
    this.ending.abort();
    this.seen.disconnect();
  }

  play() {
    this.media.play().catch(() => {}); // its own controls say what is wrong with it
    this.playing();
    this.media.focus({ preventScroll: true });
  }

  playing() {
    this.start.hidden = true;
    this.media.removeAttribute("tabindex");
    for (const other of sounding()) if (other !== this.media) other.pause();
  }

  /** A film ends with its being looked at; a recording is heard on, unless it was folded away. */
  left() {
    const apart = document.fullscreenElement === this.media || document.pictureInPictureElement === this.media;
    if (!apart && (this.media.matches("video") || !this.checkVisibility())) this.media.pause();
  }
}

class Moving extends HTMLElement {
  connectedCallback() {
    this.video = this.querySelector("video");
    this.calm = matchMedia("(prefers-reduced-motion: reduce)");
    this.seen = new IntersectionObserver(([entry]) => this.play(entry.isIntersecting));
    this.seen.observe(this.video);
  }

  disconnectedCallback() {
    this.seen.disconnect();
  }

  /** A film without sound moves while it is in sight, unless motion is refused. */
  play(visible) {
    this.video.muted = true;
    if (visible && !this.calm.matches) this.video.play().catch(() => {});
    else this.video.pause();
  }
}

for (const [name, element] of [["hub-player", Player], ["hub-moving", Moving]]) {
  if (!customElements.get(name)) customElements.define(name, element);
}
