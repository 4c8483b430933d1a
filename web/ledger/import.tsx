import { queryClient } from '../client/queries.ts';
import { ImportExcel } from '../parts/import-excel.tsx';

export function ImportLedger({ onClose }: { onClose: () => void }) {
  return (
    <ImportExcel
      title="导入台账"
      hint="请使用“导出 Excel”得到的表格：修改的行保留编号，新增的行编号留空。状态、进度等列只供查看，不会导入。有一行有误，整个文件都不导入。"
      address="/api/ledger/import"
      likeWhat="台账"
      onImported={() => {
        void queryClient.invalidateQueries({ queryKey: ['ledger'] });
        onClose();
      }}
      onClose={onClose}
    />
  );
}
