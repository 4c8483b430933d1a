import { useEffect } from 'react';

// Less than any keyboard, more than an address bar that comes and goes.
const LEAST_PX = 140;

/**
 * Keeps what is fixed to the lower edge above the phone's keyboard. Browsers that know `interactive-widget` make the page shorter
 * themselves; Safari lays the keyboard over it, which shows only in the visual viewport.
 */
export function useKeyboard(): void {
  useEffect(() => {
    const view = window.visualViewport;
    if (!view) return;
    const root = document.documentElement;
    let tallest = window.innerHeight;
    const follow = () => {
      tallest = Math.max(tallest, window.innerHeight);
      const covered = Math.max(0, window.innerHeight - view.height - view.offsetTop);
      // Zoomed in by hand is no keyboard.
      const lifts = view.scale < 1.05 && covered > LEAST_PX;
      root.style.setProperty('--keyboard', lifts ? `${covered}px` : '0px');
      const typing = document.activeElement?.matches('input, textarea, [contenteditable=true]') ?? false;
      const open = typing && (lifts || tallest - window.innerHeight > LEAST_PX);
      const opens = open && !root.classList.contains('keyboard');
      root.classList.toggle('keyboard', open);
      // What is typed in stays in view, above the bar.
      if (opens) document.activeElement?.scrollIntoView({ block: 'center' });
    };
    const turned = () => {
      tallest = 0;
      follow();
    };
    view.addEventListener('resize', follow);
    view.addEventListener('scroll', follow);
    window.addEventListener('orientationchange', turned);
    return () => {
      view.removeEventListener('resize', follow);
      view.removeEventListener('scroll', follow);
      window.removeEventListener('orientationchange', turned);
    };
  }, []);
}
