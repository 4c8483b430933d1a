import { z } from 'zod';
import type { Kind } from './application.ts';

/** The clauses of 历下政办发〔2019〕9号 第九条（一）至（七）, by the fields that hold them. */
export const CLAUSES = {
  positioning: '园区产业定位及基本情况',
  services: '运营机构的服务职责',
  targetsText: '园区效益预期目标',
  policy: '“一园一策”政策',
  restraints: '对园区和企业的约束',
  otherMatters: '其他约定事项',
  breach: '违约责任',
} as const;
export type Clause = keyof typeof CLAUSES;
const KEYS = Object.keys(CLAUSES) as Clause[];

const Text = z
  .string()
  .nullish()
  .transform((value) => value ?? null);
export const Clauses = z.object({
  positioning: Text,
  services: Text,
  targetsText: Text,
  policy: Text,
  restraints: Text,
  otherMatters: Text,
  breach: Text,
  missingReason: Text,
});
export type Clauses = z.output<typeof Clauses>;
export type Texts = Omit<Clauses, 'missingReason'>;

/** 第九条（五）: in every agreement, whatever is written beside them. */
export const ALWAYS = [
  '自本协议签订之日起五年内，园区运营机构不改变园区的主导功能。',
  '未经产业主管部门书面同意，园区运营机构不转让园区经营权限。',
] as const;

/** What a draft begins with. */
export function agreementTemplate(park: {
  parkName: string;
  kind: Kind;
  industryName: string;
  usableArea: number;
  leadingIndustryShare: number;
}): Record<Clause, string> {
  const { parkName, kind, industryName, usableArea, leadingIndustryShare } = park;
  return {
    positioning: `${parkName}以${industryName}为主导产业，使用面积${usableArea}平方米。`,
    services: '负责招商运营、入驻企业信息统计、企业考核、会展和交流活动、政策宣传和物业管理。',
    targetsText: `主导产业企业占比不低于${leadingIndustryShare}%；阶段性经济指标、企业数量、营业收入及增幅、经济贡献和特色指标按本协议考核指标执行。`,
    policy:
      kind === 'society-led'
        ? '以园区租金支持为主，按区级政策执行。'
        : '园区租金支持、企业业绩奖励、活动经费奖励，按区级政策执行。',
    restraints: '同一企业、同一项目享受区级政策的，就高不重复。',
    otherMatters: '双方另有约定的，以补充协议载明。',
    breach: '违反约定的，停止兑现政策，已经兑现的产业资金予以追缴。',
  };
}

/** 原则上 all clauses: those that are left out. What always stands in the fifth needs no more. */
export const missingClauses = (clauses: Clauses): string[] =>
  KEYS.filter((key) => key !== 'restraints' && !clauses[key]).map((key) => CLAUSES[key]);

/** A clause with what it must say, as it stands in the paper. */
export function wording(key: Clause, clauses: Texts): string | null {
  if (key !== 'restraints') return clauses[key];
  return [...ALWAYS, ...(clauses.restraints ? [clauses.restraints] : [])]
    .map((line, i) => `${i + 1}．${line}`)
    .join('\n');
}

export interface Change {
  clause: string;
  before: string | null;
  after: string | null;
}

/** Which clauses of the signed text differ from the draft that was examined. */
export const compareClauses = (draft: Clauses, signed: Clauses): Change[] =>
  KEYS.filter((key) => draft[key] !== signed[key]).map((key) => ({
    clause: CLAUSES[key],
    before: draft[key],
    after: signed[key],
  }));
