import { type FilingFormFacts, filingForm } from '../../domain/documents/filing-form.ts';
import { meetingMinutes } from '../../domain/documents/meeting-minutes.ts';
import { meetingNotice } from '../../domain/documents/meeting-notice.ts';
import { parkClawback } from '../../domain/documents/park-clawback.ts';
import { parkRevocation } from '../../domain/documents/park-revocation.ts';
import { projectReport } from '../../domain/documents/project-report.ts';
import { readPdf } from '../support/pdf.ts';

const about = { caseId: 'FTD-2026-000001', createdAt: '2026-02-13T16:00:00+08:00' };
const form: FilingFormFacts = {
  ...about,
  unit: '区商务局',
  filedOn: '2026-02-13',
  subject: '智能制造（中国）区域总部落户',
  content: '合作条件和奖励政策',
  departments: ['区财政局', '区发改局'],
  contactName: '区商务局经办人',
  contactPhone: '0531-88880000',
  leaderOpinion: { text: '同意申报。', signedBy: '区商务局主要负责人', on: '2026-02-13' },
  bureauOpinion: { text: '建议研究。', signedBy: '区投资促进局主要负责人', on: '2026-02-14' },
  officeOpinion: null,
};
const joined = (pdf: Buffer) =>
  readPdf(pdf)
    .pieces.map((p) => p.text)
    .join('');

test('the filing form says exactly what annex 3 asks, on one page; what is not decided is left to be written', async () => {
  const { pages, text } = readPdf(await filingForm(form));
  expect(pages).toBe(1);
  expect(text.split('\n').filter((line) => line.trim())).toEqual([
    '快速决策申报表',
    '单位（盖章）：区商务局',
    '2026年2月13日',
    '事项名称',
    '智能制造（中国）区域总部落户',
    '事项内容',
    '合作条件和奖励政策',
    '涉及部门',
    '区财政局、区发改局',
    '联系人',
    '区商务局经办人',
    '电话',
    '0531-88880000',
    '单位主要领导意见：',
    '同意申报。',
    '签名：区商务局主要负责人',
    '2026年2月13日',
    '区投资促进局意见：',
    '建议研究。',
    '签名：区投资促进局主要负责人',
    '2026年2月14日',
    '快速决策领导小组办公室意见：',
    '签名：　　　　　　　',
    '年　　月　　日',
    'FTD-2026-000001',
    '第 1 页 共 1 页',
  ]);
});

test('the annex sheet says money with separators and in 万元, and until when missing material is promised', async () => {
  const text = joined(
    await filingForm({
      ...form,
      annex: {
        itemsBeyondPolicy: 2,
        annualRewardBeyondPolicy: '4999999.99',
        districtWideMajor: false,
        beyondLeadingGroup: '否',
        level: '领导小组办公室',
        materials: [
          { name: '项目书面申请', essential: true, provided: true, promisedBy: null },
          { name: '资信证明', essential: false, provided: false, promisedBy: '2026-03-06' },
        ],
      },
    }),
  );
  expect(text).toContain('超出政策奖励资金年均4,999,999.99元（499.999999万元）');
  expect(text).toContain('1项目书面申请要件已提供2资信证明非要件容缺，2026年3月6日前补报');
});

test('the same facts give the same bytes; another moment gives others', async () => {
  const [first, again, later] = await Promise.all([
    filingForm(form),
    filingForm(form),
    filingForm({ ...form, createdAt: '2026-02-13T16:00:01+08:00' }),
  ]);
  expect(again.equals(first)).toBe(true);
  expect(later.equals(first)).toBe(false);
  await expect(filingForm({ ...form, createdAt: '昨天' })).rejects.toThrow('昨天');
});

test('an opinion of 10,000 characters flows over pages: nothing lost, nothing outside the frame, the box named again', async () => {
  const sentence = '经研究论证，项目“总部（一期）”年均奖励资金4,999,999.99元，建议支持。';
  const long = sentence.repeat(Math.ceil(10_000 / sentence.length)).slice(0, 10_000);
  const pdf = await filingForm({
    ...form,
    leaderOpinion: { text: long, signedBy: '区商务局主要负责人', on: '2026-02-13' },
  });
  const { pages, pieces } = readPdf(pdf);
  expect(pages).toBeGreaterThan(5);
  for (const { x, y, text } of pieces) {
    expect(x).toBeGreaterThanOrEqual(79);
    expect(y).toBeGreaterThanOrEqual(50);
    expect(y).toBeLessThanOrEqual(842 - 90);
    // Full width letters of 12 pt at most: 442 pt hold 37 of them, half width ones are narrower.
    expect([...text].filter((c) => c > '\u2000').length).toBeLessThanOrEqual(37);
  }
  const again = '单位主要领导意见（续）：';
  const last = 1 + pieces.filter((p) => p.text === again).length;
  expect(last).toBeGreaterThan(5);
  const skip = /^第 \d+ 页|^FTD|（续）/;
  expect(
    pieces
      .filter((p) => !skip.test(p.text))
      .map((p) => p.text)
      .join(''),
  ).toContain(`单位主要领导意见：${long}`);
  // The signature stands under the end of the text.
  const signed = pieces.filter((p) => p.text === '签名：区商务局主要负责人');
  expect(signed).toMatchObject([{ page: last }]);
});

test('long text in every field neither fails nor is cut', async () => {
  const words = (n: number, c: string) => c.repeat(n);
  const pdf = await filingForm({
    ...form,
    subject: words(200, '题'),
    content: words(9_000, '容'),
    departments: Array.from({ length: 30 }, (_, i) => `第${i}部门`),
    contactName: words(100, '联'),
    bureauOpinion: { text: words(600, '局'), signedBy: '区投资促进局主要负责人', on: null },
  });
  const text = joined(pdf);
  const count = (c: string) => text.split(c).length - 1;
  expect([count('题'), count('联')]).toEqual([200, 101]);
  expect(count('容')).toBe(9_000 + 1 + text.split('事项内容（续）').length - 1);
  for (let i = 0; i < 30; i += 1) expect(text).toContain(`第${i}部门`);
});

test('rare characters: in the font they stay, outside it they are shown as missing and listed', async () => {
  const text = joined(await filingForm({ ...form, contactName: '㛃𠮷𠮷😀\u0000' }));
  expect(text).toContain('㛃〓〓〓〓');
  expect(text).toContain('依次为 U+20BB7（2处）、U+1F600、U+0000。');
});

test('the minutes hold meeting, statements per unit, decision and who does what until when', async () => {
  const items = Array.from({ length: 40 }, (_, i) => ({
    matter: `签订第${i + 1}份合作协议`,
    unit: '区投资促进局',
    due: i === 0 ? null : '2026-03-13',
  }));
  const pdf = await meetingMinutes({
    ...about,
    title: '快速决策会议纪要',
    meeting: '领导小组办公室快速决策会议',
    at: '2026-02-25T09:30:00+08:00',
    place: '第二会议室',
    chair: '副区长',
    attendees: ['区财政局局长', '区发改局局长'],
    agenda: ['区域总部落户'],
    statements: [{ unit: '区财政局', text: '财力可以支撑。' }],
    decision: { result: '通过', text: '同意合作条件。' },
    items,
    issuer: '领导小组办公室',
    issuedOn: '2026-02-27',
  });
  const { pages, pieces } = readPdf(pdf);
  const text = joined(pdf);
  for (const part of [
    '时间2026年2月25日（星期三）9:30地点第二会议室主持副区长出席区财政局局长、区发改局局长',
    '一、会议议题1．区域总部落户二、各单位发言区财政局：财力可以支撑。三、会议决定通过同意合作条件。四、交办事项',
    '1签订第1份合作协议区投资促进局—2签订第2份合作协议区投资促进局2026年3月13日',
  ])
    expect(text).toContain(part);
  // The head of the table is repeated on each page that it reaches.
  expect(pieces.filter((p) => p.text === '办结时限')).toHaveLength(pages);
});

test('the notice of a meeting and a project report from plain text', async () => {
  const notice = joined(
    await meetingNotice({
      ...about,
      meeting: '双招双引碰头会',
      at: '2026-03-10T09:00:00+08:00',
      place: '第一会议室',
      chair: '区长',
      attendees: ['区财政局局长'],
      agenda: ['通报项目', '研究困难'],
      issuer: '领导小组办公室',
      issuedOn: '2026-03-05',
    }),
  );
  expect(notice).toContain(
    '关于召开双招双引碰头会的通知各参会单位：现定于近期召开双招双引碰头会，有关事项如下。一、时间：2026年3月10日（星期二）9:00二、地点：第一会议室三、主持：区长四、参会人员：区财政局局长五、议程：1．通报项目2．研究困难领导小组办公室2026年3月5日',
  );
  const report = joined(
    await projectReport({
      ...about,
      subject: '区域总部落户',
      text: '一、概况\r\n\r\n投资3.5亿元。',
      unit: '区商务局',
      on: '2026-02-13',
    }),
  );
  expect(report).toContain('项目报告书区域总部落户一、概况投资3.5亿元。区商务局2026年2月13日');
});

test('the decisions about a park say what, why, how much and by when, on one page each; the same facts give the same bytes', async () => {
  const park = { ...about, parkName: '智造园区', operator: '园区运营公司', on: '2032-02-04', issuer: '区政府办公室' };
  const revoked = {
    ...park,
    department: '区工信局',
    certificateNumber: '历下园认〔2030〕003号',
    certifiedOn: '2030-01-04',
    failingYears: ['2030年度综合评价不合格，得分40', '2031年度综合评价不合格，得分42'],
    reason: null,
  };
  const revocation = await parkRevocation(revoked);
  expect((await parkRevocation(revoked)).equals(revocation)).toBe(true);
  const { pages, text } = readPdf(revocation);
  expect(pages).toBe(1);
  const said = text.replace(/\s/g, '');
  for (const part of [
    '取消产业园区资格决定书',
    '智造园区连续两年年度综合评价不合格，依据历下政办发〔2019〕9号第十条（三）',
    '历下园认〔2030〕003号，2030年1月4日认定',
    '2030年度综合评价不合格，得分402031年度综合评价不合格，得分42',
    '认定证书自2032年2月4日起失效',
    '区政府办公室2032年2月4日',
  ])
    expect(said).toContain(part);
  expect(said).not.toContain('理由');

  const clawback = readPdf(
    await parkClawback({
      ...park,
      ground: '评价中弄虚作假',
      amount: '300000.3',
      paid: '1300000.3',
      dueOn: '2032-03-03',
      reason: '虚报企业数量',
      receiver: '区财政局',
    }),
  );
  expect(clawback.pages).toBe(1);
  const due = clawback.text.replace(/\s/g, '');
  for (const part of ['追缴数额300,000.3元（30.00003万元）', '缴回期限2032年3月3日', '一、依据和理由：虚报企业数量'])
    expect(due).toContain(part);
});
