import { now } from '../clock.ts';
import { officialLetter } from '../documents/official-letter.ts';
import { Paper } from '../documents/paper.ts';
import { cell, type Row } from '../documents/table.ts';
import { officialTime } from '../documents/text.ts';
import { ATTRIBUTIONS, labelIn } from '../escalation/facts.ts';
import type { FactsSheet, Late } from './sheet.ts';
import {
  type Consequence,
  CONSEQUENCES,
  type Measure,
  MEASURES,
  REVIEWS,
  type Situation,
  SITUATIONS,
} from './situations.ts';

type Names = ReadonlyMap<string, string>;
const BASIS = '历下政办发〔2019〕1号 附件2 四';

interface Of {
  caseId: string;
  person: string;
  issuer: string;
}
const today = () => ({ createdAt: now().toISO() ?? '', issuedOn: now().toISODate() ?? '' });

/** 05-06 17:00 with its year: short enough for a table. */
const short = (at: string | null): string => (at ? at.slice(0, 16).replace('T', ' ') : '—');
export const sayLate = (late: Late | null): string =>
  late === null ? '—' : late.workingDays > 0 ? `超${late.workingDays}个工作日` : `超${late.hours}小时`;
const ENDED = { met: '按期', 'met-late': '逾期办结', cancelled: '撤销' } as const;
const STATES = { open: '未办结', completed: '已办结', canceled: '已撤销' } as const;
const CARD_STATES: Readonly<Record<string, string>> = {
  issued: '待说明',
  explained: '待核查',
  upheld: '维持',
  revoked: '撤销',
};

/** 事实清单: what the record says, nothing added. */
export function factsPaper(caseId: string, sheet: FactsSheet, names: Names): Promise<Buffer> {
  const paper = new Paper({ title: '责任追究事实清单', createdAt: sheet.gatheredAt, mark: caseId });
  paper.title('责任追究事实清单');
  paper.ends(`编号：${caseId}`, `取自系统记录：${short(sheet.gatheredAt)}`);
  writeFacts(paper, sheet, names);
  return paper.finish();
}

const nameOf = (names: Names) => (id: string | null) => (id ? (names.get(id) ?? id) : '—');

function writeFacts(paper: Paper, sheet: FactsSheet, names: Names): void {
  const name = nameOf(names);
  const { about, person } = sheet;
  paper.facts([
    ['当事人', `${person.name}（${person.posts.join('、') || '现无任职'}）`],
    ['事项', about ? `${about.title}（${about.id}）` : '近十二个月经办的逾期任务'],
    ...(about
      ? ([
          ['牵头单位', name(about.leadingUnit)],
          ['起止', `${short(about.createdAt)} 至 ${about.endedAt ? short(about.endedAt) : '办理中'}`],
        ] as [string, string][])
      : []),
  ]);
  section(
    paper,
    '任务经办',
    [0.2, 0.28, 0.17, 0.17, 0.18],
    ['环节', '经办', '到达', '办结', '期限和超期'],
    [
      ...sheet.tasks.map((t) => [
        about ? t.step : `${t.step}（${t.caseId}）`,
        [
          ...(t.held.length
            ? t.held.map(
                (h) =>
                  `${name(h.username)}${h.onBehalfOf ? `（代${name(h.onBehalfOf)}）` : ''} ${short(h.from)} 至 ${short(h.until)}`,
              )
            : [`${t.groups.map(name).join('、')}，${t.state === 'completed' ? '未领取，直接办结' : '无人领取'}`]),
          ...(t.completedBy ? [`办结：${name(t.completedBy)}`] : []),
        ].join('\n'),
        short(t.createdAt),
        t.endedAt ? `${STATES[t.state]} ${short(t.endedAt)}` : STATES[t.state],
        t.dueAt ? `${short(t.dueAt)}\n${t.late ? sayLate(t.late) : '未超期'}` : '无期限',
      ]),
    ],
  );
  section(
    paper,
    '时限',
    [0.26, 0.18, 0.36, 0.2],
    ['时限', '责任单位', '起算、届满、中止', '结果'],
    [
      ...sheet.limits.map((l) => [
        `${l.name}${l.subject ? `（${l.subject}）` : ''} 第${l.round}轮 ${l.workingDays}个工作日${l.extendedBy ? `，延长${l.extendedBy}` : ''}`,
        name(l.unit),
        [
          `${short(l.startedAt)} 至 ${short(l.dueAt)}`,
          ...l.pauses.map((p) => `中止 ${short(p.from)} 至 ${short(p.to)}：${p.reason}（${name(p.by)}）`),
        ].join('\n'),
        `${l.endedAs ? `${ENDED[l.endedAs]} ${short(l.endedAt)}` : '未结束'}${l.late ? `\n${sayLate(l.late)}` : ''}`,
      ]),
    ],
  );
  section(
    paper,
    '红牌',
    [0.24, 0.26, 0.2, 0.3],
    ['编号', '时限', '发出', '核查和原因'],
    [
      ...sheet.cards.map((c) => [
        c.id,
        c.limitName,
        short(c.issuedAt),
        [CARD_STATES[c.state] ?? c.state, labelIn(ATTRIBUTIONS, c.attribution), c.reason].filter(Boolean).join('：'),
      ]),
    ],
  );
  section(
    paper,
    '移交、中止、催办等',
    [0.22, 0.2, 0.58],
    ['时间', '操作人', '内容'],
    [...sheet.events.map((e) => [short(e.at), name(e.actor), e.text])],
  );
}

function section(paper: Paper, title: string, shares: number[], header: string[], rows: string[][]): void {
  paper.heading(title);
  if (rows.length === 0) return paper.paragraph('无记录。');
  const row = (texts: string[]): Row => ({ cells: texts.map((text) => cell(text)) });
  paper.table(shares, rows.map(row), row(header));
}

/** 陈述申辩通知书, with the facts that it rests on. */
export const noticePaper = (
  of: Of,
  a: { situation: Situation; consequence: Consequence; provision: string | null; facts: string },
  until: string,
): Promise<Buffer> =>
  officialLetter({
    caseId: of.caseId,
    ...today(),
    title: '责任追究陈述申辩通知书',
    number: `${of.caseId}-告`,
    to: of.person,
    paragraphs: ['收到反映您履行审批和监管职责有关情况的线索，现请您陈述、申辩。'],
    items: [
      ['情形', SITUATIONS[a.situation]],
      ['后果', CONSEQUENCES[a.consequence]],
      ['依据', [BASIS, a.provision].filter(Boolean).join('；')],
      ['反映的事实', a.facts],
      ['系统记录', '见随附的责任追究事实清单，该清单由系统按办理记录生成。'],
      ['期限', `请于${officialTime(until) ?? until}前提出；逾期未提出的，视为放弃陈述、申辩，不影响继续办理。`],
    ],
    issuer: of.issuer,
  });

/** 结论书, the facts of the record printed with it. */
export function conclusionPaper(
  of: Of,
  c: { result: 'hold' | 'none'; measure: Measure | null; text: string },
  a: { situation: Situation; consequence: Consequence; findings: string; answered: string | null },
  appealUntil: string | null,
  sheet: FactsSheet,
  names: Names,
): Promise<Buffer> {
  const on = now();
  const paper = new Paper({ title: '责任追究结论书', createdAt: on.toISO() ?? '', mark: of.caseId });
  paper.title('责任追究结论书');
  paper.ends(`编号：${of.caseId}-结`, '');
  paper.facts([
    ['当事人', of.person],
    ['情形', SITUATIONS[a.situation]],
    ['后果', CONSEQUENCES[a.consequence]],
    ['认定的事实', a.findings],
    ['陈述申辩', a.answered ?? '未提出'],
    ['结论', c.result === 'hold' ? `予以追究：${MEASURES[c.measure ?? 'criticism']}` : '不予追究'],
    ['理由和依据', c.text],
    [
      '救济',
      appealUntil
        ? `不服本结论的，可于${officialTime(appealUntil) ?? appealUntil}前申诉，由另外的人员复核；逾期未申诉的，视为接受。`
        : '本结论不予追究，无需申诉。',
    ],
  ]);
  writeFacts(paper, sheet, names);
  paper.signature(of.issuer, on.toISODate() ?? '');
  return paper.finish();
}

/** 申诉复核决定书. */
export const reviewPaper = (
  of: Of,
  r: { result: keyof typeof REVIEWS; measure: Measure | null; text: string },
): Promise<Buffer> =>
  officialLetter({
    caseId: of.caseId,
    ...today(),
    title: '责任追究申诉复核决定书',
    number: `${of.caseId}-复`,
    to: of.person,
    paragraphs: ['您对责任追究结论的申诉收悉，经另外的人员复核，决定如下。'],
    items: [
      ['决定', r.result === 'change' && r.measure ? `${REVIEWS.change}：${MEASURES[r.measure]}` : REVIEWS[r.result]],
      ['理由', r.text],
      ['效力', '本决定为最终决定。'],
    ],
    issuer: of.issuer,
  });
