import { ListTable } from '../parts/list-table.tsx';
import { longDate } from '../parts/time.ts';

export interface Material {
  name: string;
  essential?: boolean;
  provided?: boolean;
  promisedBy?: string | null;
  waived?: string | null;
}

function standing({ provided, promisedBy, waived }: Material): string {
  if (provided) return '已提交';
  if (waived) return `已免报：${waived}`;
  return promisedBy ? `承诺 ${longDate(promisedBy)} 前补交` : '未提交';
}

/** The materials as filed: what is there, what is promised and until when. */
export function Materials({ materials }: { materials: Material[] }) {
  return (
    <ListTable
      style={{ marginTop: 12 }}
      rowKey={(m) => m.name}
      dataSource={materials}
      columns={[
        { title: '申报材料', dataIndex: 'name' },
        { title: '要件', dataIndex: 'essential', width: 64, render: (e: boolean) => (e ? '是' : '否') },
        { title: '提交情况', render: (_, m) => standing(m) },
      ]}
    />
  );
}
