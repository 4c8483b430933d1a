import { DateTime } from 'luxon';
import { RATES, type CommentCounts, type ShownComment } from '../../domain/disclosure/comments.ts';
import type { Disclosure, Matter } from '../../domain/disclosure/store.ts';
import { ADOPTIONS, sayWays, STATES } from '../../domain/disclosure/words.ts';
import { ZONE } from '../../domain/clock.ts';
import type { FileRow } from '../../domain/files/store.ts';
import type { PublishedIncome } from '../../domain/property/store.ts';
import { Markup, markup } from './markup.ts';

export const MOST_TEXT = 2000;
export const LEAST_TEXT = 5;
export const MOST_NAME = 30;
export const MOST_CONTACT = 60;

// No script, no font, no picture: one request of some kilobytes a page.
const STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#f3f5f8;color:#1c2430;font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
header{background:#1d4f91;color:#fff}
header div,main,footer{max-width:860px;margin:0 auto;padding:12px 16px}
header a{color:#fff}
header b{font-size:18px;margin-right:16px}
nav{display:inline-flex;gap:16px;flex-wrap:wrap}
nav a{padding:6px 0;text-decoration:none}
nav a[aria-current]{border-bottom:2px solid #fff}
h1{font-size:22px;line-height:1.4;margin:12px 0}
h2{font-size:17px;margin:0 0 8px}
section,li.card,form{background:#fff;border:1px solid #dfe4ea;border-radius:6px;padding:14px 16px;margin:0 0 12px}
ul.cards{list-style:none;padding:0;margin:0}
a{color:#1d4f91}
.muted{color:#5a6472;font-size:14px}
.state{display:inline-block;border:1px solid #1d4f91;border-radius:4px;padding:0 8px;font-size:14px;color:#1d4f91;background:#eaf1fa}
.state.open{border-color:#1b7f3b;color:#136430;background:#e8f5ec}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
label{display:block;font-weight:600;margin-top:10px}
input,textarea{width:100%;font:inherit;padding:8px;border:1px solid #8a94a3;border-radius:4px;background:#fff}
textarea{min-height:150px}
button{font:inherit;margin-top:14px;padding:10px 28px;border:0;border-radius:4px;background:#1d4f91;color:#fff;cursor:pointer}
.notice{border-left:4px solid #1b7f3b;background:#e8f5ec;padding:10px 14px;margin:0 0 12px}
.refused{border-left:4px solid #c62828;background:#fdecec;padding:10px 14px;margin:0 0 12px}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid #dfe4ea;padding:6px 10px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
td.sum,th.sum{text-align:right;white-space:nowrap}
a:focus-visible,button:focus-visible,input:focus-visible,textarea:focus-visible{outline:3px solid #f0a500;outline-offset:2px}
`;

type Place = 'decisions' | 'catalogue' | 'income';
const PLACES: [Place, string][] = [
  ['decisions', '决策征求意见'],
  ['catalogue', '年度决策目录'],
  ['income', '公共收益公示'],
];

export function page(title: string, place: Place | null, body: Markup): string {
  return markup`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#1D4F91">
<link rel="icon" href="/icon.svg" type="image/svg+xml">
<title>${title} - 历下区公开</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><div><b>历下区公开</b><nav aria-label="栏目">${PLACES.map(
    ([key, name]) => markup`<a href="/public/${key}"${key === place ? markup` aria-current="page"` : ''}>${name}</a>`,
  )}</nav></div></header>
<main>${body}</main>
<footer class="muted">本页不需登录，不使用 Cookie。</footer>
</body>
</html>
`.text;
}

const day = (at: string): string => DateTime.fromISO(at, { zone: ZONE }).toFormat('yyyy年M月d日');
/** The last day of a period, from its first instant afterwards. */
const lastDay = (at: string): string =>
  DateTime.fromISO(at, { zone: ZONE }).minus({ seconds: 1 }).toFormat('yyyy年M月d日');
const moment = (at: string): string => DateTime.fromISO(at, { zone: ZONE }).toFormat('yyyy年M月d日 HH:mm');
const period = (d: Disclosure): string => `${moment(d.beginsAt)} 至 ${lastDay(d.endsAt)} 24:00`;
const mark = (d: Pick<Disclosure, 'state'>): Markup => markup`<span class="state ${d.state}">${STATES[d.state]}</span>`;

function pager(address: string, offset: number, limit: number, total: number): Markup {
  const link = (to: number, name: string) => markup`<a href="${address}?offset=${to}">${name}</a> `;
  return markup`<p class="muted">共 ${total} 项 ${offset > 0 && link(Math.max(0, offset - limit), '上一页')}${offset + limit < total && link(offset + limit, '下一页')}</p>`;
}

export const decisionsPage = (items: Disclosure[], at: { offset: number; limit: number; total: number }): string =>
  page(
    '决策征求意见',
    'decisions',
    markup`<h1>重大决策征求意见</h1>
${
  items.length === 0
    ? markup`<section>现在没有公布的决策草案。可以查看<a href="/public/catalogue">年度决策目录</a>了解将要征求意见的事项。</section>`
    : markup`<ul class="cards">${items.map(
        (d) => markup`<li class="card"><a href="/public/decisions/${d.caseId}">${d.subject}</a> ${mark(d)}
<div class="muted">${d.unitName} · 征集时间 ${period(d)}</div></li>`,
      )}</ul>${pager('/public/decisions', at.offset, at.limit, at.total)}`
}`,
  );

export interface Filled {
  text: string;
  name: string;
  contact: string;
}

const files = (caseId: string, list: FileRow[]): Markup =>
  markup`<ul>${list.map((f) => markup`<li><a href="/public/decisions/${caseId}/files/${f.id}">${f.name}</a> <span class="muted">${Math.ceil(f.size / 1024)} KB</span></li>`)}</ul>`;

export function decisionPage(
  d: Disclosure,
  more: {
    draft: FileRow[];
    basis: FileRow[];
    counts: CommentCounts;
    comments: ShownComment[];
    /** null: no comments are taken now. */
    token: string | null;
    filled: Filled;
    refusal: string | null;
    /** Number of the comment that was just taken. */
    received: number | null;
  },
): string {
  return page(
    d.subject,
    'decisions',
    markup`<h1>${d.subject}</h1>
<p>${mark(d)} <span class="muted">${d.unitName} · ${day(d.publishedAt)}公布</span></p>
${more.received !== null && markup`<p class="notice" role="status">意见已收到，编号 ${more.received}。审核和研究后，采纳情况在本页公开。</p>`}
${more.refusal && markup`<p class="refused" role="alert" id="refusal">${more.refusal}</p>`}
<section aria-label="征集时间"><h2>征集时间</h2>${period(d)}${d.urgentReason && markup`<div class="muted">缩短征集时间的理由：${d.urgentReason}</div>`}</section>
${d.summary && markup`<section><h2>事项内容</h2><div class="text">${d.summary}</div></section>`}
<section><h2>决策草案</h2>${files(d.caseId, more.draft)}</section>
<section><h2>决策依据</h2><div class="text">${d.basisText}</div>${more.basis.length > 0 && files(d.caseId, more.basis)}</section>
<section><h2>起草说明</h2><div class="text">${d.explanation}</div></section>
${d.state === 'answered' ? answers(d, more.counts, more.comments) : more.token ? commentForm(d, more.token, more.filled, more.refusal) : waiting(d)}`,
  );
}

const waiting = (d: Disclosure): Markup =>
  d.state === 'announced'
    ? markup`<section>征集尚未开始，请在 ${moment(d.beginsAt)} 之后提交意见。</section>`
    : markup`<section>征集已于 ${lastDay(d.endsAt)} 24:00 结束，不再接收意见。承办单位正在研究，采纳情况将在本页公开。</section>`;

function commentForm(d: Disclosure, token: string, filled: Filled, refusal: string | null): Markup {
  const described = refusal ? markup` aria-describedby="refusal"` : '';
  return markup`<form method="post" action="/public/decisions/${d.caseId}/comments" accept-charset="utf-8" aria-label="提交意见">
<h2>提交意见</h2>
<p class="muted">只接收文字，${LEAST_TEXT}至${MOST_TEXT}字，审核后随采纳情况公开；请勿写入姓名、电话、身份证号等个人信息。同一网络10分钟内至多${RATES.perTenMinutes}条。</p>
<input type="hidden" name="token" value="${token}">
<label for="text">意见（必填）</label>
<textarea id="text" name="text" required minlength="${LEAST_TEXT}" maxlength="${MOST_TEXT}"${described}>
${filled.text}</textarea>
<label for="name">称呼（选填，不公开）</label>
<input id="name" name="name" maxlength="${MOST_NAME}" autocomplete="off" value="${filled.name}">
<label for="contact">联系方式（选填，不公开，公开采纳情况后删除）</label>
<input id="contact" name="contact" maxlength="${MOST_CONTACT}" autocomplete="off" value="${filled.contact}">
<button type="submit">提交意见</button>
</form>`;
}

const answers = (
  d: Disclosure,
  counts: CommentCounts,
  comments: ShownComment[],
): Markup => markup`<section aria-label="意见收集采纳情况"><h2>意见收集采纳情况</h2>
<p>收到意见 ${counts.received} 条，审核通过 ${counts.accepted} 条，未通过 ${counts.rejected} 条。</p>
<div class="text">${d.adoptionText}</div></section>
${d.otherWays.map((o) => markup`<section><h2>${sayWays([o.way])} <span class="muted">${day(o.heldOn)}</span></h2><div class="text">${o.wayText}</div></section>`)}
${comments.map((c) => markup`<section><h2>第 ${c.number} 条 <span class="state">${ADOPTIONS[c.adoption]}</span></h2><div class="text">${c.text}</div><p class="text"><b>答复：</b>${c.answer}</p></section>`)}`;

export const cataloguePage = (year: number | null, years: number[], matters: Matter[]): string =>
  page(
    year === null ? '年度决策目录' : `${year}年度决策目录`,
    'catalogue',
    markup`<h1>${year === null ? '年度重大决策事项目录' : `${year}年度重大决策事项目录`}</h1>
${years.length > 1 && markup`<p>年度：${years.map((y) => markup`<a href="/public/catalogue/${y}"${y === year ? markup` aria-current="page"` : ''}>${y}</a> `)}</p>`}
${
  matters.length === 0
    ? markup`<section>${year === null ? '还没有公开的年度目录。' : '这一年度没有公开的事项。'}</section>`
    : markup`<ul class="cards">${matters.map(
        (
          m,
        ) => markup`<li class="card">${m.state ? markup`<a href="/public/decisions/${m.caseId}">${m.subject}</a> ${mark({ state: m.state })}` : markup`<b>${m.subject}</b>`}
<div class="muted">承办部门：${m.unitName} · 决策时间：${day(m.decideOn)} · 公众参与方式：${sayWays(m.ways)}</div></li>`,
      )}</ul>`
}`,
  );

export const incomesPage = (items: PublishedIncome[], at: { offset: number; limit: number; total: number }): string =>
  page(
    '公共收益公示',
    'income',
    markup`<h1>小区公共收益公示</h1>
${
  items.length === 0
    ? markup`<section>还没有公示。</section>`
    : markup`<ul class="cards">${items.map(
        (
          i,
        ) => markup`<li class="card"><a href="/public/income/${i.caseId}">${i.estate}：${day(i.periodFrom)}至${day(i.periodUntil)}</a>
<div class="muted">${i.communityName} · 结余 ${grouped(i.closing)} 元 · 公示至 ${day(i.publishedUntil)}</div></li>`,
      )}</ul>${pager('/public/income', at.offset, at.limit, at.total)}`
}`,
  );

/** 1234567.5 as 1,234,567.50. */
function grouped(amount: string): string {
  const [whole = '', fraction = ''] = amount.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0')}`;
}

export const incomePage = (i: PublishedIncome): string =>
  page(
    `${i.estate}公共收益公示`,
    'income',
    markup`<h1>${i.estate}公共收益收支公示</h1>
<p class="muted">${i.communityName} · 账目保管单位：${i.keeper} · 期间 ${day(i.periodFrom)}至${day(i.periodUntil)}</p>
<section>公示时间：${moment(i.publishedAt)} 至 ${moment(i.publishedUntil)}${i.correction > 0 && markup`（第${i.correction}次更正后重新公示）`}。有异议的，请在公示期内向${i.communityName}提出。</section>
<section class="wide"><h2>收支（元）</h2><table><thead><tr><th scope="col">项目</th><th scope="col" class="sum">金额</th></tr></thead><tbody>
<tr><th scope="row">期初结余</th><td class="sum">${grouped(i.opening)}</td></tr>
${i.income.map((row) => markup`<tr><td>收入：${row.name}</td><td class="sum">${grouped(row.amount)}</td></tr>`)}
<tr><th scope="row">收入合计</th><td class="sum">${grouped(i.totalIncome)}</td></tr>
${i.expenses.map((row) => markup`<tr><td>支出：${row.name}</td><td class="sum">${grouped(row.amount)}</td></tr>`)}
<tr><th scope="row">支出合计</th><td class="sum">${grouped(i.totalExpenses)}</td></tr>
<tr><th scope="row">期末结余</th><td class="sum">${grouped(i.closing)}</td></tr>
</tbody></table></section>`,
  );

export const problemPage = (title: string, detail: string): string =>
  page(
    title,
    null,
    markup`<h1>${title}</h1><section role="alert">${detail}</section><p><a href="/public/decisions">返回决策征求意见</a></p>`,
  );
