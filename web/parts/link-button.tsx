import { Button, type ButtonProps } from 'antd';
import { useHref, useLinkClickHandler } from 'react-router';

/** A button that goes to another page: a real link, so it opens in a new tab too. */
export function LinkButton({ to, ...props }: { to: string } & Omit<ButtonProps, 'href' | 'onClick'>) {
  return <Button {...props} href={useHref(to)} onClick={useLinkClickHandler(to) as ButtonProps['onClick']} />;
}
