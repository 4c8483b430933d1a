import express, { type Express, type Router } from 'express';
import helmet from 'helmet';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { installAudit } from './audit.ts';
import type { Context } from './context.ts';
import { eventRoutes } from './events.ts';
import { oidcRoutes } from './routes/oidc.ts';
import { openApiRoutes } from './openapi.ts';
import { problemHandler, refuseNul, unknownAddress } from './problem.ts';
import { publicPages } from './public/routes.ts';
import { accountRoutes } from './routes/accounts.ts';
import { accountabilityRoutes } from './routes/accountability.ts';
import { archiveRoutes } from './routes/archives.ts';
import { absenceRoutes } from './routes/absences.ts';
import { auditRoutes } from './routes/audit.ts';
import { calendarRoutes } from './routes/calendar.ts';
import { cardRoutes } from './routes/cards.ts';
import { reportRoutes } from './routes/reports.ts';
import { caseRoutes } from './routes/cases.ts';
import { deadlineRoutes } from './routes/deadlines.ts';
import { coalRoutes } from './routes/coal.ts';
import { copyRoutes } from './routes/copies.ts';
import { decisionRoutes } from './routes/decisions.ts';
import { demoClockRoutes } from './routes/demo-clock.ts';
import { disclosureRoutes } from './routes/disclosures.ts';
import { exchangeRoutes } from './routes/exchange.ts';
import { exchangeSystemRoutes } from './routes/exchange-systems.ts';
import { fileRoutes } from './routes/files.ts';
import { paperRoutes } from './routes/papers.ts';
import { healthRoutes } from './routes/health.ts';
import { homeRoutes } from './routes/home.ts';
import { industryRoutes } from './routes/industries.ts';
import { ledgerRoutes } from './routes/ledger.ts';
import { limitRoutes } from './routes/limits.ts';
import { notificationRoutes } from './routes/notifications.ts';
import { meetingDecisionRoutes } from './routes/meeting-decisions.ts';
import { memberRoutes } from './routes/members.ts';
import { modelRoutes } from './routes/models.ts';
import { operationRoutes } from './routes/operations.ts';
import { certificateRoutes, parkRoutes } from './routes/parks.ts';
import { postRoutes } from './routes/posts.ts';
import { processRoutes } from './routes/processes.ts';
import { propertyRoutes } from './routes/property.ts';
import { reminderRoutes } from './routes/reminders.ts';
import { sessionRoutes } from './routes/session.ts';
import { statusRoutes } from './routes/status.ts';
import { supervisionRoutes } from './routes/supervision.ts';
import { taskActRoutes } from './routes/task-acts.ts';
import { taskListRoutes } from './routes/task-lists.ts';
import { taskRoutes } from './routes/tasks.ts';
import { tokenRoutes } from './routes/tokens.ts';
import { unitRoutes } from './routes/units.ts';
import { webhookRoutes } from './routes/webhooks.ts';
import { installSession, refuseForeignPassword, requireSession } from './session.ts';

/** The web application, in the order in which a request passes. */
export function createApp(ctx: Context, webDir: string): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('query parser', 'simple');
  // Answers of the API are not stored, so nobody comes back with their mark; files and pages bring their own.
  app.set('etag', false);
  // A reverse proxy of the same machine or network tells who is calling, and that the outside is TLS.
  if (!ctx.config.DEMO) app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
  app.use(ctx.observer.watchRequests);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          styleSrc: ["'self'", "'unsafe-inline'"],
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'", 'data:'],
          // Previews of PDF files: made of bytes that are said to be a PDF, whatever they are.
          frameSrc: ["'self'", 'blob:'],
          objectSrc: ["'none'"],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
        },
      },
      strictTransportSecurity: false,
    }),
  );
  // Before the session, and away from it.
  app.use('/public', publicPages(ctx));
  app.use(refuseNul);
  app.use('/api', (_req, res, next) => {
    // What one person was shown is not kept for the next at this computer.
    res.set('Cache-Control', 'no-store');
    next();
  });
  app.use('/api', ...openRoutes(ctx));
  installSession(app, ctx);
  installAudit(app, ctx);
  app.use('/api', sessionRoutes(ctx), oidcRoutes(ctx));
  app.use('/api', ...systemRoutes(ctx));
  app.use('/api', requireSession, refuseForeignPassword);
  app.use('/api', ...signedInRoutes(ctx));
  app.use('/api', unknownAddress);
  installPages(app, webDir);
  app.use(problemHandler);
  return app;
}

/** For everybody, and without a look at the session. */
export const openRoutes = (ctx: Context): Router[] => [healthRoutes(ctx), openApiRoutes(), certificateRoutes(ctx)];

/** For outside systems, which sign each request. */
export const systemRoutes = (ctx: Context): Router[] => [exchangeSystemRoutes(ctx)];

/** For whoever is signed in; each route says who may. What is asked for most comes first, as a request passes all before its own. */
export const signedInRoutes = (ctx: Context): Router[] => [
  taskRoutes(ctx),
  deadlineRoutes(ctx),
  caseRoutes(ctx),
  eventRoutes(ctx),
  calendarRoutes(ctx),
  unitRoutes(ctx),
  absenceRoutes(ctx),
  postRoutes(ctx),
  accountRoutes(ctx),
  tokenRoutes(ctx),
  processRoutes(ctx),
  copyRoutes(ctx),
  limitRoutes(ctx),
  cardRoutes(ctx),
  reportRoutes(ctx),
  supervisionRoutes(ctx),
  taskListRoutes(ctx),
  taskActRoutes(ctx),
  reminderRoutes(ctx),
  notificationRoutes(ctx),
  webhookRoutes(ctx),
  fileRoutes(ctx),
  paperRoutes(ctx),
  decisionRoutes(ctx),
  memberRoutes(ctx),
  meetingDecisionRoutes(ctx),
  exchangeRoutes(ctx),
  industryRoutes(ctx),
  parkRoutes(ctx),
  ledgerRoutes(ctx),
  homeRoutes(ctx),
  coalRoutes(ctx),
  propertyRoutes(ctx),
  disclosureRoutes(ctx),
  accountabilityRoutes(ctx),
  archiveRoutes(ctx),
  auditRoutes(ctx),
  modelRoutes(ctx),
  operationRoutes(ctx),
  demoClockRoutes(ctx),
  statusRoutes(ctx),
];

/** Built pages; every other address is a page of the single-page application. */
function installPages(app: Express, webDir: string): void {
  app.use(
    '/assets',
    express.static(path.join(webDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }),
  );
  app.use(express.static(webDir, { index: false, maxAge: 0 }));
  app.get('/{*any}', (_req, res, next) => {
    const index = path.join(webDir, 'index.html');
    if (!existsSync(index)) return next();
    res.set('Cache-Control', 'no-cache').sendFile(index);
  });
  app.use(unknownAddress);
}
