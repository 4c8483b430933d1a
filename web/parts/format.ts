export function fileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export const caseStatusText = {
  running: '办理中',
  suspended: '中止计时',
  completed: '已办结',
  withdrawn: '已撤回',
  failed: '异常',
} as const;

export const postKindText: Record<string, string> = {
  clerk: '经办人',
  head: '主要负责人',
  liaison: '联络员',
  'liaison-lead': '会商联络负责人',
};
