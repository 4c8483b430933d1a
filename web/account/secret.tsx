import { Button, Modal, Typography } from 'antd';

/** Something that is shown once: a first password, the key of a token. */
export function Secret({
  title,
  children,
  secret,
  onClose,
}: {
  title: string;
  children: string;
  secret: string | null;
  onClose: () => void;
}) {
  return (
    <Modal
      open={secret !== null}
      title={`${title}（只显示这一次）`}
      closable={false}
      footer={
        <Button type="primary" onClick={onClose}>
          已妥善保存
        </Button>
      }
    >
      <p>{children}</p>
      <Typography.Text code copyable style={{ overflowWrap: 'anywhere', fontSize: 15 }}>
        {secret ?? ''}
      </Typography.Text>
    </Modal>
  );
}
