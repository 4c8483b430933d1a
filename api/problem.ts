import type { ErrorRequestHandler, RequestHandler } from 'express';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { InfectedFile, ScannerAway } from '../domain/files/scan.ts';
import { FILE_LIMIT } from '../domain/files/store.ts';
import { EngineError } from '../engine/client.ts';

export interface FieldError {
  path: string;
  message: string;
}

/** An answer that is not a success: RFC 9457, Chinese, saying what to do. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly errors: FieldError[] | undefined;
  constructor(status: number, title: string, detail?: string, errors?: FieldError[]) {
    super(detail ?? title);
    this.status = status;
    this.title = title;
    this.errors = errors;
  }
}

export const notSignedIn = () => new Problem(401, '尚未登录', '请先登录，再重试刚才的操作。');
export const forbidden = (detail = '您的岗位没有此项权限，如需办理请联系有权岗位。') =>
  new Problem(403, '没有权限', detail);
export const notFound = (what: string) => new Problem(404, '未找到', `${what}不存在，请核对后重试。`);
export const conflict = (detail: string) => new Problem(409, '状态已变化', detail);
export const invalid = (errors: FieldError[]) =>
  new Problem(422, '填写有误', `有 ${errors.length} 处需要修改：${errors[0]?.message ?? ''}`, errors);
export const badRequest = (detail: string, errors?: FieldError[]) => new Problem(400, '请求有误', detail, errors);

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof EngineError) {
    if (error.code === 'unavailable') return new Problem(503, '流程引擎暂不可用', '您的内容未丢失，请稍后重试。');
    if (error.code === 'not-found') return conflict('该任务已办结或已撤销，请刷新后查看。');
    if (error.code === 'conflict') return conflict('该任务刚刚被他人处理，请刷新后查看。');
    return new Problem(500, '流程引擎拒绝了请求', '请将编号告知系统管理员。');
  }
  const e = error as { type?: string; status?: number; code?: string; constraint?: string };
  // Checked before each change; this is what two at the same time come to.
  if (e?.constraint === 'administrators_apart')
    return conflict('系统、安全、审计管理员不得兼任其他岗位，没有变更。请刷新后核对。');
  if (error instanceof InfectedFile)
    return new Problem(
      422,
      '附件未通过病毒扫描',
      `附件没有保存：发现 ${error.found || '病毒'}。请清除病毒后重新上传。`,
    );
  if (error instanceof ScannerAway)
    return new Problem(
      503,
      '病毒扫描暂不可用',
      '附件没有保存，您填写的内容不受影响。请稍后重新上传，仍不成功请联系系统管理员。',
    );
  if (e?.code === 'LIMIT_FILE_SIZE')
    return new Problem(413, '附件过大', `每个附件至多 ${FILE_LIMIT / 1024 / 1024} MB，请压缩或者拆分后重新上传。`);
  if (e?.type === 'entity.too.large')
    return new Problem(413, '内容过大', '提交内容超过上限，请精简文字或拆分附件后重试。');
  if (e?.type === 'entity.parse.failed') return badRequest('提交内容不是有效的 JSON，请检查格式。');
  if (e?.type === 'encoding.unsupported' || e?.type === 'charset.unsupported')
    return new Problem(415, '编码不支持', '请以 UTF-8 编码提交 JSON。');
  if (typeof e?.code === 'string' && (e.code.startsWith('LIMIT_') || e.code === 'MISSING_FIELD_NAME'))
    return badRequest('附件提交有误：请用表单字段 file 每次上传一个文件。');
  if (typeof e?.code === 'string' && /^(ECONN|57P|08|53300)/.test(e.code))
    return new Problem(503, '数据库暂不可用', '您的内容未丢失，请稍后重试。');
  if (typeof e?.status === 'number' && e.status >= 400 && e.status < 500)
    return badRequest('请求无法识别，请检查后重试。');
  return new Problem(500, '系统内部错误', '操作未完成。请稍后重试；仍不成功请将编号告知系统管理员。');
}

export const problemHandler: ErrorRequestHandler = (error, req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const problem = asProblem(error);
  const { instance, body } = written(problem);
  const log = problem.status >= 500 ? 'error' : 'debug';
  req.log[log]({ err: error, instance, status: problem.status }, problem.title);
  res.status(problem.status).type('application/problem+json').send(body);
};

function written(problem: Problem): { instance: string; body: string } {
  const instance = `urn:uuid:${randomUUID()}`;
  const { title, status, message: detail, errors } = problem;
  return {
    instance,
    body: JSON.stringify({ type: 'about:blank', title, status, detail, instance, ...(errors ? { errors } : {}) }),
  };
}

/** PostgreSQL has no text with a NUL in it, so nothing of ours has an address with one. */
export const refuseNul: RequestHandler = (req, _res, next) => {
  if (req.url.includes('%00')) throw badRequest('地址中有不允许的字符，请检查后重试。');
  next();
};

/** What is no HTTP, or has an address of more than Node takes, never comes to the routes: say so as they would. */
export function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem(431, '地址或请求头过长', '请缩短查询条件后重试。')
      : badRequest('请求无法识别，请检查后重试。');
  const { body } = written(problem);
  const head = `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\ncontent-type: application/problem+json; charset=utf-8`;
  socket.end(`${head}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`);
}

export const unknownAddress: RequestHandler = (req) => {
  throw notFound(`地址 ${req.path.slice(0, 200)} `);
};
