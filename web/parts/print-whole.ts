import { useIsFetching } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';

const PRINT = 'print-whole';
/** What came is drawn a moment later. */
const DRAWN_MS = 300;

/** Prints the page; one with tabs brings all of them first. */
export function printWhole(): void {
  const nobodyWaits = document.dispatchEvent(new Event(PRINT, { cancelable: true }));
  if (nobodyWaits) window.print();
}

/** Whether the page is to show everything, also what stands in tabs that were not opened; prints once all of it is there. */
export function usePrintWhole(): boolean {
  const [asked, setAsked] = useState(0);
  const printed = useRef(0);
  const fetching = useIsFetching();
  useEffect(() => {
    const onPrint = (event: Event) => {
      event.preventDefault();
      setAsked((times) => times + 1);
    };
    document.addEventListener(PRINT, onPrint);
    return () => document.removeEventListener(PRINT, onPrint);
  }, []);
  useEffect(() => {
    if (asked === printed.current || fetching > 0) return;
    const timer = setTimeout(() => {
      printed.current = asked;
      window.print();
    }, DRAWN_MS);
    return () => clearTimeout(timer);
  }, [asked, fetching]);
  return asked > 0;
}
