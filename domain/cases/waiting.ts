import { DateTime } from 'luxon';
import type { Db } from '../../db/pool.ts';
import { ZONE } from '../clock.ts';
import { externalWaits } from '../operations/external.ts';
import type { TaskRow } from '../tasks/store.ts';
import { incidentsOfCase, timersOfCase } from './history.ts';

export interface Waiting {
  elementId: string;
  /** In words: 等待 区财政局 出具论证意见. */
  text: string;
  groups: string[];
  groupNames: string[];
  since: string | null;
}

/** What a running case waits for: people, dates, and faults that somebody must mend. */
export async function whatCaseWaitsFor(
  db: Db,
  caseId: string,
  openTasks: TaskRow[],
  nameOf: (id: string) => string,
  served: ReadonlySet<string>,
): Promise<Waiting[]> {
  const tasks = openTasks.map((t) => {
    const who = t.assignee ? [t.assignee] : t.groups;
    return {
      elementId: t.element,
      text: `等待${who.map(nameOf).join('、')}${t.assignee ? '（已领取）' : ''}：${t.name ?? t.element}`,
      groups: t.groups,
      groupNames: t.groups.map(nameOf),
      since: t.createdAt,
    };
  });
  const timers = (await timersOfCase(db, caseId)).map((t) => ({
    elementId: t.elementId,
    text: `等待时间到达：${t.name}（${DateTime.fromISO(t.dueAt, { zone: ZONE }).toFormat('yyyy年M月d日 HH:mm')}）`,
    groups: [],
    groupNames: [],
    since: null,
  }));
  const incidents = (await incidentsOfCase(db, caseId)).map((n) => ({
    elementId: n.elementId,
    text: `自动环节受阻，等待系统管理员处理：${n.message}`,
    groups: [],
    groupNames: [],
    since: n.createdAt,
  }));
  const outside = (await externalWaits(db, served, { caseId })).map((w) => ({
    elementId: w.elementId,
    text: `等待外部程序（作业类型“${w.jobType}”）：${w.elementName}`,
    groups: [],
    groupNames: [],
    since: w.since,
  }));
  return [...tasks, ...timers, ...outside, ...incidents];
}
