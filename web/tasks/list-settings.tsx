import { SettingOutlined } from '@ant-design/icons';
import { App, Button, Checkbox, Popover, Radio } from 'antd';
import { http, type Problem } from '../client/http.ts';
import { queries, queryClient } from '../client/queries.ts';
import type { ListView } from '../client/types.ts';

/** Columns that may be left out; what is to be done and its limit always stand there. */
export const COLUMNS: [key: string, title: string][] = [
  ['caseTitle', '事项'],
  ['assignee', '办理人'],
  ['createdAt', '到达时间'],
];
const ALL = COLUMNS.map(([key]) => key);
// One after the other: the last choice is the one that stays.
let saving: Promise<unknown> = Promise.resolve();

/** 显示设置: kept on the server, so that it is the same on every computer. */
export function ListSettings({ view }: { view: ListView }) {
  const { message } = App.useApp();
  const save = (change: ListView) => {
    const next = { ...view, ...change };
    const { queryKey } = queries.taskListView();
    // An answer that is still on its way tells how it was before.
    void queryClient.cancelQueries({ queryKey });
    queryClient.setQueryData(queryKey, next);
    saving = saving
      .then(() => http.put('/api/lists/tasks/view', next))
      .catch((error: Problem) => void message.error(error.detail || error.message));
  };
  return (
    <Popover
      trigger="click"
      title="显示设置"
      content={
        <div className="list-settings">
          <div>
            <strong>列</strong>
            <Checkbox.Group
              value={view.columns ?? ALL}
              options={COLUMNS.map(([value, label]) => ({ value, label }))}
              onChange={(columns) => save({ columns: columns.map(String) })}
            />
          </div>
          <div>
            <strong>排序</strong>
            <Radio.Group
              value={view.sort ?? 'due'}
              options={[
                { value: 'due', label: '时限先到的在前' },
                { value: 'created', label: '新到达的在前' },
              ]}
              onChange={(event) => save({ sort: event.target.value as 'due' })}
            />
          </div>
          <div>
            <strong>行距</strong>
            <Radio.Group
              value={view.density ?? 'small'}
              options={[
                { value: 'small', label: '紧凑' },
                { value: 'middle', label: '适中' },
                { value: 'large', label: '宽松' },
              ]}
              onChange={(event) => save({ density: event.target.value as 'small' })}
            />
          </div>
        </div>
      }
    >
      <Button icon={<SettingOutlined aria-hidden />}>显示设置</Button>
    </Popover>
  );
}
