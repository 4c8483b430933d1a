import { randomInt } from 'node:crypto';
import type { Db } from '../../db/pool.ts';
import { type Origin, recordEvent, setOutcome } from '../cases/lifecycle.ts';
import { now } from '../clock.ts';
import type { Change, Clauses, Texts } from './agreement.ts';
import type { Kind } from './application.ts';

/** Public facts of a certified park. */
export interface Park {
  id: string;
  caseId: string;
  name: string;
  operator: string;
  kind: Kind;
  buildingCluster: boolean;
  industry: string;
  industryName: string;
  department: string;
  usableArea: number;
  areaException: string | null;
  certifiedOn: string;
  certificateNumber: string;
  /** YYYY-MM-DD; null: it still is a park. */
  revokedOn: string | null;
}

/** Columns of a park under the alias p. */
export const PARK = `p.id::text AS id, p.case_id AS "caseId", p.name, p.operator, p.kind, p.building_cluster AS "buildingCluster", p.industry,
  p.industry_name AS "industryName", p.department, p.usable_area::float8 AS "usableArea", p.area_exception AS "areaException",
  to_char(p.certified_on, 'YYYY-MM-DD') AS "certifiedOn", p.certificate_number AS "certificateNumber",
  to_char(p.revoked_on, 'YYYY-MM-DD') AS "revokedOn"`;

const plain = (text: string): string => text.replace(/\s/g, '');

/**
 * The same application twice: refused while the first runs, and once its park is in the register. The lock lets two that come at
 * once see each other.
 */
export async function refuseSecondApplication(
  db: Db,
  caseId: string,
  variables: Record<string, unknown>,
): Promise<string | null> {
  const name = plain(String(variables.parkName));
  const operator = plain((variables.operator as { name: string }).name);
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('park'), hashtext($1))`, [`${name}|${operator}`]);
  const same = await db.query<{ id: string }>(
    `SELECT c.id FROM cases c JOIN case_status s ON s.case_id = c.id
      WHERE c.process = 'park-certification' AND c.id <> $1 AND s.status IN ('running', 'suspended')
        AND regexp_replace(c.variables ->> 'parkName', '\\s', '', 'g') = $2
        AND regexp_replace(c.variables -> 'operator' ->> 'name', '\\s', '', 'g') = $3 LIMIT 1`,
    [caseId, name, operator],
  );
  if (same.rows[0]) return `该运营机构就该园区的申报正在办理（${same.rows[0].id}），不能重复申报。`;
  const known = await db.query<{ number: string }>(
    `SELECT certificate_number AS number FROM park p
      WHERE regexp_replace(name, '\\s', '', 'g') = $1 AND revoked_on IS NULL
        AND (regexp_replace(operator, '\\s', '', 'g') = $2
             OR EXISTS (SELECT 1 FROM park_operator_name n WHERE n.park_id = p.id AND regexp_replace(n.name, '\\s', '', 'g') = $2))`,
    [name, operator],
  );
  return known.rows[0] ? `该园区已经认定（${known.rows[0].number}），不能重复申报。` : null;
}

/** Other certified parks of an operator: one may run several, and whoever reviews shall know. */
export async function parksOfOperator(db: Db, operator: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string; number: string }>(
    `SELECT name, certificate_number AS number FROM park WHERE regexp_replace(operator, '\\s', '', 'g') = $1 ORDER BY id`,
    [plain(operator)],
  );
  return rows.map(({ name, number }) => `${name}（${number}）`);
}

export interface NewPark extends Omit<Park, 'id' | 'certifiedOn' | 'certificateNumber' | 'revokedOn'> {
  agreement: {
    clauses: Clauses;
    targets: Record<string, unknown>;
    changes: Change[];
    signedOn: string;
    departmentSignatory: string;
    operatorSignatory: string;
    files: string[];
    filingNumber: string | null;
  };
}

export interface Certificate {
  number: string;
  code: string;
  on: string;
}

// Without what is easily mistaken for something else.
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
const newCode = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')).join(
    '-',
  );

/** Enters the park with its agreement, once a case, and says what its certificate carries; in a transaction. */
export async function registerPark(db: Db, park: NewPark, origin: Origin): Promise<Certificate> {
  const before = await certificateOf(db, park.caseId);
  if (before) return before;
  const at = now();
  await db.query(`SELECT pg_advisory_xact_lock(hashtext('park-serial'))`);
  const last = await db.query<{ serial: number }>(
    'SELECT coalesce(max(serial), 0) + 1 AS serial FROM park WHERE year = $1',
    [at.year],
  );
  const serial = last.rows[0]?.serial ?? 1;
  const number = `历下园认〔${at.year}〕${String(serial).padStart(3, '0')}号`;
  const on = at.toISODate() ?? '';
  const { rows } = await db.query<{ id: string }>(
    `INSERT INTO park (case_id, name, operator, kind, building_cluster, industry, industry_name, department, usable_area, area_exception,
                       certified_on, year, serial, certificate_number, verification_code, registered_at)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16) RETURNING id`,
    [
      park.caseId,
      park.name,
      park.operator,
      park.kind,
      park.buildingCluster,
      park.industry,
      park.industryName,
      park.department,
      park.usableArea,
      park.areaException,
      on,
      at.year,
      serial,
      number,
      newCode(),
      at.toISO(),
    ],
  );
  const { clauses, targets, changes, ...signed } = park.agreement;
  const { missingReason, ...texts } = clauses;
  await db.query(
    `INSERT INTO park_agreement (park_id, clauses, missing_reason, targets, changes, signed_on, department_signatory, operator_signatory,
                                 signed_files, filing_number, filed_on)
     VALUES ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)`,
    [
      rows[0]?.id,
      JSON.stringify(texts),
      missingReason,
      JSON.stringify(targets),
      JSON.stringify(changes),
      signed.signedOn,
      signed.departmentSignatory,
      signed.operatorSignatory,
      signed.files,
      signed.filingNumber,
      on,
    ],
  );
  const detail = { number, text: `载入园区名录，证书编号 ${number}` };
  await recordEvent(db, { caseId: park.caseId, kind: 'park-registered', detail }, origin);
  await setOutcome(db, park.caseId, 'certified');
  const made = await certificateOf(db, park.caseId);
  if (!made) throw new Error('park not found after it was registered');
  return made;
}

async function certificateOf(db: Db, caseId: string): Promise<Certificate | null> {
  const { rows } = await db.query<Certificate>(
    `SELECT certificate_number AS number, verification_code AS code, to_char(certified_on, 'YYYY-MM-DD') AS "on" FROM park WHERE case_id = $1`,
    [caseId],
  );
  return rows[0] ?? null;
}

/** The park whose certificate carries both; null when either was changed. */
export async function verifyCertificate(db: Db, number: string, code: string): Promise<Park | null> {
  const { rows } = await db.query<Park>(
    `SELECT ${PARK} FROM park p WHERE p.certificate_number = $1 AND p.verification_code = $2`,
    [number.trim(), code.trim().toUpperCase()],
  );
  return rows[0] ?? null;
}

export type ParkOption = Pick<Park, 'id' | 'name' | 'operator' | 'department' | 'revokedOn'>;

/** Every park, for choosing: fraud may come out after a park has lost its title as well. */
export async function parkOptions(db: Db): Promise<ParkOption[]> {
  const { rows } = await db.query<ParkOption>(
    'SELECT id::text AS id, name, operator, department, revoked_on AS "revokedOn" FROM park ORDER BY name, id',
  );
  return rows;
}

export interface AgreementRow {
  clauses: Texts;
  missingReason: string | null;
  targets: Record<string, unknown>;
  changes: Change[];
  signedOn: string;
  departmentSignatory: string;
  operatorSignatory: string;
  signedFiles: string[];
  filingNumber: string | null;
  filedOn: string;
}

export async function findPark(db: Db, id: string): Promise<Park | null> {
  const { rows } = await db.query<Park>(`SELECT ${PARK} FROM park p WHERE p.id = $1`, [id]);
  return rows[0] ?? null;
}

export async function agreementOf(db: Db, parkId: string): Promise<AgreementRow | null> {
  const { rows } = await db.query<AgreementRow>(
    `SELECT clauses, missing_reason AS "missingReason", targets, changes, to_char(signed_on, 'YYYY-MM-DD') AS "signedOn",
            department_signatory AS "departmentSignatory", operator_signatory AS "operatorSignatory", signed_files AS "signedFiles",
            filing_number AS "filingNumber", to_char(filed_on, 'YYYY-MM-DD') AS "filedOn"
       FROM park_agreement WHERE park_id = $1`,
    [parkId],
  );
  return rows[0] ?? null;
}
