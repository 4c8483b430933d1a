import { FileUnknownOutlined } from '@ant-design/icons';
import { Result } from 'antd';
import { LinkButton } from '../parts/link-button.tsx';

export function NotFound() {
  return (
    <Result
      icon={<FileUnknownOutlined />}
      title={<h1 style={{ fontSize: 20, margin: 0 }}>没有这个页面</h1>}
      subTitle="地址可能已变更或输入有误。"
      extra={
        <LinkButton to="/tasks" type="primary">
          回到我的待办
        </LinkButton>
      }
    />
  );
}
