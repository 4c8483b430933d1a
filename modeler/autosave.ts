import { Problem } from '../web/client/http.ts';

export type SaveState =
  | { kind: 'untouched' | 'saving' | 'waiting' }
  | { kind: 'saved'; revision: number }
  /** Somebody else has saved, or the text is refused: nothing more is sent until the owner decides. */
  | { kind: 'stopped'; problem: Problem }
  | { kind: 'retrying'; problem: Problem };

const PAUSE_MS = 900;
const RETRY_MS = 4000;

/** Saves the draft some time after each change, one request at a time, always on the revision that was read last. */
export function createAutosave(options: {
  revision: number;
  read: () => Promise<string>;
  save: (text: string, revision: number) => Promise<{ revision: number }>;
  onState: (state: SaveState) => void;
}) {
  let revision = options.revision;
  let dirty = false;
  let stopped = false;
  let running: Promise<void> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const plan = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), ms);
  };

  async function save(): Promise<void> {
    while (dirty && !stopped) {
      dirty = false;
      options.onState({ kind: 'saving' });
      try {
        revision = (await options.save(await options.read(), revision)).revision;
        if (!dirty) options.onState({ kind: 'saved', revision });
      } catch (error) {
        const problem = error instanceof Problem ? error : new Problem(0, '没有能够保存', String(error));
        dirty = true;
        if (problem.status === 0 || problem.status >= 500) {
          options.onState({ kind: 'retrying', problem });
          plan(RETRY_MS);
          return;
        }
        stopped = true;
        options.onState({ kind: 'stopped', problem });
      }
    }
  }

  async function flush(): Promise<boolean> {
    clearTimeout(timer);
    running ??= save().finally(() => (running = null));
    await running;
    return !dirty;
  }

  return {
    changed() {
      dirty = true;
      if (stopped) return;
      options.onState({ kind: 'waiting' });
      plan(PAUSE_MS);
    },
    /** True when everything is with the server. */
    flush,
    unsaved: () => dirty || running !== null,
    revision: () => revision,
    end: () => clearTimeout(timer),
  };
}

export type Autosave = ReturnType<typeof createAutosave>;
