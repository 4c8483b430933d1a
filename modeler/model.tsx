import { useQuery } from '@tanstack/react-query';
import { App, Button, Popconfirm, Select } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { failed } from '../web/client/queries.ts';
import type { Problem } from '../web/client/http.ts';
import { PageHelp } from '../web/help/page-help.tsx';
import { ListTable } from '../web/parts/list-table.tsx';
import { Loading, Nothing, ProblemState } from '../web/parts/page-state.tsx';
import { useNarrow } from '../web/parts/use-narrow.ts';
import { useTitle } from '../web/parts/use-title.ts';
import { When } from '../web/parts/when.tsx';
import { included, isDrafted, sourceOf } from './draft-parts.tsx';
import { FilesPart } from './files-part.tsx';
import { fromNames, stateOf } from './labels.ts';
import { changed, dropDraft, model } from './queries.ts';
import { rehearsalsOf } from './rehearsals.ts';
import { SaveVersion } from './save-version.tsx';
import { StateTag } from './state-tag.tsx';
import type { Deployed, Model, Version } from './types.ts';

/** One procedure: its draft, its named versions, what was deployed, comparison of any two. */
export function ModelPage() {
  const { process = '' } = useParams();
  const found = useQuery(model(process));
  const navigate = useNavigate();
  const narrow = useNarrow();
  useTitle(found.data ? `流程设计：${found.data.name}` : '流程设计');
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const m = found.data;
  return (
    <>
      <div className="page-head">
        <h1>流程设计：{m.name}</h1>
        <PageHelp />
        <Link to="/modeler">全部流程</Link>
        {m.present && <Link to={`/modeler/${m.id}/simulate?ref=d${m.present}`}>现行流程图走一走</Link>}
        <div className="page-head-end">
          {m.may.edit && (
            <Button type="primary" onClick={() => void navigate(`/modeler/${m.id}/edit`)}>
              {narrow ? '查看流程图' : m.draft ? '继续设计' : '打开设计'}
            </Button>
          )}
        </div>
      </div>
      {isDrafted(m) && <DraftPart model={m} />}
      <Rehearsals model={m} />
      <Compare model={m} />
      <Versions model={m} />
      <Deployments model={m} />
      <FilesPart model={m} />
    </>
  );
}

/** What is drafted, of the diagram and of rules and forms: compared and named as a whole. */
function DraftPart({ model: m }: { model: Model }) {
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [naming, setNaming] = useState(false);
  const { draft } = m;
  async function drop() {
    try {
      await dropDraft(m.id, draft!.revision);
      void message.success('草稿已放弃');
    } catch (error) {
      void message.error((error as Problem).detail || (error as Problem).message);
    }
    void changed();
  }
  return (
    <section className="panel gap" aria-label="草稿">
      <h2>草稿</h2>
      {draft ? (
        <p>
          流程图：{draft.updatedByName} <When at={draft.updatedAt} long /> 保存，第 {draft.revision} 稿
        </p>
      ) : (
        <p>流程图没有修改。</p>
      )}
      <p>{included(m)}</p>
      <div className="filters" style={{ marginBottom: 0 }}>
        {m.present && <Link to={`/modeler/${m.id}/compare?from=d${m.present}&to=draft`}>与现行版本比较</Link>}
        {m.may.edit && <Button onClick={() => setNaming(true)}>存为版本</Button>}
        {m.may.edit && <Button onClick={() => void navigate(`/modeler/${m.id}/rehearse?ref=draft`)}>演练草稿</Button>}
        <Link to={`/modeler/${m.id}/simulate?ref=draft`}>在图上走一走</Link>
        {m.may.edit && draft && (
          <Popconfirm title="放弃流程图草稿？" description="草稿中的修改将不再保留。" okText="放弃" onConfirm={drop}>
            <Button size="small" danger>
              放弃流程图草稿
            </Button>
          </Popconfirm>
        )}
      </div>
      {naming && (
        <SaveVersion
          title="存为版本"
          hint="版本保存后不再改变，可以比较、提请审核、部署。草稿可以继续修改。"
          process={m.id}
          source={sourceOf(m)}
          onClose={() => setNaming(false)}
          onSaved={(v) => void navigate(`/modeler/${m.id}/versions/${v.id}`)}
        />
      )}
    </section>
  );
}

/** 演练 that are going on; one that is over is gone. */
function Rehearsals({ model: m }: { model: Model }) {
  const found = useQuery(rehearsalsOf(m.id));
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className="panel gap" aria-label="正在进行的演练">
      <h2>正在进行的演练</h2>
      <ul>
        {items.map((r) => (
          <li key={r.id}>
            <Link to={`/modeler/${m.id}/rehearsals/${r.id}`}>
              {refName(m, r.ref)}，{r.ownerName}发起
            </Link>{' '}
            <span className="muted">
              <When at={r.startedAt} />
              ，演练时间 <When at={r.clock} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const refName = (m: Model, ref: string): string => choices(m).find((c) => c.value === ref)?.label ?? '草稿';

/** Everything that can be compared, newest first. */
export function choices(m: Model): { value: string; label: string }[] {
  const deployedOnly = m.deployed.filter((d) => d.modelVersion === null);
  return [
    ...(isDrafted(m) ? [{ value: 'draft', label: '草稿' }] : []),
    ...m.versions.map((v) => ({ value: `v${v.id}`, label: `版本 ${v.number}：${v.name}` })),
    ...deployedOnly.map((d) => ({
      value: `d${d.definitionKey}`,
      label: `第 ${d.version} 版（${fromNames[d.from]}）`,
    })),
  ];
}

function Compare({ model: m }: { model: Model }) {
  const navigate = useNavigate();
  const options = choices(m);
  const [from, setFrom] = useState<string | undefined>();
  const [to, setTo] = useState<string | undefined>();
  if (options.length < 2) return null;
  return (
    <section className="panel gap" aria-label="比较">
      <h2>比较</h2>
      <div className="filters" style={{ marginBottom: 0 }}>
        <Select
          aria-label="原来的版本"
          placeholder="原来的版本"
          style={{ width: 260, maxWidth: '100%' }}
          options={options}
          onChange={setFrom}
        />
        <Select
          aria-label="后来的版本"
          placeholder="后来的版本"
          style={{ width: 260, maxWidth: '100%' }}
          options={options}
          onChange={setTo}
        />
        <Button
          disabled={!from || !to || from === to}
          onClick={() => void navigate(`/modeler/${m.id}/compare?from=${from}&to=${to}`)}
        >
          比较
        </Button>
      </div>
    </section>
  );
}

function Versions({ model: m }: { model: Model }) {
  return (
    <section className="panel gap" aria-label="版本">
      <h2>版本</h2>
      {m.versions.length === 0 ? (
        <Nothing>还没有保存过版本。打开设计，修改后“存为版本”。</Nothing>
      ) : (
        <ListTable
          scroll={{}}
          rowKey="id"
          dataSource={m.versions}
          columns={[
            {
              title: '版本',
              render: (_, v: Version) => (
                <>
                  <Link to={`/modeler/${m.id}/versions/${v.id}`}>
                    {v.number}．{v.name}
                  </Link>
                  <div className="muted prose">{v.note}</div>
                </>
              ),
            },
            { title: '作者', width: 140, render: (_, v: Version) => v.authorName ?? '随产品发布' },
            { title: '时间', width: 120, render: (_, v: Version) => <When at={v.createdAt} /> },
            {
              title: '状态',
              width: 150,
              render: (_, v: Version) => {
                const { text, tone } = stateOf(v, m.deployed[0]?.modelVersion ?? null);
                return <StateTag tone={tone}>{text}</StateTag>;
              },
            },
          ]}
        />
      )}
    </section>
  );
}

/** What was deployed, as a reference: a version of ours with its rules and forms, else the diagram of the engine. */
const refOf = (d: Deployed): string => (d.modelVersion ? `v${d.modelVersion}` : `d${d.definitionKey}`);

function Deployments({ model: m }: { model: Model }) {
  const navigate = useNavigate();
  const [back, setBack] = useState<Deployed | null>(null);
  return (
    <section className="panel gap" aria-label="部署记录">
      <h2>部署记录</h2>
      {new Set(m.deployed.map((d) => d.definitionKey)).size > 1 && (
        <p>
          <Link to={`/modeler/${m.id}/migrate`}>把在办事项移到另一版</Link>
        </p>
      )}
      <ListTable
        scroll={{}}
        rowKey={(d) => refOf(d)}
        dataSource={m.deployed}
        columns={[
          {
            title: '第几版',
            width: 120,
            render: (_, d: Deployed) => (
              <>
                第 {d.version} 版 {d === m.deployed[0] && <StateTag tone="ok">现行</StateTag>}
              </>
            ),
          },
          {
            title: '来自',
            render: (_, d: Deployed) => {
              const version = m.versions.find((v) => v.id === d.modelVersion);
              return version ? `版本 ${version.number}：${version.name}（${d.deployedByName}部署）` : fromNames[d.from];
            },
          },
          { title: '时间', width: 120, render: (_, d: Deployed) => <When at={d.deployedAt} /> },
          ...(m.may.edit
            ? [
                {
                  title: '操作',
                  width: 110,
                  render: (_: unknown, d: Deployed) =>
                    d !== m.deployed[0] && (
                      <Button size="small" aria-label={`回退到第 ${d.version} 版`} onClick={() => setBack(d)}>
                        回退到此
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      {back && (
        <SaveVersion
          title={`回退到第 ${back.version} 版`}
          hint="建立一个内容与该版相同的新版本，经审核后部署。已经开始的事项不变。"
          process={m.id}
          source={{ from: refOf(back) }}
          initial={{ name: `回退到第 ${back.version} 版`, note: '' }}
          onClose={() => setBack(null)}
          onSaved={(v) => void navigate(`/modeler/${m.id}/versions/${v.id}`)}
        />
      )}
    </section>
  );
}
