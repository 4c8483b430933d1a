import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { failed } from '../web/client/queries.ts';
import { http, type Problem } from '../web/client/http.ts';
import { PageHelp } from '../web/help/page-help.tsx';
import { ListTable } from '../web/parts/list-table.tsx';
import { Loading, ProblemState } from '../web/parts/page-state.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { useNarrow } from '../web/parts/use-narrow.ts';
import { useTitle } from '../web/parts/use-title.ts';
import { When } from '../web/parts/when.tsx';
import { beginProcess, changed, models } from './queries.ts';
import { StateTag } from './state-tag.tsx';
import type { ModelListed, Models as Listed } from './types.ts';

/** 流程设计: every procedure with its present version, its draft and what waits for somebody. */
export function Models() {
  useTitle('流程设计');
  const found = useQuery(models());
  const narrow = useNarrow();
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  return (
    <>
      <div className="page-head">
        <h1>流程设计</h1>
        <PageHelp />
        <div className="page-head-end">{found.data.may.edit && <NewProcess />}</div>
      </div>
      <Approval models={found.data} />
      <div className="panel">
        <ListTable
          scroll={{}}
          rowKey="id"
          brief
          dataSource={found.data.items}
          columns={[
            {
              title: '流程',
              render: (_, m: ModelListed) => <Link to={`/modeler/${m.id}`}>{m.name}</Link>,
            },
            {
              title: '现行版本',
              width: 90,
              render: (_, m: ModelListed) => (m.version === null ? '未部署' : `第 ${m.version} 版`),
            },
            {
              title: '草稿',
              render: (_, m: ModelListed) =>
                m.draft ? (
                  <>
                    {m.draft.updatedByName} <When at={m.draft.updatedAt} />
                  </>
                ) : (
                  <span className="muted">无</span>
                ),
            },
            { title: '待处理', render: (_, m: ModelListed) => isWaiting(m) && <Waiting model={m} /> },
            // Diagrams are edited at a desk.
            ...(found.data.may.edit && !narrow
              ? [
                  {
                    title: '操作',
                    width: 90,
                    render: (_: unknown, m: ModelListed) => (
                      <Link to={`/modeler/${m.id}/edit`} aria-label={`设计${m.name}`}>
                        设计
                      </Link>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </div>
    </>
  );
}

const isWaiting = ({ waiting }: ModelListed): boolean => waiting.review + waiting.deploy + waiting.shipped > 0;

function Waiting({ model: { waiting } }: { model: ModelListed }) {
  return (
    <>
      {waiting.review > 0 && <StateTag tone="waits">待审核 {waiting.review}</StateTag>}
      {waiting.deploy > 0 && <StateTag tone="ahead">待部署 {waiting.deploy}</StateTag>}
      {waiting.shipped > 0 && <StateTag tone="plain">产品更新 {waiting.shipped}</StateTag>}
    </>
  );
}

/** Whether a second person must agree, and for whoever may the switch. */
function Approval({ models: { approval, may } }: { models: Listed }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Alert
        className="gap"
        type={approval.required ? 'info' : 'warning'}
        showIcon
        title={approval.required ? '部署前须由第二人审核同意。' : '部署前的第二人审核已关闭。'}
        description={
          approval.changedByName && approval.changedAt ? (
            <>
              {approval.changedByName} <When at={approval.changedAt} long /> 更改，理由：{approval.reason}
            </>
          ) : undefined
        }
        action={
          may.switchApproval && (
            <Button size="small" onClick={() => setOpen(true)}>
              {approval.required ? '关闭审核' : '开启审核'}
            </Button>
          )
        }
      />
      {open && <Switch required={!approval.required} onClose={() => setOpen(false)} />}
    </>
  );
}

function Switch({ required, onClose }: { required: boolean; onClose: () => void }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function send({ reason }: { reason: string }) {
    setBusy(true);
    setProblem(null);
    try {
      await http.put('/api/settings/model-approval', { required, reason });
      void message.success(required ? '已开启第二人审核' : '已关闭第二人审核');
      void changed();
      onClose();
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal open title={required ? '开启第二人审核' : '关闭第二人审核'} onCancel={onClose} footer={null}>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" onFinish={send}>
        <Form.Item
          name="reason"
          label="理由"
          rules={[{ required: true, whitespace: true, min: 2, message: '请填写理由' }]}
        >
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy} block>
          确定
        </Button>
      </Form>
    </Modal>
  );
}

/** A new procedure begins as a draft of its own. */
function NewProcess() {
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function begin(wish: { id: string; name: string }) {
    setBusy(true);
    setProblem(null);
    try {
      const { id } = await beginProcess(wish);
      await changed();
      void navigate(`/modeler/${id}/edit`);
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>新建流程</Button>
      <Modal open={open} title="新建流程" onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <p>先作为草稿建立。存为版本、经审核并部署后，平台才有这个流程。</p>
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <Form layout="vertical" onFinish={(wish: { id: string; name: string }) => void begin(wish)}>
          <Form.Item
            name="name"
            label="流程名称"
            rules={[{ required: true, whitespace: true, min: 2, message: '请填写名称，至少 2 个字' }]}
          >
            <Input maxLength={40} />
          </Form.Item>
          <Form.Item
            name="id"
            label="流程标识"
            extra="小写字母、数字和连字符，如 equipment-request；以后不能改"
            rules={[
              {
                required: true,
                pattern: /^[a-z][a-z0-9-]{2,59}$/,
                message: '以小写字母开头，3 到 60 个小写字母、数字或连字符',
              },
            ]}
          >
            <Input maxLength={60} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={busy} block>
            建立
          </Button>
        </Form>
      </Modal>
    </>
  );
}
