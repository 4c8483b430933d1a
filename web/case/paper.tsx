import { Button, Form, Input, Modal, Radio, Select, Tag } from 'antd';
import { useState } from 'react';
import { ReasonField } from '../absence/fields.tsx';
import { http } from '../client/http.ts';
import type { CaseFile, PaperEntry } from '../client/types.ts';
import { OriginalMark } from '../papers/original-mark.tsx';
import { ProblemAlert } from '../parts/problem-alert.tsx';
import { useSending } from '../parts/use-sending.ts';
import { When } from '../parts/when.tsx';

const KINDS: Record<PaperEntry['kind'], string> = {
  scan: '本文件扫描自纸质原件',
  print: '纸质原件由本文件打印形成',
  none: '没有纸质原件（原登记有误）',
};
const MADE_BY = '系统生成';

/** 纸质原件 · 已盖章 · 有签字 · 已核对 */
const marks = (p: PaperEntry): string =>
  p.kind === 'none'
    ? '没有纸质原件'
    : [
        '纸质原件',
        p.stamped ? '已盖章' : '未盖章',
        p.signed ? '有签字' : '无签字',
        p.checked ? '已核对' : '待核对',
      ].join(' · ');

/** What is recorded of a file's paper original, and what whoever works on the case may record of it. `others`: what it may be a scan of. */
export function Paper({ file, caseId, others }: { file: CaseFile; caseId: string; others: CaseFile[] }) {
  const [open, setOpen] = useState<'record' | 'check' | null>(null);
  const { paper, earlierPapers, original, may } = file;
  const lacks = original?.standing === 'lacking';
  if (!paper && !original?.scan && !lacks && !may.recordPaper) return null;
  const close = () => setOpen(null);
  const label = paper ? '更正登记' : '登记纸质原件';
  return (
    <div className="file-paper" role="group" aria-label={`纸质原件：${file.name}`}>
      {lacks && <OriginalMark standing="lacking" />}
      {paper && <PaperLine paper={paper} />}
      {original?.scan && (
        <div>
          <Tag>纸质原件 · {original.standing === 'checked' ? '已核对' : '待核对'}</Tag>
          <span className="muted">扫描件：{original.scan.name}</span>
        </div>
      )}
      {earlierPapers.length > 0 && (
        <details>
          <summary>更正前的登记（{earlierPapers.length}）</summary>
          {earlierPapers.map((before) => (
            <PaperLine key={before.id} paper={before} />
          ))}
        </details>
      )}
      <span className="no-print">
        {may.checkPaper && (
          <Button size="small" aria-label={`核对原件：${file.name}`} onClick={() => setOpen('check')}>
            核对原件
          </Button>
        )}{' '}
        {may.recordPaper && (
          <Button size="small" aria-label={`${label}：${file.name}`} onClick={() => setOpen('record')}>
            {label}
          </Button>
        )}
      </span>
      <Modal open={open === 'record'} title={label} onCancel={close} footer={null} destroyOnHidden>
        <RecordForm file={file} caseId={caseId} others={others} close={close} />
      </Modal>
      <Modal open={open === 'check'} title="核对纸质原件" onCancel={close} footer={null} destroyOnHidden>
        {paper && <CheckForm file={file} paper={paper} caseId={caseId} close={close} />}
      </Modal>
    </div>
  );
}

function PaperLine({ paper }: { paper: PaperEntry }) {
  const { checked } = paper;
  return (
    <div>
      <Tag>{marks(paper)}</Tag>
      <span className="muted">
        {paper.of && `“${paper.of.name}”的原件 · `}
        {paper.place && `${paper.place} · `}
        {paper.byName} <When at={paper.at} /> {paper.reason ? `更正：${paper.reason}` : '登记'}
        {checked && (
          <>
            {' · '}
            {checked.byName} <When at={checked.at} /> 核对
          </>
        )}
      </span>
    </div>
  );
}

interface Values {
  kind: PaperEntry['kind'];
  stamped?: boolean;
  signed?: boolean;
  place?: string;
  of?: string;
  reason?: string;
}

function RecordForm(of: { file: CaseFile; caseId: string; others: CaseFile[]; close(): void }) {
  const { file, caseId, others, close } = of;
  const { paper } = file;
  const [form] = Form.useForm<Values>();
  const kind = Form.useWatch('kind', form);
  const { busy, problem, save } = useSending<Values>(
    (v) =>
      http.post(`/api/files/${file.id}/original`, {
        previous: paper?.id ?? null,
        kind: v.kind,
        stamped: v.stamped ?? false,
        signed: v.signed ?? false,
        place: v.place?.trim() ?? '',
        of: (v.kind === 'scan' && v.of) || null,
        reason: v.reason?.trim() ?? null,
      }),
    { said: paper ? '已更正登记' : '已登记，请上传人和登记人以外的人员核对', stale: ['case', caseId], close },
  );
  const kinds = (Object.keys(KINDS) as PaperEntry['kind'][]).filter(
    (k) => k !== 'none' || (paper && paper.kind !== 'none'),
  );
  const first = file.uploadedBy === MADE_BY ? 'print' : 'scan';
  const there = paper && paper.kind !== 'none' ? paper : null;
  return (
    <>
      <p className="prose">
        {file.name}
        {paper?.checked && '：更正后须重新核对。'}
      </p>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={
          there
            ? {
                kind: there.kind,
                stamped: there.stamped,
                signed: there.signed,
                place: there.place,
                of: there.of?.id,
              }
            : { kind: first }
        }
        onFinish={save}
      >
        <Form.Item name="kind" label="文件与纸质原件">
          <Radio.Group vertical options={kinds.map((value) => ({ value, label: KINDS[value] }))} />
        </Form.Item>
        {kind === 'scan' && others.length > 0 && (
          <Form.Item
            name="of"
            label="是哪份文件的原件"
            extra="打印后盖章、签字再扫描的，选择打印的那份文件；纸质来件不选。"
          >
            <Select
              allowClear
              placeholder="不是其他文件的原件"
              showSearch={{ optionFilterProp: 'label' }}
              options={others.map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
        )}
        {kind !== 'none' && (
          <>
            <Form.Item name="stamped" label="纸质原件是否盖章" rules={[{ required: true, message: '请选择是否盖章' }]}>
              <Radio.Group
                options={[
                  { value: true, label: '已盖章' },
                  { value: false, label: '未盖章' },
                ]}
              />
            </Form.Item>
            <Form.Item
              name="signed"
              label="纸质原件是否有签字"
              rules={[{ required: true, message: '请选择是否有签字' }]}
            >
              <Radio.Group
                options={[
                  { value: true, label: '有签字' },
                  { value: false, label: '无签字' },
                ]}
              />
            </Form.Item>
            <Form.Item
              name="place"
              label="存放位置"
              rules={[
                { required: true, whitespace: true, message: '请填写存放位置' },
                { max: 100, message: '最多 100 个字' },
              ]}
            >
              <Input placeholder="如：3号柜12盒" />
            </Form.Item>
          </>
        )}
        {paper && <ReasonField example="原件已补盖公章" />}
        <Button type="primary" htmlType="submit" loading={busy} block>
          {paper ? '确认更正' : '确认登记'}
        </Button>
      </Form>
    </>
  );
}

function CheckForm(of: { file: CaseFile; paper: PaperEntry; caseId: string; close(): void }) {
  const { file, paper, caseId, close } = of;
  const { busy, problem, save } = useSending<undefined>(
    () => http.post(`/api/files/${file.id}/original/check`, { original: paper.id }),
    { said: '已核对', stale: ['case', caseId], close },
  );
  return (
    <>
      <p className="prose">
        {file.name}：{KINDS[paper.kind]}，{paper.stamped ? '已盖章' : '未盖章'}、{paper.signed ? '有签字' : '无签字'}
        ，存放于{paper.place}。
      </p>
      <p>请取出纸质原件，与本文件逐页对照。内容一致、盖章和签字与登记相符的，确认核对；不符的，关闭后更正登记。</p>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Button type="primary" loading={busy} block onClick={() => save(undefined)}>
        确认核对
      </Button>
    </>
  );
}
