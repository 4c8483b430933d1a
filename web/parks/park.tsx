import { useQuery } from '@tanstack/react-query';
import { Button, Descriptions } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { failed } from '../client/queries.ts';
import { CaseCards } from '../cards/case-cards.tsx';
import { PageHelp } from '../help/page-help.tsx';
import { fileSize } from '../parts/format.ts';
import { ListTable } from '../parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../parts/page-state.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { useTitle } from '../parts/use-title.ts';
import { StateMark } from '../parts/state-mark.tsx';
import { When } from '../parts/when.tsx';
import { Money } from './money.tsx';
import { Progress } from './progress.tsx';
import { park } from './queries.ts';
import { Rename } from './rename.tsx';
import type { Agreement, ParkWhole } from './types.ts';

/** One park: what everybody may know, and for those whom it concerns evaluations, money, cards, agreement and documents. */
export function ParkPage() {
  const { id = '' } = useParams();
  const found = useQuery(park(id));
  const narrow = useNarrow();
  const [renaming, setRenaming] = useState(false);
  useTitle(found.data?.name ?? '园区');
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const p = found.data;
  return (
    <>
      <div className="page-head">
        <h1>{p.name}</h1>
        <PageHelp />
        {p.revokedOn ? (
          <StateMark mark="suspended" label={`${p.revokedOn} 取消园区资格`} />
        ) : (
          <StateMark mark="normal" label="已认定" />
        )}
        {p.may.seeCase && <Link to={`/cases/${p.caseId}`}>认定事项</Link>}
        {p.may.renameOperator && <Button onClick={() => setRenaming(true)}>运营机构更名</Button>}
      </div>
      <section className="panel gap" aria-label="基本情况">
        <h2>基本情况</h2>
        <Descriptions
          size="small"
          column={narrow ? 1 : 2}
          items={[
            {
              key: 'operator',
              label: '运营机构',
              children: (
                <div>
                  {p.operator}
                  {p.formerNames.map(({ name, untilDate }) => (
                    <div key={`${name}${untilDate}`} className="muted">
                      原名 {name}（至 {untilDate}）
                    </div>
                  ))}
                </div>
              ),
            },
            { key: 'kind', label: '类型', children: p.buildingCluster ? `${p.kindName}（楼宇群）` : p.kindName },
            { key: 'industry', label: '主导产业', children: p.industryName },
            { key: 'department', label: '产业主管部门', children: p.departmentName },
            { key: 'area', label: '使用面积', children: `${p.usableArea.toLocaleString('zh-CN')} 平方米` },
            ...(p.areaException ? [{ key: 'exception', label: '面积例外', children: p.areaException }] : []),
            { key: 'number', label: '证书编号', children: p.certificateNumber },
            { key: 'on', label: '认定日期', children: p.certifiedOn },
          ]}
        />
      </section>
      {p.evaluations && <Progress evaluations={p.evaluations} />}
      {p.money && <Money parkId={p.id} money={p.money} mayEnter={p.may.enterPayment} />}
      {p.cards && (
        <div className="gap">
          <CaseCards cards={p.cards} />
        </div>
      )}
      {p.agreement && <AgreementPart agreement={p.agreement} narrow={narrow} />}
      {p.may.seeCase && <Documents documents={p.documents} />}
      {renaming && <Rename parkId={p.id} onClose={() => setRenaming(false)} />}
    </>
  );
}

function AgreementPart({ agreement, narrow }: { agreement: Agreement; narrow: boolean }) {
  return (
    <section className="panel gap" aria-label="建设协议">
      <h2>建设协议</h2>
      <Descriptions
        size="small"
        column={narrow ? 1 : 2}
        items={[
          { key: 'signed', label: '签署日期', children: agreement.signedOn },
          {
            key: 'filed',
            label: '备案',
            children: `${agreement.filedOn}${agreement.filingNumber ? ` ${agreement.filingNumber}` : ''}`,
          },
          { key: 'department', label: '产业主管部门签署人', children: agreement.departmentSignatory },
          { key: 'operator', label: '运营机构签署人', children: agreement.operatorSignatory },
          ...agreement.targets.map(({ label, value }) => ({ key: label, label: `${label}目标`, children: value })),
        ]}
      />
      {agreement.clauses.map(({ key, title, text }) => (
        <div key={key} style={{ marginTop: 8 }}>
          <strong>{title}</strong>
          <div className="prose" style={{ whiteSpace: 'pre-wrap' }}>
            {text ?? <span className="muted">未列入：{agreement.missingReason}</span>}
          </div>
        </div>
      ))}
      {agreement.changes.length > 0 && (
        <p className="muted">签署时与草案不同的条款：{agreement.changes.map(({ clause }) => clause).join('、')}</p>
      )}
    </section>
  );
}

function Documents({ documents }: { documents: ParkWhole['documents'] }) {
  return (
    <section className="panel gap" aria-label="材料">
      <h2>材料</h2>
      {documents.length === 0 ? (
        <Nothing>还没有材料。</Nothing>
      ) : (
        <ListTable
          rowKey="id"
          dataSource={documents}
          columns={[
            {
              title: '名称',
              dataIndex: 'name',
              render: (name: string, { id }) => (
                <a href={`/api/files/${id}`} target="_blank" rel="noreferrer">
                  {name}
                </a>
              ),
            },
            { title: '大小', dataIndex: 'size', align: 'right', className: 'nowrap', render: fileSize },
            { title: '时间', dataIndex: 'uploadedAt', render: (at: string) => <When at={at} long /> },
          ]}
        />
      )}
    </section>
  );
}
