import { isStorable } from '../text.ts';

// Digits of any width, also with blanks and hyphens between: telephone, identity and card numbers. Seven and more, so that a year stays.
const NUMBER = /[0-9０-９](?:[ 　\-－—]{0,2}[0-9０-９]){6,}[xXｘＸ]?/g;
const MAIL = /[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}/g;

/** Text without numbers and addresses that name a person; `hide`: words that whoever read it found. */
export function withoutPersons(text: string, hide: readonly string[] = []): string {
  let shown = text;
  for (const word of hide) shown = shown.split(word).join('×××');
  return shown.replace(NUMBER, '×××').replace(MAIL, '×××');
}

/** What somebody typed as plain text: one kind of line end, nothing that hides or turns text, null where it cannot be kept. */
export function plainText(given: string): string | null {
  const text = given
    .replace(/\r\n?/g, '\n')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  return isStorable(text) ? text : null;
}
