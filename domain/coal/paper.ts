import { now } from '../clock.ts';
import { Paper } from '../documents/paper.ts';
import { officialDate } from '../documents/text.ts';
import { SOURCE_KINDS, type Source } from './replacement.ts';

/** 耗煤项目审查意见书: what was found, and the decision. */
export async function coalPaper(of: {
  caseId: string;
  projectName: string;
  projectUnit: string;
  annualCoal: string;
  startYear: number;
  sources: readonly Source[];
  findings: [label: string, value: string][];
  decision: string;
  issuer: string;
}): Promise<Buffer> {
  const at = now();
  const on = at.toISODate() ?? '';
  const paper = new Paper({ title: '耗煤项目审查意见书', createdAt: at.toISO() ?? '', mark: of.caseId });
  paper.title('耗煤项目审查意见书');
  paper.ends(`编号：${of.caseId}`, officialDate(on) ?? on);
  paper.facts([
    ['项目名称', of.projectName],
    ['项目单位', of.projectUnit],
    ['年耗煤量', `${of.annualCoal}万吨，${of.startYear}年投产`],
    [
      '替代源',
      of.sources.map((s) => `${s.name}：${SOURCE_KINDS[s.kind]}，${s.amount}万吨，${s.year}年见效`).join('\n') || '无',
    ],
    ...of.findings,
    ['决定', of.decision],
  ]);
  paper.signature(of.issuer, on);
  return paper.finish();
}
