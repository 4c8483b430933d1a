import { createContext, useContext } from 'react';

export interface HelpActs {
  /** The manual's chapter about this page, beside it. */
  showPage: () => void;
  /** What a first visit shows, once more. */
  showGuide: () => void;
}

export const HelpContext = createContext<HelpActs>({ showPage: () => undefined, showGuide: () => undefined });
export const useHelp = (): HelpActs => useContext(HelpContext);
