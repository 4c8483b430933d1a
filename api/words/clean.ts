/** As much as the index takes of a file. */
export const MOST_CHARACTERS = 20_000;

const isWhole = (character: string): boolean => !/^[\ud800-\udfff]$/.test(character);

/** What PostgreSQL keeps and the index takes of a text: no NUL, no half of a character. */
export const cleanWords = (words: string): string =>
  [...words.replaceAll('\u0000', '').slice(0, MOST_CHARACTERS)].filter(isWhole).join('').trim();
