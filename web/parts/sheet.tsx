import { Button, Drawer } from 'antd';
import type { ReactNode } from 'react';
import './sheet.css';

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  /** What the button below says. */
  done?: ReactNode;
  children: ReactNode;
}

/** Comes up from below, as far as its content needs; closed where the thumb is. */
export function Sheet({ open, title, onClose, done = '关闭', children }: Props) {
  return (
    <Drawer
      open={open}
      onClose={onClose}
      placement="bottom"
      title={title}
      destroyOnHidden
      rootClassName="sheet"
      styles={{ wrapper: { height: 'auto', maxHeight: '88dvh' } }}
      footer={
        <Button type="primary" block onClick={onClose}>
          {done}
        </Button>
      }
    >
      {children}
    </Drawer>
  );
}
