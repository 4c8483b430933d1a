import { PaperFacts, papersOf } from '../../../domain/fast-track/papers.ts';
import { readPdf } from '../../support/pdf.ts';

const signed = (by: string, text: string | null = null) => ({ result: 'agree', text, on: '2026-02-13', by });
const meeting = (level: string, over: object) => ({
  level,
  decision: { result: 'approved', meeting: null, date: '2026-02-24', text: '同意引进。', attendees: '区财政局' },
  minutes: { statements: '区财政局：同意。\n没有单位的一句', text: '会议同意引进。' },
  ...over,
});
const notice = {
  at: '2026-02-24T09:00:00+08:00',
  place: '区政府会议室',
  attendees: '区财政局\n区税务局',
  agenda: '研究引进',
  sentOn: '2026-02-14',
};
const facts = (rounds: object[]): PaperFacts =>
  PaperFacts.parse({
    caseId: 'FTD-2026-000001',
    filingUnit: 'commerce',
    filedOn: '2026-02-13',
    subject: '总部商务中心项目',
    content: '引进企业区域总部。',
    departments: ['finance'],
    contactName: '项目联系人',
    contactPhone: '0531-80000000',
    itemsBeyondPolicy: 1,
    annualRewardBeyondPolicy: '3200000',
    beyondLeadingGroup: 'no',
    level: 'leading-group',
    materials: [],
    headOpinion: signed('commerce.head'),
    bureauOpinion: signed('investment-promotion.head', '符合产业方向。'),
    officeOpinion: null,
    rounds,
  });
const papers = (rounds: object[]) =>
  papersOf(facts(rounds), { createdAt: '2026-02-24T18:00:00+08:00' }, (id) => `〈${id}〉`);

test('one meeting: the form with its opinions, notice, statements and minutes', async () => {
  const made = await papers([meeting('leading-group-office', { notice })]);
  expect(made.map(({ name, kind }) => [name, kind])).toEqual([
    ['快速决策申报表.pdf', 'filing-form'],
    ['会议通知.pdf', 'meeting-notice'],
    ['发言记录.pdf', 'statements'],
    ['会议纪要.pdf', 'minutes'],
  ]);
  const [form, , statements, minutes] = made.map(({ pdf }) => readPdf(pdf).text.replace(/\n/g, ''));
  expect(form).toMatch(/同意。.*〈commerce\.head〉/);
  expect(form).toContain('符合产业方向。');
  expect(statements).toContain('区财政局：同意。');
  expect(statements).toContain('没有单位的一句');
  expect(minutes).toMatch(/2026年2月24日（星期二）9:00.*通过.*同意引进。.*会议同意引进。/);
});

test('several meetings are told apart; one that others convene has no notice of ours', async () => {
  const made = await papers([
    meeting('leading-group', { notice }),
    meeting('government-executive-meeting', {
      decision: { result: 'rejected', meeting: '第5次常务会议', date: '2026-03-02' },
    }),
  ]);
  expect(made.slice(1).map(({ name }) => name)).toEqual([
    '会议通知（第1次）.pdf',
    '发言记录（第1次）.pdf',
    '会议纪要（第1次）.pdf',
    '发言记录（第2次）.pdf',
    '会议纪要（第2次）.pdf',
  ]);
});
