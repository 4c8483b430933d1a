// When mouse, keyboard or finger last did something in this page.
let last = Date.now();
/** Set while a page is there to be looked at only, as on a wall. */
let display = false;

export function noteInput(): void {
  last = Date.now();
}
for (const kind of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
  window.addEventListener(kind, noteInput, { capture: true, passive: true });

export const secondsIdle = (): number => (display ? 0 : Math.floor((Date.now() - last) / 1000));

/** A wall is never touched and is not left alone either; its session ends after 12 hours all the same. */
export function asDisplay(): () => void {
  display = true;
  return () => {
    display = false;
  };
}
