import type { Db } from '../../db/pool.ts';
import { notify } from './notify.ts';

interface About {
  id: string;
  process: string;
  number: number;
  name: string;
}

const pageOf = ({ process, id }: About): string => `/modeler/${process}/versions/${id}`;

/** Tells whoever may approve that a version waits for him; in the transaction that asks for the review. */
export async function notifyOfReview(db: Db, version: About, processName: string, by: string): Promise<void> {
  await notify(db, {
    effectKey: `model-review:${version.id}`,
    kind: 'model',
    title: `版本待审核：${processName}`,
    text: `“${processName}”的版本 ${version.number}“${version.name}”已提请审核，请核对差别和影响后决定。`,
    recipients: ['process-reviewer', 'process-owner'],
    link: pageOf(version),
    except: by,
  });
}

/** Tells who asked for it what the second person said. */
export async function notifyOfDecision(
  db: Db,
  version: About & { requestedBy: string },
  processName: string,
  approved: boolean,
): Promise<void> {
  await notify(db, {
    effectKey: `model-decision:${version.id}`,
    kind: 'model',
    title: `${approved ? '审核同意' : '审核未同意'}：${processName}`,
    text: approved
      ? `“${processName}”的版本 ${version.number}“${version.name}”已经审核同意，可以部署。`
      : `“${processName}”的版本 ${version.number}“${version.name}”审核未同意，请按意见修改后另存版本。`,
    recipients: [version.requestedBy],
    link: pageOf(version),
  });
}
