/**
 * Originals of a case file by kind (历下政发〔2019〕1号 第四条（四）: 会议通知、报告、发言记录、会议纪要等原始资料). A file says
 * its kind itself (`file.kind`): documents that a step makes have it from the start, uploads get it by `markFiles`.
 */
export const ORIGINAL_KINDS = {
  'filing-form': '快速决策申报表',
  'project-report': '项目报告书',
  'meeting-notice': '会议通知',
  statements: '发言记录',
  minutes: '会议纪要',
  decision: '决策结果文件',
  'acceptance-notice': '受理通知书',
  'service-receipt': '送达回证',
  'inspection-record': '现场勘验记录',
  'inspection-photo': '现场照片',
  'inspection-opinion': '部门勘验意见书面函件',
  'review-conclusion': '专家论证意见',
  'licence-decision': '行政许可决定书',
  'park-application': '园区申报材料',
  'park-agreement-draft': '园区建设协议草案',
  'park-agreement': '园区建设协议签署件',
  'park-certificate': '园区认定证书',
  'park-actuals': '园区考核佐证材料',
  'park-report': '园区评价报告',
  'park-revocation': '取消产业园区资格决定书',
  'park-clawback': '追缴产业资金决定书',
  'supervision-order': '督查单',
  'supervision-evidence': '督查佐证材料',
  'consultation-letter': '商请函',
  'consultation-reply': '复函',
  'revocation-evidence': '提请处理的依据材料',
  'revocation-request': '提请处理行政许可的函',
  'revocation-notice': '拟处理告知书',
  'revocation-hearing': '听证笔录',
  'revocation-decision': '行政许可处理决定书',
  'revocation-answer': '处理结果告知函',
  'mediation-record': '物业纠纷调处记录',
  'owners-decision-paper': '业主决定备案文书',
  'common-income-table': '公共收益收支公示表',
  'decision-catalogue': '年度重大决策事项目录',
  'decision-adoption': '意见收集采纳情况',
  'coal-decision': '耗煤项目审查意见书',
  'coal-city-opinion': '市级及以上主管部门审查意见',
  'coal-energy-review': '节能审查意见',
  'coal-eia': '环评文件',
  'accountability-facts': '责任追究事实清单',
  'accountability-notice': '陈述申辩通知书',
  'accountability-conclusion': '责任追究结论书',
  'accountability-review': '申诉复核决定书',
} as const;
export type OriginalKind = keyof typeof ORIGINAL_KINDS;

export interface Requirement {
  kind: OriginalKind;
  /** How many at least. */
  least: number;
}

export interface Missing {
  kind: OriginalKind;
  label: string;
  /** How many more are needed. */
  count: number;
}

/** What a fast-track case ends with: filing and report always, the papers of each meeting, the decision of a higher one. */
export function fastTrackOriginals(took: { meetings: number; higherDecision: boolean }): Requirement[] {
  return [
    { kind: 'filing-form', least: 1 },
    { kind: 'project-report', least: 1 },
    { kind: 'meeting-notice', least: took.meetings },
    { kind: 'statements', least: took.meetings },
    { kind: 'minutes', least: took.meetings },
    { kind: 'decision', least: took.higherDecision ? 1 : 0 },
  ];
}

/** What a monthly meeting ends with. */
export const meetingOriginals: readonly Requirement[] = [
  { kind: 'meeting-notice', least: 1 },
  { kind: 'minutes', least: 1 },
];

/** Which originals are missing, in the order of the requirements; an empty file is none. Empty list: complete. */
export function missingOriginals(
  required: readonly Requirement[],
  files: readonly { kind: string | null; size: number }[],
): Missing[] {
  return required.flatMap(({ kind, least }) => {
    const count = least - files.filter((file) => file.kind === kind && file.size > 0).length;
    return count > 0 ? [{ kind, label: ORIGINAL_KINDS[kind], count }] : [];
  });
}

/** 缺会议纪要1份、发言记录1份 */
export const sayMissing = (missing: readonly Missing[]): string =>
  missing.length ? `缺${missing.map((m) => `${m.label}${m.count}份`).join('、')}` : '原始资料齐全';
