import { acceptancePaper, decisionPaper, inspectionPaper } from '../../../domain/on-site-inspection/papers.ts';
import { readPdf } from '../../support/pdf.ts';

const common = {
  caseId: 'OSI-2026-000001',
  createdAt: '2026-03-10T10:00:00+08:00',
  matter: '公共场所卫生许可',
  applicant: '泉城餐饮服务公司',
  acceptedAt: '2026-03-09T09:30:00+08:00',
};
const joined = (pdf: Buffer) =>
  readPdf(pdf)
    .pieces.map((p) => p.text)
    .join('');

test('the notice of acceptance says when, by when, and what comes', async () => {
  const text = joined(await acceptancePaper(common, { inspectionRequired: true, expertReviewRequired: false }));
  expect(text).toContain('行政许可受理通知书');
  expect(text).toContain('2026年3月9日');
  expect(text).toContain('自受理之日起20个工作日');
  expect(text).toContain('办理环节现场勘验');
});

test('the record of the inspection names who took part, the photos, and that it was entered later', async () => {
  const inspection = {
    at: '2026-03-10T09:00:00+08:00',
    place: '经十路厂区',
    participants: '区住建局联络员',
    departments: [],
    findings: '与图纸一致。',
  };
  const more = { mode: 'joint' as const, departments: ['区住建局'], photos: ['现场.jpg'], entry: '晚1个工作日' };
  const text = joined(await inspectionPaper(common, inspection, more));
  for (const part of [
    '会同相关部门勘验',
    '经十路厂区',
    '参加部门区住建局',
    '与图纸一致。',
    '现场照片现场.jpg',
    '录入晚1个工作日',
  ])
    expect(text).toContain(part);
});

test('a refusal gives its reasons and says where to turn; the same facts make the same bytes', async () => {
  const refused = { result: 'refused' as const, text: '布局不符合卫生规范。', date: '2026-03-20' };
  const pdf = await decisionPaper(common, refused);
  const text = joined(pdf);
  for (const part of [
    '不予行政许可决定书',
    '理由：布局不符合卫生规范。',
    '申请行政复议',
    '提起行政诉讼',
    '2026年3月20日',
  ])
    expect(text).toContain(part);
  expect((await decisionPaper(common, refused)).equals(pdf)).toBe(true);
  const granted = joined(
    await decisionPaper(common, {
      result: 'granted',
      number: '历审批〔2026〕8号',
      validUntil: '2030-03-20',
      date: '2026-03-20',
    }),
  );
  expect(granted).toContain('准予行政许可决定书');
  expect(granted).toContain('有效期：至2030年3月20日');
  expect(granted).not.toContain('理由：');
});
