import type { InvalidateQueryFilters } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { queryClient } from './queries.ts';
import type { TaskDetail } from './types.ts';

interface Change {
  caseId?: string;
  taskKey?: string;
}

// One burst of changes asks for each list once.
const COALESCE_MS = 120;
const RETRY_MS = 3_000;

/** What is asked again, where it is on the page, when something has happened in a case. */
const LISTS = [
  ...['tasks', 'cases', 'deadlines', 'cards', 'ledger', 'home', 'accountability', 'meeting-decisions'],
  ...['approval-results', 'supervision-information', 'disclosure', 'property', 'parks', 'park', 'coal'],
];

/**
 * What is on the page of these is asked again. What is under way goes on to its end and is asked once more then, as its answer may be older than
 * what has just happened: begun anew with each event, where much happens it would never come to an answer, nor to saying that there is none.
 */
function askAgain(filters: InvalidateQueryFilters): void {
  const once = { cancelRefetch: false };
  for (const { promise, queryKey } of queryClient.getQueryCache().findAll({ ...filters, fetchStatus: 'fetching' })) {
    const again = () => queryClient.invalidateQueries({ queryKey, exact: true }, once);
    void promise?.then(again, () => undefined);
  }
  void queryClient.invalidateQueries(filters, once);
}

/** Keeps the pages live while mounted; true while the server's events arrive. */
export function useLiveUpdates(): boolean {
  const [live, setLive] = useState(true);
  useEffect(() => {
    let source: EventSource;
    let timer: number | undefined;
    let retry: number | undefined;
    let missed = false;
    const cases = new Set<string>();
    const tasks = new Set<string>();

    let work = false;
    let notified = false;
    let everyCase = false;

    const flush = () => {
      timer = undefined;
      const stale = [
        ...(work ? LISTS.map((list) => [list]) : []),
        ...(everyCase ? [['case'], ['task']] : []),
        ...[...cases].map((c) => ['case', c]),
        ...[...tasks].map((k) => ['task', k]),
        // Who is concerned by a restricted case hears of it by messages alone.
        ...(notified ? [['notifications'], ['copies'], ['accountability']] : []),
      ];
      // Who has a step together with others sees what they do in it; who has done his, whether he may still take it back.
      const together = new Set(cases);
      askAgain({
        queryKey: ['task'],
        predicate: ({ state }) => {
          const task = state.data as Partial<TaskDetail> | undefined;
          // Not answered yet: it may be one of them.
          if (!task) return state.fetchStatus === 'fetching';
          return Boolean(task.caseId && together.has(task.caseId) && (task.joint || task.state === 'done'));
        },
      });
      work = false;
      notified = false;
      everyCase = false;
      cases.clear();
      tasks.clear();
      for (const queryKey of stale) askAgain({ queryKey });
    };
    const changed = (event: MessageEvent<string>) => {
      const change = JSON.parse(event.data) as Change;
      if (change.caseId) cases.add(change.caseId);
      // Everybody is told: who may do what may have changed.
      else {
        everyCase ||= event.type !== 'notification';
        for (const key of ['session', 'absences']) askAgain({ queryKey: [key] });
      }
      if (change.taskKey) tasks.add(change.taskKey);
      if (event.type === 'notification') notified = true;
      else work = true;
      timer ??= window.setTimeout(flush, COALESCE_MS);
    };
    const open = () => {
      source = new EventSource('/api/events');
      for (const type of ['task', 'case', 'deadline', 'notification']) source.addEventListener(type, changed);
      source.onopen = () => {
        setLive(true);
        // What happened while nobody listened.
        if (missed) void queryClient.invalidateQueries();
        missed = false;
      };
      source.onerror = () => {
        missed = true;
        setLive(false);
        // The browser reconnects by itself unless the answer was a refusal.
        if (source.readyState === EventSource.CLOSED) retry = window.setTimeout(open, RETRY_MS);
      };
    };
    open();
    return () => {
      source.close();
      window.clearTimeout(timer);
      window.clearTimeout(retry);
    };
  }, []);
  return live;
}
