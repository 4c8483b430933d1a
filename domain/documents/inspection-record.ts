import { Paper } from './paper.ts';
import { officialTime } from './text.ts';

export interface InspectionRecordFacts {
  caseId: string;
  createdAt: string;
  matter: string;
  applicant: string;
  mode: string;
  at: string;
  place: string;
  participants: string;
  departments: string[];
  findings: string;
  photos: string[];
  /** How the time was entered. */
  entry: string | null;
  issuer: string;
  on: string;
}

/** 现场勘验记录: date, place, participants, findings, photos. */
export async function inspectionRecord(facts: InspectionRecordFacts): Promise<Buffer> {
  const paper = new Paper({ title: '现场勘验记录', createdAt: facts.createdAt, mark: facts.caseId });
  paper.title('现场勘验记录');
  paper.ends(`编号：${facts.caseId}`, facts.mode);
  paper.facts([
    ['审批事项', facts.matter],
    ['申请人', facts.applicant],
    ['勘验时间', officialTime(facts.at) ?? facts.at],
    ['勘验地点', facts.place],
    ['参加部门', facts.departments.join('、') || '无'],
    ['参加人员', facts.participants],
    ['勘验情况', facts.findings],
    ['现场照片', facts.photos.length ? facts.photos.join('、') : '无'],
    ...(facts.entry ? [['录入', facts.entry] as [string, string]] : []),
  ]);
  paper.signature(facts.issuer, facts.on);
  return paper.finish();
}
