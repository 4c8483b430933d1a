/** A page of ours, nothing else: no other site, no `//host`, not the API. Where to after a sign-in. */
export const isOurPage = (to: string): boolean => /^\/(?![/\\]|api(\/|$))[^\\\s]*$/.test(to);
