import { ConfigProvider, Layout, Spin } from 'antd';
import { Suspense } from 'react';
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { useLiveUpdates } from '../client/events.ts';
import { HelpProvider } from '../help/provider.tsx';
import { Loading } from '../parts/page-state.tsx';
import { useNarrow } from '../parts/use-narrow.ts';
import { touchTheme } from '../theme.ts';
import { BottomNavigation, SideNavigation } from './navigation.tsx';
import './shell.css';
import { Shortcuts } from './shortcuts.tsx';
import { TopBar } from './top-bar.tsx';
import { useKeyboard } from './use-keyboard.ts';

export function Shell() {
  const live = useLiveUpdates();
  const narrow = useNarrow();
  useKeyboard();
  const busy = useNavigation().state === 'loading';
  // The action bar of a form takes the place of the bottom navigation.
  const atWork = /^\/(tasks|start)\/./.test(useLocation().pathname);
  return (
    <ConfigProvider theme={narrow ? touchTheme : {}}>
      <HelpProvider>
        <Layout className="shell">
          <a className="skip" href="#content">
            跳到正文
          </a>
          <TopBar live={live} />
          <Layout className="shell-body">
            <SideNavigation />
            <main id="content" className="shell-content" tabIndex={-1}>
              {busy && <Spin size="small" className="shell-busy" />}
              <Suspense fallback={<Loading />}>
                <Outlet />
              </Suspense>
            </main>
          </Layout>
          {!atWork && <BottomNavigation />}
          <Shortcuts />
          <ScrollRestoration />
        </Layout>
      </HelpProvider>
    </ConfigProvider>
  );
}
