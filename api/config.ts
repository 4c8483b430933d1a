import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ADMINISTRATORS } from '../domain/people/absence.ts';
import { LEAST_DAYS } from '../domain/audit/cut.ts';
import { LEAST_DAYS as LEAST_NOTIFICATION_DAYS } from '../domain/notifications/clear.ts';
import { type Gateway, readGateways } from '../engine/gateways.ts';

// Of several brokers, with commas between them.
const urls = z
  .string()
  .refine((text) => text.split(',').every((url) => URL.canParse(url.trim())), 'http://主机:端口，多个之间用逗号分隔');

const port = z.coerce.number().int().min(1).max(65535);

const PostMapping = z.record(z.string(), z.array(z.string().min(1)));

/** Settings of the app, one line each in docs/architecture.md. A wrong one stops the start with its name and what is expected. */
const Config = z.object({
  PORT: port.default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.string().regex(/^postgres(ql)?:\/\//, 'postgresql://…'),
  ZEEBE_GRPC_ADDRESS: z.string().default('127.0.0.1:26500'),
  ZEEBE_REST_ADDRESS: urls.default('http://127.0.0.1:8080'),
  ZEEBE_MONITORING_ADDRESS: urls.default('http://127.0.0.1:9600'),
  ENGINE_VERSION: z
    .string()
    .regex(/^8\.\d+\.\d+$/)
    .default('8.5.8'),
  RECORDS_HOST: z.string().default('127.0.0.1'),
  RECORDS_PORT: port.default(3001),
  RECORDS_PASSWORD: z.string().min(16),
  SESSION_SECRET: z.string().min(32),
  IDLE_MINUTES: z.coerce.number().int().min(2).max(720).default(30),
  LOCK_AFTER: z.coerce.number().int().min(1).max(100).default(5),
  LOCK_MINUTES: z.coerce.number().int().min(1).max(1440).default(30),
  TOKEN_PER_MINUTE: z.coerce.number().int().min(1).max(100_000).default(300),
  /** 0: passwords do not grow old. */
  PASSWORD_DAYS: z.coerce.number().int().min(0).max(3650).default(180),
  DATA_DIR: z.string().default('.data'),
  NOTIFICATION_DAYS: z.coerce.number().int().min(LEAST_NOTIFICATION_DAYS).max(36_500).default(180),
  AUDIT_DAYS: z.coerce.number().int().min(LEAST_DAYS).max(36_500).default(1_095),
  LATE_AFTER_SECONDS: z.coerce.number().int().min(1).max(3600).default(30),
  DEMO: z
    .enum(['0', '1'])
    .default('0')
    .transform((v) => v === '1'),
  /** 0: a demonstration that begins without cases. */
  DEMO_CASES: z
    .enum(['0', '1'])
    .default('1')
    .transform((v) => v === '1'),
  /** 0: nobody is shown around unasked at his first visit. */
  FIRST_VISIT_GUIDE: z
    .enum(['0', '1'])
    .default('1')
    .transform((v) => v === '1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  // No line breaks: it becomes a header.
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*@[^\r\n]*$/)
    .optional(),
  WEBHOOK_PRIVATE: z
    .enum(['0', '1'])
    .default('0')
    .transform((v) => v === '1'),
  DELIVERY_ATTEMPTS: z.coerce.number().int().min(1).max(20).default(8),
  DELIVERY_BACK_OFF_MS: z.coerce.number().int().min(10).default(10_000),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET: z.string().min(1).optional(),
  OIDC_NAME: z.string().min(1).max(30).default('统一身份认证'),
  OIDC_SCOPE: z.string().min(1).default('openid profile'),
  OIDC_USERNAME_CLAIM: z.string().min(1).default('preferred_username'),
  OIDC_POSTS_CLAIM: z.string().min(1).optional(),
  OIDC_POSTS: z
    .string()
    .default('{}')
    .transform((text, ctx): Record<string, string[]> => {
      try {
        const mapping = PostMapping.parse(JSON.parse(text));
        if (
          !Object.values(mapping)
            .flat()
            .some((post) => ADMINISTRATORS.has(post))
        )
          return mapping;
        ctx.addIssue('系统、安全、审计管理员的岗位不能由统一身份认证给出');
      } catch {
        ctx.addIssue('应为 {"声明的值":["岗位编号",…],…}');
      }
      return z.NEVER;
    }),
  /** 1: who comes in and has no account gets one. */
  OIDC_CREATE: z
    .enum(['0', '1'])
    .default('0')
    .transform((v) => v === '1'),
  VIRUS_SCAN: z
    .string()
    .regex(/^(clamd:\/\/[^/]+:\d+|command:\/.+)$/, 'clamd://主机:端口 或 command:/程序')
    .optional(),
  REMIND_HOURS: z.coerce.number().int().min(1).max(80).default(4),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
});

export type Config = z.infer<typeof Config> & {
  /** The engine's brokers, at least one. */
  gateways: Gateway[];
};

export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Config.safeParse(withSecretFiles(env));
  if (!parsed.success) {
    const lines = parsed.error.issues.map((i) => `  ${i.path.join('.')}: ${i.message}`);
    throw new Error(`配置有误，请修改环境变量后重新启动：\n${lines.join('\n')}`);
  }
  if (parsed.data.SMTP_URL && !parsed.data.MAIL_FROM)
    throw new Error('配置有误，请修改环境变量后重新启动：\n  MAIL_FROM: 设置 SMTP_URL 时须填写发件人地址');
  const { OIDC_ISSUER, OIDC_CLIENT_ID, PUBLIC_URL } = parsed.data;
  if (OIDC_ISSUER && !(OIDC_CLIENT_ID && PUBLIC_URL))
    throw new Error('配置有误，请修改环境变量后重新启动：\n  OIDC_ISSUER: 须同时设置 OIDC_CLIENT_ID 和 PUBLIC_URL');
  if (OIDC_ISSUER && /^http:\/\/(?!(localhost|127\.0\.0\.1|\[::1\])(:|\/|$))/.test(OIDC_ISSUER))
    throw new Error('配置有误，请修改环境变量后重新启动：\n  OIDC_ISSUER: 应为 https 地址');
  const gateways = readGateways({
    grpc: parsed.data.ZEEBE_GRPC_ADDRESS,
    rest: parsed.data.ZEEBE_REST_ADDRESS,
    monitoring: parsed.data.ZEEBE_MONITORING_ADDRESS,
  });
  if (!gateways)
    throw new Error(
      '配置有误，请修改环境变量后重新启动：\n  ZEEBE_GRPC_ADDRESS、ZEEBE_REST_ADDRESS、ZEEBE_MONITORING_ADDRESS: 地址的个数须相同，每个引擎节点各一个',
    );
  if (parsed.data.DEMO && process.env.NODE_ENV === 'production') {
    throw new Error('演示模式（DEMO=1）不能用于生产环境：请去掉 DEMO 或 NODE_ENV=production。');
  }
  return { ...parsed.data, gateways };
}

/** `NAME_FILE=/run/secrets/name` gives NAME: secrets stay out of the environment of a container. */
function withSecretFiles(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const result = { ...env };
  for (const name of [
    'DATABASE_URL',
    'RECORDS_PASSWORD',
    'SESSION_SECRET',
    'SMTP_URL',
    'OIDC_CLIENT_SECRET',
    'OIDC_POSTS',
  ]) {
    const file = env[`${name}_FILE`];
    if (!file) continue;
    try {
      result[name] = readFileSync(file, 'utf8').trim();
    } catch {
      throw new Error(`读取 ${name}_FILE 失败：请确认文件存在并可读（${file}）。`);
    }
  }
  return result;
}
