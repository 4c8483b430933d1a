import type { EngineClient } from '../../engine/client.ts';
import { createZeebeClient } from '../../engine/zeebe-client.ts';
import { world } from '../support/world.ts';

const { ports, engineVersion } = world();
let engine: EngineClient;

beforeAll(() => {
  engine = createZeebeClient({
    grpcAddress: `127.0.0.1:${ports.grpc}`,
    restAddress: `http://127.0.0.1:${ports.rest}`,
    engineVersion,
  });
});
afterAll(() => engine.close());

const levelOf = async (facts: Record<string, unknown>) => {
  const variables = {
    itemsBeyondPolicy: 0,
    annualRewardBeyondPolicy: '0',
    districtWideMajor: false,
    beyondLeadingGroup: 'no',
    ...facts,
  };
  const { output, matchedRules } = await engine.evaluateDecision({ decisionId: 'decision-level' }, variables);
  // UNIQUE: never two rows at once.
  expect(matchedRules.length).toBe(output === null ? 0 : 1);
  return output;
};

const OFFICE = 'leading-group-office';
const GROUP = 'leading-group';
const GOVERNMENT = 'government-executive-meeting';
const PARTY = 'party-standing-committee';

test.each<[Record<string, unknown>, string]>([
  [{}, OFFICE],
  [{ itemsBeyondPolicy: 1 }, OFFICE],
  [{ itemsBeyondPolicy: 2 }, GROUP],
  [{ itemsBeyondPolicy: 1000 }, GROUP],
  [{ annualRewardBeyondPolicy: '4999999.99' }, OFFICE],
  [{ annualRewardBeyondPolicy: '5000000' }, GROUP],
  [{ annualRewardBeyondPolicy: '5000000.01' }, GROUP],
  [{ annualRewardBeyondPolicy: '9999999999999.99' }, GROUP],
  [{ itemsBeyondPolicy: 1, annualRewardBeyondPolicy: '4999999.99' }, OFFICE],
  [{ itemsBeyondPolicy: 2, annualRewardBeyondPolicy: '5000000', districtWideMajor: true }, GROUP],
  [{ districtWideMajor: true }, GROUP],
  [{ beyondLeadingGroup: GOVERNMENT }, GOVERNMENT],
  [{ beyondLeadingGroup: PARTY }, PARTY],
  [{ beyondLeadingGroup: GOVERNMENT, itemsBeyondPolicy: 5, districtWideMajor: true }, GOVERNMENT],
  [{ beyondLeadingGroup: PARTY, annualRewardBeyondPolicy: '5000000' }, PARTY],
])('%j is decided by %s', async (facts, level) => {
  expect(await levelOf(facts)).toBe(level);
});

test.each([
  { annualRewardBeyondPolicy: null },
  { annualRewardBeyondPolicy: '五百万' },
  { annualRewardBeyondPolicy: '-1' },
  { itemsBeyondPolicy: '2' },
  { itemsBeyondPolicy: -1 },
  { itemsBeyondPolicy: null },
  { districtWideMajor: null },
  { beyondLeadingGroup: 'maybe' },
])('%j yields nothing rather than a level', async (facts) => {
  expect(await levelOf(facts)).toBeNull();
});
