import { App, Button, Form, Input, Modal, Popconfirm, Radio } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Problem } from '../web/client/http.ts';
import { ListTable } from '../web/parts/list-table.tsx';
import { Nothing } from '../web/parts/page-state.tsx';
import { ProblemAlert } from '../web/parts/problem-alert.tsx';
import { When } from '../web/parts/when.tsx';
import { changed, dropFile, saveFile } from './queries.ts';
import type { Model, ModelFile } from './types.ts';

/** Where a rule or form is edited. */
export const editorOf = (process: string, { name, kind }: Pick<ModelFile, 'name' | 'kind'>): string =>
  `/modeler/${process}/${kind === 'dmn' ? 'rules' : 'forms'}/${name}`;

/** Rules and forms of a procedure. */
export function FilesPart({ model: m }: { model: Model }) {
  const { message } = App.useApp();
  const [making, setMaking] = useState(false);
  async function drop(file: ModelFile) {
    try {
      await dropFile(m.id, file.name, file.draft!.revision);
      void message.success('草稿已放弃');
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
    void changed();
  }
  return (
    <section className="panel gap" aria-label="规则和表单">
      <h2>规则和表单</h2>
      {m.files.length === 0 ? (
        <Nothing>这个流程还没有规则和表单。</Nothing>
      ) : (
        <ListTable
          scroll={{}}
          rowKey="name"
          brief
          dataSource={m.files}
          columns={[
            {
              title: '名称',
              render: (_, file: ModelFile) => (
                <>
                  {m.may.edit ? <Link to={editorOf(m.id, file)}>{file.title}</Link> : file.title}
                  <div className="muted">{file.name}</div>
                </>
              ),
            },
            { title: '种类', width: 70, render: (_, { kind }: ModelFile) => (kind === 'dmn' ? '规则' : '表单') },
            {
              title: '草稿',
              width: 300,
              render: (_, file: ModelFile) =>
                file.draft && (
                  <>
                    {file.draft.updatedByName} <When at={file.draft.updatedAt} />
                    ，第 {file.draft.revision} 稿{' '}
                    {m.may.edit && (
                      <Popconfirm
                        title="放弃草稿？"
                        description="这份草稿中的修改将不再保留。"
                        okText="放弃"
                        onConfirm={() => drop(file)}
                      >
                        <Button size="small" danger aria-label={`放弃“${file.title}”的草稿`}>
                          放弃
                        </Button>
                      </Popconfirm>
                    )}
                  </>
                ),
            },
          ]}
        />
      )}
      {m.may.edit && (
        <Button size="small" style={{ marginTop: 8 }} onClick={() => setMaking(true)}>
          新建规则或表单
        </Button>
      )}
      {making && <NewFile process={m.id} onClose={() => setMaking(false)} />}
    </section>
  );
}

interface Wish {
  kind: 'dmn' | 'form';
  id: string;
  title: string;
}

function NewFile({ process, onClose }: { process: string; onClose: () => void }) {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function make(wish: Wish) {
    setBusy(true);
    setProblem(null);
    const name = wish.kind === 'dmn' ? `${wish.id}-rules.dmn` : `${wish.id}.form`;
    try {
      await saveFile(process, name, { content: wish.kind === 'dmn' ? emptyRules(wish) : emptyForm(wish), revision: 0 });
      await changed();
      void navigate(editorOf(process, { name, kind: wish.kind }));
    } catch (error) {
      setProblem(error as Problem);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal open title="新建规则或表单" onCancel={onClose} footer={null}>
      <p>先作为草稿建立；流程图里选用它，存为版本，部署后才生效。</p>
      {problem && <ProblemAlert problem={problem} errors={problem.errors} />}
      <Form layout="vertical" initialValues={{ kind: 'form' }} onFinish={(wish: Wish) => void make(wish)}>
        <Form.Item name="kind" label="种类">
          <Radio.Group
            options={[
              { value: 'form', label: '表单' },
              { value: 'dmn', label: '规则' },
            ]}
          />
        </Form.Item>
        <Form.Item name="title" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="id"
          label="标识"
          extra="小写字母、数字和连字符，如 review-materials；以后不能改"
          rules={[
            {
              required: true,
              pattern: /^[a-z][a-z0-9-]{2,59}$/,
              message: '以小写字母开头，3 到 60 个字母、数字或连字符',
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
  );
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

function emptyRules({ id, title }: Wish): string {
  const name = escaped(title);
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="${id}-rules" name="${name}" namespace="http://lixia-flow/rules" modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0">
  <decision id="${id}" name="${name}">
    <decisionTable id="DecisionTable_1" hitPolicy="UNIQUE">
      <input id="Input_1" label="条件"><inputExpression id="InputExpression_1" typeRef="string"><text></text></inputExpression></input>
      <output id="Output_1" label="结果" name="result" typeRef="string"/>
    </decisionTable>
  </decision>
  <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="${id}"><dc:Bounds height="80" width="180" x="160" y="100"/></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
</definitions>
`;
}

const emptyForm = ({ id, title }: Wish): string =>
  JSON.stringify(
    {
      id,
      type: 'default',
      schemaVersion: 16,
      executionPlatform: 'Camunda Cloud',
      executionPlatformVersion: '8.5.0',
      components: [{ type: 'text', id: 'Text_Title', text: `### ${title}` }],
    },
    null,
    2,
  );
