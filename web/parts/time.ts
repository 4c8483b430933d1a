const ZONE = 'Asia/Shanghai';
const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];

const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

interface Wall {
  year: string;
  month: string;
  day: string;
  hour: string;
  minute: string;
  second: string;
}

function wall(iso: string): Wall {
  const parts = Object.fromEntries(format.formatToParts(new Date(iso)).map((p) => [p.type, p.value]));
  return parts as unknown as Wall;
}

/** Wall time of Asia/Shanghai without offset: 2026-02-27T17:00:00. */
export function toWall(iso: string): string {
  const w = wall(iso);
  return `${w.year}-${w.month}-${w.day}T${w.hour}:${w.minute}:${w.second}`;
}

/** 2026年2月27日 17:00 */
export function longTime(iso: string): string {
  const w = wall(iso);
  return `${w.year}年${Number(w.month)}月${Number(w.day)}日 ${w.hour}:${w.minute}`;
}

/** 2026年2月27日; also of a plain date. */
export function longDate(iso: string): string {
  const [year, month, day] = (iso.length > 10 ? toWall(iso) : iso).slice(0, 10).split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
}

/** 02-27 17:00, with the year where it is not the present one. */
export function shortTime(iso: string): string {
  const w = wall(iso);
  const year = w.year === wall(businessNow()).year ? '' : `${w.year}-`;
  return `${year}${w.month}-${w.day} ${w.hour}:${w.minute}`;
}

export function weekday(iso: string): string {
  return WEEKDAYS[new Date(`${toWall(iso).slice(0, 10)}T00:00:00Z`).getUTCDay()] ?? '';
}

// The server's business time, kept running with the browser's clock in between.
let offset = 0;

export function setBusinessNow(iso: string): void {
  offset = Date.parse(iso) - Date.now();
}

export function businessNow(): string {
  return new Date(Date.now() + offset).toISOString();
}

/** When the browser's clock read `ms`: 10:23 where that was on the present day, else 02-27 10:23. */
export function momentOf(ms: number): string {
  const at = new Date(ms + offset).toISOString();
  return toWall(at).slice(0, 10) === toWall(businessNow()).slice(0, 10) ? toWall(at).slice(11, 16) : shortTime(at);
}

export function isPast(iso: string): boolean {
  return Date.parse(iso) < Date.now() + offset;
}
