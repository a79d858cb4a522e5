// Tones and clips. Nothing sounds before somebody has touched the page.

const rows = { 123: 697, 456: 770, 789: 852, "*0#": 941 };
const columns = { "147*": 1209, 2580: 1336, "369#": 1477 };

const pitch = (table, key) => Object.entries(table).find(([keys]) => keys.includes(key))[1];

export class Sound {
  #context = null; // until the first gesture
  #on = localStorage.getItem("sound") !== "off";
  #bell = null; // while it rings
  #ringing = false;
  #clip = null;

  constructor() {
    for (const gesture of ["pointerdown", "keydown"]) {
      addEventListener(gesture, () => this.#wake(), { once: true });
    }
  }

  get on() { return this.#on; }

  set on(on) {
    this.#on = on;
    localStorage.setItem("sound", on ? "on" : "off");
    this.ring(this.#ringing);
    if (!on) this.hush();
  }

  #wake() {
    this.#context ??= new AudioContext();
    this.ring(this.#ringing);
  }

  // press sounds the two tones of a key.
  press(key) {
    if (!this.#on || !this.#context) return;
    const now = this.#context.currentTime;
    const volume = new GainNode(this.#context, { gain: 0.08 });
    volume.gain.setTargetAtTime(0, now + 0.14, 0.02);
    volume.connect(this.#context.destination);
    for (const frequency of [pitch(rows, key), pitch(columns, key)]) {
      const tone = new OscillatorNode(this.#context, { frequency });
      tone.connect(volume);
      tone.start(now);
      tone.stop(now + 0.3);
    }
  }

  // ring starts or stops the bell.
  ring(on) {
    this.#ringing = on;
    const sounds = on && this.#on && this.#context !== null;
    if (sounds === (this.#bell !== null)) return;
    if (!sounds) {
      this.#bell.stop();
      this.#bell = null;
      return;
    }
    this.#bell = new AudioBufferSourceNode(this.#context, { buffer: bell(this.#context.sampleRate), loop: true });
    this.#bell.connect(this.#context.destination);
    this.#bell.start();
  }

  // play lets a clip be heard instead of the one before.
  play(url) {
    this.hush();
    if (!this.#on || !this.#context) return;
    this.#clip = new Audio(url);
    this.#clip.play().catch(() => {}); // the words are on the screen
  }

  hush() {
    this.#clip?.pause();
    this.#clip = null;
  }
}

// bell is one second of a soft warble and three of silence.
function bell(sampleRate) {
  const buffer = new AudioBuffer({ length: 4 * sampleRate, sampleRate });
  const samples = buffer.getChannelData(0);
  for (let i = 0; i < sampleRate; i++) {
    const t = i / sampleRate;
    const note = Math.floor(t * 20) % 2 ? 880 : 740;
    const swell = Math.min(1, t * 30, (1 - t) * 30);
    samples[i] = 0.07 * swell * Math.sin(2 * Math.PI * note * t);
  }
  return buffer;
}
