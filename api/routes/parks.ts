import { Router } from 'express';
import { z } from 'zod';
import { maySeeCase } from '../../domain/access.ts';
import { toWire } from '../../domain/clock.ts';
import { filesOfCase } from '../../domain/files/store.ts';
import { type Clause, CLAUSES, wording } from '../../domain/parks/agreement.ts';
import { KINDS } from '../../domain/parks/application.ts';
import { sayTargets } from '../../domain/parks/papers.ts';
import { agreementOf, findPark, listParks, type Park, verifyCertificate } from '../../domain/parks/register.ts';
import { loadNames } from '../../domain/people/store.ts';
import type { Context } from '../context.ts';
import { notFound } from '../problem.ts';
import { Page } from '../schemas.ts';
import { principalOf } from '../session.ts';
import { parseQuery } from '../validate.ts';
import { nameIn } from '../views.ts';

export const ParkQuery = Page.extend({
  q: z.string().max(200, '至多 200 个字').optional(),
  industry: z.string().max(100).optional(),
  kind: z.enum(['government-led', 'society-led'], { error: '应为 government-led 或 society-led' }).optional(),
  department: z.string().max(100).optional(),
});
export const CertificateQuery = z.object({
  number: z.string({ error: '请填写证书编号' }).min(1, '请填写证书编号').max(60, '证书编号过长'),
  code: z.string({ error: '请填写验证码' }).min(1, '请填写验证码').max(60, '验证码过长'),
});

const view = (park: Park, names: Map<string, string>) => ({
  ...park,
  kindName: KINDS[park.kind],
  departmentName: nameIn(names, park.department),
});

/** The register of parks: public facts for whoever is signed in; agreement and documents for those who see the case. */
export function parkRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/parks', async (req, res) => {
    const filter = parseQuery(ParkQuery, req.query);
    const [{ items, total }, names] = await Promise.all([listParks(pool, filter), loadNames(pool)]);
    res.json({ items: items.map((park) => view(park, names)), total });
  });

  router.get('/parks/:id', async (req, res) => {
    const park = /^\d{1,18}$/.test(req.params.id) ? await findPark(pool, req.params.id) : null;
    if (!park) throw notFound('园区');
    const [names, seen] = await Promise.all([loadNames(pool), maySeeCase(pool, principalOf(req), park.caseId)]);
    const [agreement, files] = seen
      ? await Promise.all([agreementOf(pool, park.id), filesOfCase(pool, park.caseId)])
      : [null, []];
    res.json({
      ...view(park, names),
      agreement: agreement && {
        ...agreement,
        clauses: (Object.keys(CLAUSES) as Clause[]).map((key) => ({
          key,
          title: CLAUSES[key],
          text: wording(key, agreement.clauses),
        })),
        targets: sayTargets(agreement.targets).map(([label, value]) => ({ label, value })),
      },
      documents: files.map(({ id, name, size, uploadedAt }) => ({ id, name, size, uploadedAt: toWire(uploadedAt) })),
      may: { seeCase: seen },
    });
  });

  return router;
}

/** For whoever holds a certificate in his hand, signed in or not. */
export function certificateRoutes({ pool }: Context): Router {
  const router = Router();

  router.get('/park-certificates/verification', async (req, res) => {
    const { number, code } = parseQuery(CertificateQuery, req.query);
    const park = await verifyCertificate(pool, number, code);
    res.json(
      park
        ? {
            valid: true,
            park: {
              name: park.name,
              operator: park.operator,
              kindName: KINDS[park.kind],
              industryName: park.industryName,
              areaException: park.areaException,
              certifiedOn: park.certifiedOn,
              certificateNumber: park.certificateNumber,
            },
          }
        : { valid: false, park: null },
    );
  });

  return router;
}
