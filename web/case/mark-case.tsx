import { Alert, Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { ReasonField } from '../absence/fields.tsx';
import { http } from '../client/http.ts';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useSending } from '../parts/use-sending.ts';

/** 内部 or 公开, with the reason that stays in the history. */
export function MarkCase({ caseId, to }: { caseId: string; to: 'internal' | 'public' }) {
  const [open, setOpen] = useState(false);
  const { busy, problem, save } = useSending<{ reason: string }>(
    ({ reason }) => http.put(`/api/cases/${caseId}/marking`, { marking: to, reason: reason.trim() }),
    { said: to === 'public' ? '已标为公开' : '已改为内部', stale: ['case', caseId], close: () => setOpen(false) },
  );
  const label = to === 'public' ? '标为公开' : '改为内部';
  return (
    <>
      <Button onClick={() => setOpen(true)}>{label}</Button>
      <Modal open={open} title={label} onCancel={() => setOpen(false)} footer={null} destroyOnHidden>
        <p>
          {to === 'public'
            ? '标为公开后，平台所有登录人员都能查看该事项的内容、材料、办理记录和时限，不能办理；平台以外不可见。'
            : '改为内部后，只有参与、督导该事项的单位和监控岗位能查看。'}
        </p>
        {to === 'public' && (
          <Alert
            type="warning"
            showIcon
            className="gap"
            title="涉密事项不得在本平台办理"
            description="发现涉密内容，请立即停止上传，改用涉密载体办理，并联系本单位保密工作机构。材料含个人信息、商业秘密的，请保持内部。"
          />
        )}
        {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
        <Form layout="vertical" requiredMark={false} onFinish={save}>
          <ReasonField example={to === 'public' ? '供各单位参考' : '含企业资料'} />
          <Button type="primary" htmlType="submit" loading={busy} block>
            确认
          </Button>
        </Form>
      </Modal>
    </>
  );
}
