/** False for what PostgreSQL's jsonb cannot hold (NUL, lone surrogates) and for control characters no person types. */
export function isStorable(text: string): boolean {
  return !/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|\p{Cs}/u.test(text);
}
