// One telephone on the page: how it stands, what was heard, its texts.

const calm = matchMedia("(prefers-reduced-motion: reduce)");

const make = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

// isUsable tells whether the focus can stay where it is.
const isUsable = (element) => element !== document.body && !element.disabled && element.checkVisibility();

export class Phone {
  #words;
  #queue = Promise.resolve(); // one thing after the other, as fingers do

  constructor(element, words) {
    this.element = element;
    this.name = element.dataset.phone;
    this.chip = document.querySelector(`[data-chip="${CSS.escape(this.name)}"]`);
    this.#words = words;
    this.heard = element.querySelector(".heard");
    this.thread = element.querySelector(".thread"); // none on a landline
  }

  get ringing() { return this.element.dataset.phase === "ringing"; }
  get talking() { return this.element.dataset.phase === "talking"; }

  // do sends what a person does, after what was done before. It shows, and
  // gives, the reason why it could not be done, or "".
  do(action, fields) {
    const path = `handsets/${encodeURIComponent(this.name)}/${action}`;
    this.#queue = this.#queue.then(async () => {
      const reason = await post(path, fields, this.#words);
      this.#complain(reason);
      return reason;
    });
    return this.#queue;
  }

  #complain(reason) {
    this.element.querySelector("[data-oops]").textContent = reason;
  }

  // restore shows the phone as a snapshot has it.
  restore({ heard, texts, ...state }) {
    this.heard.replaceChildren();
    this.thread?.replaceChildren();
    for (const text of heard ?? []) this.#hears({ text });
    for (const text of texts) this.#addText(text);
    this.show(state);
    const now = this.heard.querySelector(".now");
    if (now) this.#scrollTo(now); // its size depends on the state
  }

  #settleTexts() {
    for (const bubble of this.element.querySelectorAll(".thread .new")) bubble.classList.remove("new");
  }

  show({ phase, peer, listening, behaviour }) {
    const { dataset } = this.element;
    const changed = dataset.phase !== phase;
    const held = this.element.contains(document.activeElement);
    const colour = behaviour.off ? "off" : behaviour.busy && phase === "on hook" ? "busy" : phase;
    dataset.phase = phase;
    dataset.light = this.chip.dataset.light = colour;
    dataset.listening = listening;
    this.element.querySelector("[data-state]").textContent = this.#stateWords(phase, peer, behaviour);
    this.element.querySelector("[data-quiet]").textContent = phase === "ringing" ? peer : this.#words.quiet;
    for (const box of this.element.querySelectorAll("[data-switch]")) {
      box.checked = Boolean(behaviour[box.dataset.switch]);
    }
    for (const key of this.element.querySelectorAll(".keys button")) key.disabled = phase !== "talking";
    if (!changed) return;
    this.#complain("");
    if (phase === "on hook") this.#settleTexts();
    if (held && !isUsable(document.activeElement)) this.element.focus();
  }

  #stateWords(phase, peer, behaviour) {
    if (phase === "on hook") {
      const set = ["off", "busy", "machine"].find((name) => behaviour[name]);
      return this.#words[set ? `state_${set}` : "phase_on_hook"];
    }
    const key = `phase_${phase}`;
    return (peer ? this.#words[key] : this.#words.phase_talking_nobody).replace("{peer}", peer);
  }

  // happened adds an event to what the phone shows.
  happened(event) {
    switch (event.kind) {
      case "dials":
      case "rings": this.heard.replaceChildren(); break;
      case "hears": this.#hears(event); break;
      case "presses": this.#pressed(event.text); break;
      case "speaks": this.#add("said", this.#words.you_said, event.text); break;
      case "gets": this.#addText({ ...event, body: event.text, received: true }, "new"); break;
      case "texts": this.#addText({ ...event, body: event.text, received: false }, "new"); break;
    }
  }

  #hears({ text, clip, peer }) {
    this.heard.querySelector(".now")?.classList.remove("now");
    const line = this.#add("now", peer ?? "", text || `♪ ${this.#words.clip}`);
    if (clip) line.title = clip;
    this.#scrollTo(line);
  }

  #pressed(key) {
    this.#add("pressed", this.#words.you_pressed, key);
    if (calm.matches) return;
    this.element.querySelector(`.keys [value="${key}"]`)
      .animate([{ transform: "translateY(2px)", filter: "brightness(1.15)" }, {}], 260);
  }

  // #add is a new line of the call; who is in front of it, if not the line itself.
  #add(className, who, text) {
    const line = make("li", className, "");
    if (who) line.append(make("span", className === "now" ? "who" : "unseen", `${who} `));
    line.append(text);
    this.heard.append(line);
    this.#scrollTo(line);
    return line;
  }

  // #scrollTo shows a line from its beginning, with a glimpse of the one before.
  #scrollTo(line) {
    const glimpse = 28;
    this.heard.scrollTop = line.offsetTop - glimpse;
  }

  // #addText adds to the thread. A new text shows on top of a call.
  #addText({ at, peer, body, received }, age = "old") {
    const bubble = make("li", `${received ? "got" : "sent"} ${age}`, "");
    bubble.append(make("span", "unseen", `${this.#words[received ? "got_from" : "sent_to"]} `), make("p", "", body), make("small", "", `${peer} · ${at.slice(11, 16)}`));
    this.thread.append(bubble);
    this.thread.scrollTop = this.thread.scrollHeight;
  }
}

// post sends a form. It gives "" if that was done, or the reason why not.
export async function post(path, fields, words) {
  try {
    const response = await fetch(path, { method: "POST", body: new URLSearchParams(fields) });
    return response.ok ? "" : (await response.json()).reason;
  } catch {
    return words.no_answer_from_page;
  }
}
