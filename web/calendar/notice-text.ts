/** A day of the notice: one that differs from Monday to Friday. */
export interface NoticeDay {
  date: string;
  works: boolean;
  name: string;
}

/** What is wrong with a line of the pasted notice. */
export interface LineFault {
  line: number;
  message: string;
}

export interface ReadNotice {
  days: NoticeDay[];
  /** Line that each day came from: faults that the server finds are shown at it. */
  lines: number[];
  faults: LineFault[];
  /** Worth a second look, no reason to refuse. */
  doubts: LineFault[];
}

const WORKS = new Map([
  ...['休', '放假', '休息', '节假日', '法定节假日', 'holiday', 'off', 'false', '0', '否'].map(
    (w) => [w, false] as const,
  ),
  ...['班', '上班', '调休', '调休上班', '补班', 'works', 'work', 'workday', 'true', '1', '是'].map(
    (w) => [w, true] as const,
  ),
]);
const DAY = 86_400_000;
const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** 2027-02-05, 2027/2/5, 2027年2月5日 or 20270205; null where there is no such day. */
function readDate(text: string): string | null {
  const found = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, day = 0] = found.slice(1).map(Number);
  const date = iso(Date.UTC(year, month - 1, day));
  return date === `${found[1]}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}` ? date : null;
}

interface Line {
  line: number;
  date: string;
  works: string;
  name: string;
}

/** CSV (also of a table's cells) with date, 休/班, name; or JSON, a list of {date, works, name}. */
export function readNotice(text: string, year: number): ReadNotice {
  const out: ReadNotice = { days: [], lines: [], faults: [], doubts: [] };
  const seen = new Map<string, number>();
  for (const row of /^\s*[[{]/.test(text) ? fromJson(text, out) : fromCsv(text)) {
    const fault = (message: string) => out.faults.push({ line: row.line, message });
    const [first = '', last = first, ...more] = row.date.split(/\s*(?:~|～|至|到|—+)\s*/);
    const [from, to] = [readDate(first), readDate(last)];
    const works = WORKS.get(row.works.toLowerCase());
    if (!from || !to || more.length) fault(`“${row.date}”不是日期，应如 ${year}-10-01`);
    else if (to < from) fault(`起止日期颠倒：${row.date}`);
    else if (to > `${year}-12-31` || from < `${year - 1}-12-20`) fault(`${row.date} 不属于 ${year} 年的放假安排`);
    if (works === undefined) fault(row.works ? `“${row.works}”应为“休”或“班”` : '缺少“休”或“班”');
    if (!row.name) fault('缺少节日名称');
    else if (row.name.length > 40) fault('节日名称至多 40 个字');
    if (!from || !to || works === undefined || out.faults.at(-1)?.line === row.line) continue;
    for (let time = Date.parse(from); time <= Date.parse(to); time += DAY) {
      const date = iso(time);
      const before = seen.get(date);
      if (before) {
        fault(`${date} 与第 ${before} 行重复`);
        continue;
      }
      seen.set(date, row.line);
      const weekend = [0, 6].includes(new Date(time).getUTCDay());
      if (works && !weekend) out.doubts.push({ line: row.line, message: `${date} 本来就是工作日，请核对是否应为“休”` });
      out.days.push({ date, works, name: row.name });
      out.lines.push(row.line);
    }
  }
  if (!out.days.length && !out.faults.length) out.faults.push({ line: 1, message: '没有内容' });
  if (out.days.length > 100) out.faults.push({ line: out.lines[100] ?? 1, message: '一年的放假安排至多 100 天' });
  return out;
}

function fromCsv(text: string): Line[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((raw, i) => ({
      line: i + 1,
      cells: raw.split(/[,，;；\t]/).map((c) =>
        c
          .trim()
          .replace(/^"(.*)"$/, '$1')
          .trim(),
      ),
    }))
    .filter(({ cells }) => cells.some(Boolean) && !/^(日期|date)$/i.test(cells[0] ?? ''))
    .map(({ line, cells: [date = '', works = '', name = ''] }) => ({ line, date, works, name }));
}

/** The n-th entry stands for a line. */
function fromJson(text: string, out: ReadNotice): Line[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    out.faults.push({ line: 1, message: '不是有效的 JSON' });
    return [];
  }
  const list = Array.isArray(value) ? value : (value as { days?: unknown }).days;
  if (!Array.isArray(list)) {
    out.faults.push({ line: 1, message: 'JSON 应为列表，每项有 date、works、name' });
    return [];
  }
  const plain = (v: unknown): string => (typeof v === 'string' || typeof v === 'boolean' ? String(v).trim() : '');
  return list.map((entry: unknown, i) => {
    const e = (entry !== null && typeof entry === 'object' ? entry : {}) as Record<string, unknown>;
    const works = 'works' in e ? e.works : typeof e.holiday === 'boolean' ? !e.holiday : undefined;
    return { line: i + 1, date: plain(e.date), works: plain(works), name: plain(e.name) };
  });
}

/** The notice of a year as it can be pasted into another calendar, or here again. */
export function writeNotice(days: NoticeDay[]): string {
  return ['日期,休/班,名称', ...days.map((d) => `${d.date},${d.works ? '班' : '休'},${d.name}`)].join('\r\n');
}

/** A file as people save it: UTF-8, or GBK as spreadsheets do. */
export function decodeFile(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}
