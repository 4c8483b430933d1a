import { howDecided } from '../../../domain/tasks/joint.ts';
import { JOINT_WAYS } from '../../../modeler/templates.ts';

const votes = { element: '=agreed', into: 'votes' };

test.each([
  ['会签', 3, null, { way: 'all', needed: 3 }],
  ['或签', 3, null, { way: 'any', needed: 1 }],
  ['票签', 3, votes, { way: 'vote', needed: 2 }],
  ['票签', 4, votes, { way: 'vote', needed: 3 }],
] as const)('%s of %d, as the template makes it', (name, total, collects, decided) => {
  const { condition } = JOINT_WAYS.find((way) => way.name === name)!;
  expect(howDecided(total, { until: condition, collects })).toEqual(decided);
});

test('a vote of a hundred and more is told; a condition that would never end says nothing', () => {
  const { condition } = JOINT_WAYS.find((way) => way.name === '票签')!;
  expect(howDecided(120, { until: condition, collects: votes })).toEqual({ way: 'vote', needed: 61 });
  for (const until of [
    '=some i in 1..1000000000 satisfies i < 0',
    '=some a in votes, b in votes, c in votes satisfies a = b and b = c',
  ])
    expect(howDecided(50, { until, collects: votes })).toEqual({ way: 'other', needed: null });
});

test.each([
  ['=numberOfCompletedInstances >= 2', { way: 'any', needed: 2 }],
  ['=numberOfActiveInstances = 0', { way: 'all', needed: 6 }],
  ['=count(votes[item = true]) >= numberOfInstances * 2 / 3', { way: 'vote', needed: 4 }],
  ['=votes[1] = true', { way: 'vote', needed: 1 }],
  ['=amount > 100', { way: 'other', needed: null }],
  ['=not a condition(', { way: 'other', needed: null }],
])('a condition that an owner changed: %s', (until, decided) => {
  expect(howDecided(6, { until, collects: votes })).toEqual(decided);
});
