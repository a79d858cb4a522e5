// The handset page: what people do goes out by POST, what happens comes in by
// server-sent events.

import { Phone, post } from "./phone.js";
import { Sound } from "./sound.js";

const words = JSON.parse(document.body.dataset.words);
const sound = new Sound();
const phones = new Map();
for (const element of document.querySelectorAll("[data-phone]")) {
  phones.set(element.dataset.phone, new Phone(element, words));
}
let atTheEar = ""; // the phone that was used last: its clips are heard

// What comes in.

const banner = document.querySelector("[data-banner]");

function connect() {
  const stream = new EventSource("events");
  const on = (name, take) => stream.addEventListener(name, (event) => take(JSON.parse(event.data)));
  on("snapshot", ({ phones: all }) => {
    banner.hidden = true;
    for (const phone of all) of(phone.name)?.restore(phone);
    ring();
  });
  on("state", (state) => {
    of(state.name)?.show(state);
    ring();
  });
  on("happened", (event) => {
    of(event.name)?.happened(event);
    if (event.name === atTheEar) listen(event);
  });
  on("network", showNetwork);
  stream.onerror = () => {
    banner.textContent = words.page_lost;
    banner.hidden = false;
    if (stream.readyState !== EventSource.CLOSED) return; // it tries again by itself
    setTimeout(connect, 2000);
  };
}

// of is the phone of that name. One that came later is not on this page yet.
function of(name) {
  if (!phones.has(name)) location.reload();
  return phones.get(name);
}

function ring() {
  sound.ring([...phones.values()].some((phone) => phone.ringing));
}

function listen({ kind, clip }) {
  if (clip) sound.play(clip);
  else if (kind !== "listens") sound.hush();
}

const day = new Intl.DateTimeFormat(document.documentElement.lang, { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" });

function showNetwork({ now, troubles }) {
  document.querySelector("[data-clock]").textContent = now.slice(11, 16);
  document.querySelector("[data-date]").textContent = day.format(new Date(`${now}Z`));
  let all = 0;
  for (const button of document.querySelectorAll("[data-trouble]")) {
    const times = troubles[button.dataset.trouble];
    all += times;
    if ("once" in button.dataset) button.querySelector(".times").textContent = times ? ` ×${times}` : "";
    else button.ariaPressed = String(times > 0);
    button.classList.toggle("set", times > 0);
  }
  const tally = document.querySelector("[data-tally]");
  tally.hidden = all === 0;
  tally.textContent = all;
}

// What goes out.

function use(phone, action, fields = {}) {
  atTheEar = phone.name;
  if (action === "press") sound.press(fields.keys);
  if (action === "dial") fields.hidden = phone.element.querySelector("[data-hidden]").checked;
  return phone.do(action, fields);
}

const phoneOf = (element) => phones.get(element.closest("[data-phone]")?.dataset.phone);

async function tellNetwork(path, fields) {
  const reason = await post(path, fields, words);
  document.querySelector(".network [data-oops]").textContent = reason;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (!button) return;
  const { dataset } = button;
  const fields = button.name ? { [button.name]: button.value } : {};
  if (dataset.do) use(phoneOf(button), dataset.do, fields);
  else if (dataset.post) tellNetwork(dataset.post, fields);
  else if (dataset.trouble) tellNetwork("network", { switch: dataset.trouble, on: button.ariaPressed !== "true" });
  else if ("sound" in dataset) showSound(!sound.on);
});

document.addEventListener("change", ({ target }) => {
  if (target.dataset.switch) use(phoneOf(target), "behave", { switch: target.dataset.switch, on: target.checked });
});

document.addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target;
  const reason = await use(phoneOf(form), form.dataset.do, new FormData(form));
  if (!reason) form.reset();
});

// Whoever is on a phone may also type its keys.
document.addEventListener("keydown", ({ key, target, repeat, ctrlKey, metaKey, altKey }) => {
  const phone = phoneOf(target);
  const typing = target.matches("input") || repeat || ctrlKey || metaKey || altKey;
  if (phone?.talking && !typing && "0123456789*#".includes(key)) use(phone, "press", { keys: key });
});

function showSound(on) {
  sound.on = on;
  document.querySelector("[data-sound]").ariaPressed = String(on);
}

showSound(sound.on);
connect();
