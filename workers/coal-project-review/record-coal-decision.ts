import { z } from 'zod';
import { inTransaction } from '../../db/pool.ts';
import { recordEvent, setOutcome } from '../../domain/cases/lifecycle.ts';
import { balanceOf, enterProject, lockCoal, sayBalance, takenSources } from '../../domain/coal/ledger.ts';
import { coalPaper } from '../../domain/coal/paper.ts';
import { weighReplacement } from '../../domain/coal/replacement.ts';
import { completion, decision, eia, energyReview, planReview, project } from '../../domain/coal/variables.ts';
import { storeDocument } from '../../domain/documents/store.ts';
import { loadNames } from '../../domain/people/store.ts';
import { defineWorker } from '../run-job.ts';

/** Enters the decision and files it. Whatever way led here: without replacement and both preconditions nothing is approved. */
export const recordCoalDecision = defineWorker({
  type: 'record-coal-decision',
  timeoutMs: 120_000,
  input: z.object({
    ...project,
    planReview: planReview.nullish(),
    completion,
    energyReview,
    eia,
    decision,
  }),
  async perform({ planReview, completion, energyReview, eia, decision, ...p }, job, { pool, dataDir }) {
    const recorded = await inTransaction(pool, async (db) => {
      await lockCoal(db);
      const weighed = weighReplacement(p.annualCoal, p.replacementRatio, p.sources, planReview?.ratio ?? null);
      const taken = await takenSources(db, p.caseId, p.sources);
      const balance = await balanceOf(db, p.startYear, p);
      const against = [
        ...(completion?.result === 'give-up' ? ['申报单位放弃'] : []),
        ...(planReview?.result === 'agree' ? [] : ['替代方案未经审查同意']),
        ...(weighed.met ? [] : ['未落实煤炭消费减量替代']),
        ...(taken.length ? [`替代源已用于其他项目：${taken.join('、')}`] : []),
        ...(energyReview?.result === 'pass' ? [] : ['节能审查未通过']),
        ...(eia?.result === 'contains' ? [] : ['环评文件未包含核定的替代方案']),
        ...(decision?.result === 'approve' ? [] : ['审批部门未同意']),
      ];
      const approved = against.length === 0;
      const reason = approved ? null : decision?.text ? `${against.join('；')}：${decision.text}` : against.join('；');
      if (approved)
        await enterProject(db, {
          ...{ caseId: p.caseId, name: p.projectName, startYear: p.startYear },
          ...{ annualCoal: p.annualCoal, sources: p.sources },
        });
      const warned = approved && balance.exceeds;
      const text = approved
        ? `同意${warned ? `（预计超过年度总量目标：${decision?.text ?? ''}）` : ''}`
        : `不同意：${reason}`;
      const detail = { approved, reason, warned, balance, text };
      const event = { caseId: p.caseId, kind: 'coal-decided', actor: decision?.by ?? null, detail };
      if (await recordEvent(db, event, job)) await setOutcome(db, p.caseId, approved ? 'approved' : 'rejected');
      return { text, replacement: weighed.text, balance: sayBalance(balance) };
    });
    const names = await loadNames(pool);
    await storeDocument(pool, dataDir, {
      caseId: p.caseId,
      name: '耗煤项目审查意见书.pdf',
      pdf: await coalPaper({
        ...p,
        findings: [
          ['替代测算', recorded.replacement],
          [
            '节能审查',
            energyReview
              ? `${energyReview.result === 'pass' ? '通过' : '不通过'} ${energyReview.number ?? ''}`
              : '未办理',
          ],
          [
            '环评核对',
            eia ? `${eia.result === 'contains' ? '已包含替代方案' : '未包含替代方案'} ${eia.number ?? ''}` : '未办理',
          ],
          ['总量目标', recorded.balance],
        ],
        decision: recorded.text,
        issuer: names.get(p.filingUnit) ?? p.filingUnit,
      }),
      effectKey: `${job.elementInstanceKey}:coal-decision`,
      kind: 'coal-decision',
    });
    return { decisionText: recorded.text };
  },
});
