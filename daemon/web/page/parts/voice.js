// Says and vibrates what happened, where the browser can.
export const canSpeak = "speechSynthesis" in window;

export function say(text) {
  if (!canSpeak) return;
  speechSynthesis.cancel(); // what is out of date is not said
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "en";
  speechSynthesis.speak(words);
}

export function buzz(pattern) {
  if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(pattern); // before it was touched, a page may not
}

// Text for those who hear the page in place of seeing it.
export function tell(id, text) {
  const place = document.getElementById(id);
  if (place && place.textContent !== text) place.textContent = text;
}
