import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Tag } from 'antd';
import { ArrowLeftOutlined } from '@ant-design/icons';
import { Link, useLocation, useNavigate, useParams } from 'react-router';
import { OwnPartSide } from '../accountability/own-part.tsx';
import { queries } from '../client/queries.ts';
import { PageHelp } from '../help/page-help.tsx';
import { Due } from '../parts/due.tsx';
import { LinkButton } from '../parts/link-button.tsx';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { useTitle } from '../parts/use-title.ts';
import { signOut, useSession } from '../shell/session.tsx';
import { TaskSide } from './task-side.tsx';
import { TaskWork } from './task-work.tsx';
import './task.css';

/** One task: the work on the left, what one needs to know for it on the right. */
export function TaskPage() {
  const { key = '' } = useParams();
  const navigate = useNavigate();
  // 'default' is the first page of this tab: then there is no list to go back to.
  const first = useLocation().key === 'default';
  const query = useQuery(queries.task(key));
  useTitle(query.data?.name ?? '任务');
  if (query.isError && !query.data)
    return <ProblemState error={query.error} retry={() => void query.refetch()} more={<OtherWays />} />;
  if (query.isPending) return <Loading />;
  const task = query.data;

  return (
    <>
      <div className="page-head">
        <Button
          type="text"
          icon={<ArrowLeftOutlined />}
          aria-label="返回"
          onClick={() => void (first ? navigate('/tasks') : navigate(-1))}
        />
        <h1>{task.name}</h1>
        <PageHelp />
        <Tag variant="outlined">
          {task.state === 'open' ? (task.assigneeName ?? '待领取') : task.state === 'done' ? '已办结' : '已取消'}
        </Tag>
        {task.dueAt && <Due at={task.dueAt} open={task.state === 'open'} provisional={task.provisional} />}
        <span>
          {task.seesCase ? <Link to={`/cases/${task.caseId}`}>{task.caseTitle}</Link> : task.caseTitle}{' '}
          <span className="muted">
            {task.processName} · {task.caseId}
          </span>
        </span>
      </div>
      <div className="task-columns">
        <TaskWork key={task.key} task={task} />
        {task.seesCase ? (
          <TaskSide
            caseId={task.caseId}
            element={task.element}
            hasSheet={task.process === 'accountability'}
            task={task.state === 'open' && task.may.complete ? task.key : undefined}
          />
        ) : (
          <OwnPartSide caseId={task.caseId} />
        )}
      </div>
    </>
  );
}

/** For whoever came by a link that was meant for somebody else, or with another account. */
function OtherWays() {
  const { user } = useSession();
  return (
    <>
      <p>您现在以“{user.name}”登录。收到提醒的是其他账号的，请换该账号登录，登录后仍打开本任务。</p>
      <Flex gap={8} justify="center" wrap>
        <LinkButton to="/tasks" type="primary">
          回到我的待办
        </LinkButton>
        <Button onClick={() => void signOut(true)}>换其他账号登录</Button>
      </Flex>
    </>
  );
}
