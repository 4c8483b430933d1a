import { QuestionCircleOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useHelp } from './context.ts';

/** The "?" at a page's heading. */
export function PageHelp() {
  const { showPage } = useHelp();
  return (
    <Button
      type="text"
      shape="circle"
      size="small"
      className="page-help"
      icon={<QuestionCircleOutlined />}
      aria-label="本页说明"
      title="本页说明"
      onClick={showPage}
    />
  );
}
