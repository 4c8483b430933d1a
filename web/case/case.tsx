import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Tabs, Tag } from 'antd';
import { Link, useParams } from 'react-router';
import { FactsSheet } from '../accountability/facts-sheet.tsx';
import { CaseCards } from '../cards/case-cards.tsx';
import { failed, queries } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { MoveLimits } from '../limits/move-limits.tsx';
import { CaseStatusTag } from '../parts/case-status.tsx';
import type { CaseDetail } from '../client/types.ts';
import { fileSize } from '../parts/format.ts';
import { LinkButton } from '../parts/link-button.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { usePrintWhole } from '../parts/print-whole.ts';
import { longTime } from '../parts/time.ts';
import { useAddress } from '../parts/use-address.ts';
import { useTitle } from '../parts/use-title.ts';
import './case.css';
import { Comments } from './comments.tsx';
import { Deadlines } from './deadlines.tsx';
import { DiagramTab } from './diagram-tab.tsx';
import { Facts } from './facts.tsx';
import { Files } from './files.tsx';
import { History } from './history.tsx';
import { Level } from './level.tsx';
import { OpenTasks } from './open-tasks.tsx';
import { WaitingFor } from './waiting.tsx';
import { MoveCase } from './move-case.tsx';
import { MarkCase } from './mark-case.tsx';
import { Withdraw } from './withdraw.tsx';

/** One case: where it is, what it waits for, what was decided and why. */
export function CasePage() {
  const { id = '' } = useParams();
  const address = useAddress();
  const query = useQuery(queries.case(id));
  const whole = usePrintWhole();
  useTitle(query.data?.title ?? '事项');
  if (failed(query)) return <ProblemState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  const detail = query.data;

  return (
    <>
      <div className="page-head">
        <h1>{detail.title}</h1>
        <PageHelp />
        <CaseStatusTag status={detail.status} />
        {detail.marking === 'public' && <Tag color="blue">公开：所有登录人员可查看</Tag>}
        {detail.restricted && <Tag color="gold">受限：只供承办岗位查看</Tag>}
        {detail.outcomeName && detail.status === 'completed' && <strong>{detail.outcomeName}</strong>}
        <div className="page-head-end">
          {detail.may.moveLimits && <MoveLimits detail={detail} />}
          {detail.may.move && <MoveCase caseId={detail.id} />}
          {detail.may.referAccountability && (
            <LinkButton to={`/start/accountability?sourceCase=${detail.id}`}>移送责任追究</LinkButton>
          )}
          {(detail.may.markPublic || detail.may.markInternal) && (
            <MarkCase caseId={detail.id} to={detail.marking === 'public' ? 'internal' : 'public'} />
          )}
          {detail.may.withdraw && <Withdraw caseId={detail.id} />}
          {detail.archive && (
            <Button type="primary" icon={<DownloadOutlined />} href={`/api/cases/${detail.id}/archive`}>
              下载归档案卷（{fileSize(detail.archive.size)}）
            </Button>
          )}
        </div>
      </div>
      <p className="muted case-line">
        {detail.id} · {detail.processName} · {detail.createdByName}于 {longTime(detail.createdAt)} 发起
        {detail.parentCaseId && (
          <>
            {' '}
            · 所属事项 <Link to={`/cases/${detail.parentCaseId}`}>{detail.parentCaseId}</Link>
          </>
        )}
        {detail.archive && ` · ${longTime(detail.archive.sealedAt)} 归档封存`}
      </p>
      <section className="panel case-where" aria-labelledby="where-title">
        <h2 id="where-title">{detail.waiting.length > 0 ? '正在等待' : '流程图'}</h2>
        <WaitingFor waiting={detail.waiting} />
        <DiagramTab caseId={detail.id} here={address.get('step') || undefined} />
      </section>
      <div className="case-columns">
        <section className="panel" aria-label="事项资料">
          <Tabs
            size="small"
            activeKey={address.get('tab') || 'facts'}
            onChange={(tab) => address.set({ tab: tab === 'facts' ? null : tab })}
            items={[
              { key: 'facts', label: '事项信息', forceRender: whole, children: <Facts detail={detail} /> },
              ...(detail.process === 'accountability'
                ? [{ key: 'record', label: '事实清单', children: <FactsSheet caseId={detail.id} /> }]
                : []),
              { key: 'files', label: '材料', forceRender: whole, children: <Files caseId={detail.id} /> },
              { key: 'history', label: '办理记录', forceRender: whole, children: <History caseId={detail.id} /> },
              { key: 'comments', label: '留言和抄送', forceRender: whole, children: <Comments caseId={detail.id} /> },
            ]}
          />
        </section>
        <div className="case-side">
          {detail.tasks.length > 0 && <OpenTasks tasks={detail.tasks} />}
          {detail.levelBasis && <Level basis={detail.levelBasis} level={String(detail.variables.level ?? '')} />}
          {detail.links.length > 0 && <Links links={detail.links} />}
          <CaseCards cards={detail.cards} />
          {detail.deadlines.length > 0 && (
            <section className="panel" aria-labelledby="limits-title">
              <h2 id="limits-title">时限</h2>
              <Deadlines deadlines={detail.deadlines} />
            </section>
          )}
        </div>
      </div>
    </>
  );
}

/** Case files of both sides that belong together. */
function Links({ links }: Pick<CaseDetail, 'links'>) {
  return (
    <section className="panel" aria-labelledby="links-title">
      <h2 id="links-title">关联案卷</h2>
      {links.map((link) => (
        <p key={link.caseId} className="gap">
          <Link to={`/cases/${link.caseId}`}>{link.title}</Link>
          <span className="muted">
            {' '}
            {link.caseId} · {link.reason}
            {link.archiveNumber && ` · ${link.archiveUnitName}档案号 ${link.archiveNumber}`}
          </span>
        </p>
      ))}
    </section>
  );
}
