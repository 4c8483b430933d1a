export const SEVERITIES = ['low', 'moderate', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** A known weakness of something that this program brings along. */
export interface Finding {
  /** As `io.netty:netty-codec-http 4.1.114.Final`. */
  part: string;
  /** CVE, or where there is none the number that its source gives it. */
  id: string;
  severity: Severity;
  summary: string;
  /** First version without it; null where none is known. */
  fixedIn: string | null;
}

/** What one scanner says: what it looked at, and with what; or why it could not look. */
export type Scanned = { looked: string; findings: Finding[] } | { failed: string };

/** `medium` is what some sources call `moderate`; what has no severity is taken for high. */
export function severityOf(said: unknown): Severity {
  const word = String(said).toLowerCase();
  if (word === 'medium') return 'moderate';
  return SEVERITIES.find((one) => one === word) ?? (['info', 'none'].includes(word) ? 'low' : 'high');
}

export const isGrave = ({ severity }: Finding): boolean => severity === 'high' || severity === 'critical';
