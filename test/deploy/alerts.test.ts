import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { world } from '../support/world.ts';

interface Rule {
  alert: string;
  expr: string;
  annotations: { summary: string; runbook: string };
}

const stack = world();
const { groups } = parse(readFileSync('deploy/prometheus/alerts.yml', 'utf8')) as { groups: { rules: Rule[] }[] };
const rules = groups.flatMap((group) => group.rules);

test('every alert reads only what the app tells, and has its entry in the runbook', async () => {
  const { recordsPassword } = JSON.parse(readFileSync(join(stack.dataDir, 'secrets.json'), 'utf8')) as {
    recordsPassword: string;
  };
  const told = await fetch(`http://127.0.0.1:${stack.ports.records}/metrics`, {
    headers: { authorization: `Basic ${Buffer.from(`zeebe:${recordsPassword}`).toString('base64')}` },
  });
  const names = new Set(
    [...(await told.text()).matchAll(/^# TYPE (\w+) (\w+)/gm)].flatMap(([, name, kind]) =>
      kind === 'histogram' ? [`${name}_count`, `${name}_bucket`] : [name!],
    ),
  );
  const entries = new Set(
    [...readFileSync('docs/runbook.md', 'utf8').matchAll(/^## (\w+)$/gm)].map(([, name]) => name!),
  );
  for (const { alert, expr, annotations } of rules) {
    const words = expr.replace(
      /\{[^}]*\}|"[^"]*"|\[[^\]]*\]|\b(by|sum|rate|increase|time|and|or|histogram_quantile)\b|\((le|type)\)/g,
      ' ',
    );
    const read = words.match(/\b[a-z]\w+/g) ?? [];
    // Prometheus itself says whether it reaches the app.
    expect([alert, read.filter((name) => name !== 'up' && !names.has(name))]).toEqual([alert, []]);
    expect([alert, entries.has(alert), annotations.runbook]).toEqual([
      alert,
      true,
      `docs/runbook.md#${alert.toLowerCase()}`,
    ]);
  }
  expect([...entries].sort()).toEqual(rules.map(({ alert }) => alert).sort());
});

test('units and programs that the services name are there', () => {
  for (const name of readdirSync('deploy/systemd')) {
    const unit = readFileSync(join('deploy/systemd', name), 'utf8');
    const [, entry] = /^ExecStart=\/opt\/lixia-flow\/\.cache\/node\/bin\/node (\S+)/m.exec(unit) ?? [];
    expect([name, existsSync(entry ?? '')]).toEqual([name, true]);
    for (const [, other] of unit.matchAll(/(lixia-\w+\.service)/g))
      expect(existsSync(join('deploy/systemd', other!))).toBe(true);
  }
});
