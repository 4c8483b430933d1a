import { createBrowserRouter } from 'react-router';
import { NotFound } from './not-found/not-found.tsx';
import { PageBroken } from './not-found/page-broken.tsx';
import { Shell } from './shell/shell.tsx';

/** Each page comes with its own chunk; the address of each can be shared. */
export const router = createBrowserRouter([
  {
    path: 'limits/wall',
    errorElement: <PageBroken />,
    hydrateFallbackElement: <></>,
    lazy: async () => ({ Component: (await import('./limits/wall.tsx')).Wall }),
  },
  {
    element: <Shell />,
    errorElement: <PageBroken />,
    hydrateFallbackElement: <></>,
    children: [
      {
        errorElement: <PageBroken />,
        children: [
          { index: true, lazy: async () => ({ Component: (await import('./home/home.tsx')).Home }) },
          { path: 'search', lazy: async () => ({ Component: (await import('./search/search.tsx')).SearchPage }) },
          { path: 'tasks', lazy: async () => ({ Component: (await import('./tasks/tasks.tsx')).Tasks }) },
          { path: 'copies', lazy: async () => ({ Component: (await import('./copies/copies.tsx')).Copies }) },
          { path: 'tasks/:key', lazy: async () => ({ Component: (await import('./task/task.tsx')).TaskPage }) },
          { path: 'cases', lazy: async () => ({ Component: (await import('./cases/cases.tsx')).Cases }) },
          { path: 'cases/:id', lazy: async () => ({ Component: (await import('./case/case.tsx')).CasePage }) },
          { path: 'cards', lazy: async () => ({ Component: (await import('./cards/cards.tsx')).Cards }) },
          { path: 'reports', lazy: async () => ({ Component: (await import('./reports/reports.tsx')).Reports }) },
          {
            path: 'settings/supervision',
            lazy: async () => ({ Component: (await import('./settings/supervision.tsx')).SupervisionPage }),
          },
          { path: 'start', lazy: async () => ({ Component: (await import('./start/procedures.tsx')).Procedures }) },
          { path: 'start/:process', lazy: async () => ({ Component: (await import('./start/start.tsx')).Start }) },
          { path: 'limits', lazy: async () => ({ Component: (await import('./limits/board.tsx')).Board }) },
          {
            path: 'limits/statistics',
            lazy: async () => ({ Component: (await import('./limits/statistics.tsx')).LimitStatistics }),
          },
          { path: 'limits/:id', lazy: async () => ({ Component: (await import('./limits/limit.tsx')).LimitPage }) },
          { path: 'clock', lazy: async () => ({ Component: (await import('./clock/clock.tsx')).Clock }) },
          { path: 'rules', lazy: async () => ({ Component: (await import('./rules/rules.tsx')).Rules }) },
          {
            path: 'calendar',
            lazy: async () => ({ Component: (await import('./calendar/calendar.tsx')).CalendarPage }),
          },
          {
            path: 'messages',
            lazy: async () => ({ Component: (await import('./notifications/messages.tsx')).Messages }),
          },
          { path: 'webhooks', lazy: async () => ({ Component: (await import('./webhooks/webhooks.tsx')).Webhooks }) },
          { path: 'members', lazy: async () => ({ Component: (await import('./members/members.tsx')).Members }) },
          {
            path: 'consultations',
            lazy: async () => ({ Component: (await import('./consultation/consultation.tsx')).Consultation }),
          },
          { path: 'exchange', lazy: async () => ({ Component: (await import('./exchange/exchange.tsx')).Exchange }) },
          {
            path: 'accountability',
            lazy: async () => ({ Component: (await import('./accountability/accountability.tsx')).AccountabilityPage }),
          },
          { path: 'parks', lazy: async () => ({ Component: (await import('./parks/parks.tsx')).Parks }) },
          { path: 'parks/:id', lazy: async () => ({ Component: (await import('./parks/park.tsx')).ParkPage }) },
          { path: 'coal', lazy: async () => ({ Component: (await import('./coal/coal.tsx')).CoalPage }) },
          {
            path: 'property',
            lazy: async () => ({ Component: (await import('./property/property.tsx')).PropertyPage }),
          },
          {
            path: 'disclosure',
            lazy: async () => ({ Component: (await import('./disclosure/disclosures.tsx')).Disclosures }),
          },
          {
            path: 'disclosure/:id',
            lazy: async () => ({ Component: (await import('./disclosure/disclosure.tsx')).DisclosurePage }),
          },
          { path: 'ledger', lazy: async () => ({ Component: (await import('./ledger/ledger.tsx')).LedgerPage }) },
          { path: 'ledger/:id', lazy: async () => ({ Component: (await import('./ledger/measure.tsx')).MeasurePage }) },
          {
            path: 'industries',
            lazy: async () => ({ Component: (await import('./parks/industries.tsx')).IndustriesPage }),
          },
          { path: 'archives', lazy: async () => ({ Component: (await import('./archives/archives.tsx')).Archives }) },
          { path: 'papers', lazy: async () => ({ Component: (await import('./papers/papers.tsx')).Papers }) },
          { path: 'audit', lazy: async () => ({ Component: (await import('./audit/audit.tsx')).Audit }) },
          { path: 'status', lazy: async () => ({ Component: (await import('./status/status.tsx')).StatusPage }) },
          { path: 'absence', lazy: async () => ({ Component: (await import('./absence/absence.tsx')).AbsencePage }) },
          { path: 'account', lazy: async () => ({ Component: (await import('./account/account.tsx')).AccountPage }) },
          { path: 'accounts', lazy: async () => ({ Component: (await import('./accounts/accounts.tsx')).Accounts }) },
          { path: 'people', lazy: async () => ({ Component: (await import('./people/people.tsx')).People }) },
          { path: 'help', lazy: async () => ({ Component: (await import('./help/help.tsx')).Help }) },
          { path: 'help/:chapter', lazy: async () => ({ Component: (await import('./help/help.tsx')).Help }) },
          { path: 'modeler', lazy: async () => ({ Component: (await import('../modeler/models.tsx')).Models }) },
          {
            path: 'modeler/:process',
            lazy: async () => ({ Component: (await import('../modeler/model.tsx')).ModelPage }),
          },
          {
            path: 'modeler/:process/edit',
            lazy: async () => ({ Component: (await import('../modeler/edit.tsx')).EditPage }),
          },
          {
            path: 'modeler/:process/rules/:file',
            lazy: async () => ({ Component: (await import('../modeler/rule.tsx')).RulePage }),
          },
          {
            path: 'modeler/:process/forms/:file',
            lazy: async () => ({ Component: (await import('../modeler/form.tsx')).FormPage }),
          },
          {
            path: 'modeler/:process/compare',
            lazy: async () => ({ Component: (await import('../modeler/compare.tsx')).ComparePage }),
          },
          {
            path: 'modeler/:process/migrate',
            lazy: async () => ({ Component: (await import('../modeler/migrate.tsx')).MigratePage }),
          },
          {
            path: 'modeler/:process/simulate',
            lazy: async () => ({ Component: (await import('../modeler/simulate.tsx')).SimulatePage }),
          },
          {
            path: 'modeler/:process/rehearse',
            lazy: async () => ({ Component: (await import('../modeler/rehearse.tsx')).RehearsePage }),
          },
          {
            path: 'modeler/:process/rehearsals/:id',
            lazy: async () => ({ Component: (await import('../modeler/rehearsal.tsx')).RehearsalPage }),
          },
          {
            path: 'modeler/:process/versions/:version',
            lazy: async () => ({ Component: (await import('../modeler/version.tsx')).VersionPage }),
          },
          {
            path: 'operations',
            lazy: async () => ({ Component: (await import('./operations/operations.tsx')).Operations }),
          },
          {
            path: 'operations/:process',
            lazy: async () => ({ Component: (await import('./operations/operation.tsx')).OperationPage }),
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]);
