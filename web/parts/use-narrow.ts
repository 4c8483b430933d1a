import { Grid } from 'antd';

/** A phone, or a window as narrow. */
export function useNarrow(): boolean {
  return Grid.useBreakpoint().md === false;
}
