import { kindsOfFiles, missingOriginals } from '../../../domain/fast-track/originals.ts';

const facts = {
  caseId: 'FTD-2026-000001',
  report: { files: [] },
  headOpinion: {},
  bureauOpinion: {},
  officeOpinion: {},
  materials: [
    { name: '项目报告书', provided: true },
    { name: '合作协议（草案）', provided: true },
    { name: '审计报告', provided: false, waived: '无需' },
  ],
  opinions: [{}],
  arrangement: { departments: ['finance'] },
  rounds: [{ notice: { files: ['n'] }, decision: { files: [] }, minutes: { files: ['m'] } }],
};
const file = (name: string, kind: string | null) => ({ name, kind, size: 1 });
const papers = [
  file('快速决策申报表.pdf', 'filing-form'),
  file('项目报告书.pdf', 'project-report'),
  file('会议通知.pdf', 'meeting-notice'),
  file('发言记录.pdf', 'statements'),
  file('会议纪要.pdf', 'minutes'),
];

test('complete when every paper is there and a file bears the name of each material', () => {
  expect(missingOriginals(facts, [...papers, file('01-合作协议(草案)终稿.PDF', null)])).toEqual([]);
});

test('what is missing is named, each by itself', () => {
  expect(missingOriginals(facts, papers)).toEqual(['申报材料：合作协议（草案）']);
  const bare = { ...facts, officeOpinion: null, opinions: [], materials: [] };
  expect(missingOriginals(bare, papers.slice(0, 3))).toEqual([
    '发言记录',
    '会议纪要',
    '申报表：领导小组办公室意见',
    '部门论证意见',
  ]);
});

test('a higher meeting leaves its decision; its notice is not the office’s to keep', () => {
  const higher = { ...facts, materials: [], rounds: [...facts.rounds, { decision: { files: [] }, minutes: {} }] };
  expect(missingOriginals(higher, papers)).toEqual(['发言记录', '会议纪要', '决策结果文件']);
});

test('an uploaded file is the original of the step that it came with', () => {
  expect(kindsOfFiles({ ...facts, report: { files: ['r'] } })).toEqual([
    { kind: 'project-report', ids: ['r'] },
    { kind: 'meeting-notice', ids: ['n'] },
    { kind: 'minutes', ids: ['m'] },
  ]);
});
