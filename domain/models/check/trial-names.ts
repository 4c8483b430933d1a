/** What the names of draft rules begin with while they are tried. */
export const TRIAL = 'trial_';
