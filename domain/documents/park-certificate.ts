import { Paper } from './paper.ts';
import { officialDate } from './text.ts';

export interface ParkCertificateFacts {
  caseId: string;
  createdAt: string;
  number: string;
  code: string;
  parkName: string;
  operator: string;
  kind: string;
  industry: string;
  department: string;
  usableArea: number;
  areaException: string | null;
  issuer: string;
  /** YYYY-MM-DD. */
  on: string;
}

/** 产业园区认定证书 (历下政办发〔2019〕9号 第八条), with what it takes to check it. */
export async function parkCertificate(facts: ParkCertificateFacts): Promise<Buffer> {
  const title = '产业园区认定证书';
  const paper = new Paper({ title, createdAt: facts.createdAt, mark: facts.number });
  paper.title(title);
  paper.ends(`编号：${facts.number}`, officialDate(facts.on) ?? facts.on);
  paper.paragraph(`${facts.operator}：`, { indent: 0 });
  paper.paragraph(`经审核，你单位运营的${facts.parkName}符合产业园区认定条件，认定为历下区产业园区。`);
  paper.facts([
    ['园区名称', facts.parkName],
    ['运营机构', facts.operator],
    ['园区类型', facts.kind],
    ['主导产业', facts.industry],
    ['产业主管部门', facts.department],
    ['使用面积', `${facts.usableArea}平方米`],
    ...(facts.areaException ? [['面积例外', facts.areaException] as [string, string]] : []),
    ['验证码', facts.code],
  ]);
  paper.space(8);
  paper.paragraph('凭编号和验证码可以在平台查验本证书。');
  paper.signature(facts.issuer, facts.on);
  return paper.finish();
}
