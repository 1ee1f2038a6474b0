import { card, element, type Card } from "./elements.js";

/** Milliseconds between two looks at least. */
const PAUSE = 250;

/** Show what the camera sees, until the same button is pressed again. */
export function useCamera(look: (video: HTMLVideoElement, into: Card) => Promise<void>): void {
  const button = element("camera", HTMLButtonElement);
  const media = (navigator as { readonly mediaDevices?: MediaDevices }).mediaDevices; // absent on unsafe hosts
  if (!media) return;
  button.hidden = false;
  let running: MediaStream | null = null;

  const stop = (): void => {
    running?.getTracks().forEach((track) => {
      track.stop();
    });
    running = null;
    button.textContent = "Use the camera";
    button.ariaPressed = "false";
  };

  async function start(devices: MediaDevices): Promise<void> {
    const stream = await devices.getUserMedia({ video: { facingMode: "environment" } });
    running = stream;
    button.textContent = "Stop the camera";
    button.ariaPressed = "true";
    const video = document.createElement("video");
    Object.assign(video, { muted: true, playsInline: true, srcObject: stream });
    await video.play();
    const shown = card("camera", video);
    element("results", HTMLElement).prepend(shown.root);
    while (running === stream) {
      await look(video, shown);
      await new Promise((next) => setTimeout(next, PAUSE));
    }
  }

  button.addEventListener("click", () => {
    if (running) {
      stop();
      return;
    }
    start(media).catch((error: unknown) => {
      stop();
      element("status", HTMLElement).textContent = `The camera cannot be used: ${String(error)}`;
    });
  });
}
