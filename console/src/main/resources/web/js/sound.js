// The alarm tone: two calm notes, repeated until told to stop. Browsers keep an audio context suspended until the
// person has touched the page once; `blocked` says so, and the next touch anywhere unlocks it.
import { ref } from './vue.js';

const NOTES = [659.3, 880]; // e'' a''
const NOTE_SECONDS = 0.38;
const LOOP_MILLIS = 1600;

export const blocked = ref(false);

let context = null;
let loop = 0;

function ready() {
  if (!context) {
    const Context = window.AudioContext ?? window.webkitAudioContext;
    if (!Context) {
      return null;
    }
    context = new Context();
    context.onstatechange = () => {
      blocked.value = context.state !== 'running';
    };
  }
  return context;
}

function beep() {
  const audio = ready();
  if (!audio || audio.state !== 'running') {
    blocked.value = true;
    return;
  }
  NOTES.forEach((frequency, index) => {
    const start = audio.currentTime + 0.02 + index * NOTE_SECONDS;
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.type = 'triangle';
    tone.frequency.value = frequency;
    volume.gain.setValueAtTime(0.0001, start);
    volume.gain.exponentialRampToValueAtTime(0.35, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + NOTE_SECONDS);
    tone.connect(volume).connect(audio.destination);
    tone.start(start);
    tone.stop(start + NOTE_SECONDS + 0.02);
  });
}

/** Asks the browser for sound; call it from a click, or once at start to learn whether a click is needed. */
export async function unlock() {
  const audio = ready();
  if (!audio) {
    return;
  }
  if (audio.state !== 'running') {
    // resume() stays pending for as long as the browser wants a gesture, so it is not awaited
    audio.resume().catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
  blocked.value = audio.state !== 'running';
}

export function ring(on) {
  if (on && !loop) {
    beep();
    loop = setInterval(beep, LOOP_MILLIS);
  } else if (!on && loop) {
    clearInterval(loop);
    loop = 0;
  }
}

for (const gesture of ['pointerdown', 'keydown']) {
  window.addEventListener(gesture, () => {
    if (blocked.value) {
      unlock();
    }
  }, { passive: true });
}
