const REACHED = '引擎的端口只有平台可以连接（127.0.0.1 或内部网络，test/engine/settings）';
const NO_RIGHTS = `引擎不设登录和授权，没有可绕过的；${REACHED}`;

/** High and critical findings that do not concern this program as it is run, by their number. A reason that stops being true goes away. */
export const EXPLAINED: Record<string, string> = {
  'CVE-2024-38821': NO_RIGHTS,
  'CVE-2025-22235': NO_RIGHTS,
  'CVE-2025-41249': NO_RIGHTS,
  'CVE-2025-22228': '引擎不保存密码',
  'CVE-2025-24970': '引擎的端口不用 TLS，不经过 SslHandler',
  'CVE-2024-38819': `引擎不提供静态文件；${REACHED}`,
  'CVE-2025-55163': REACHED,
  'CVE-2024-57699': `只在解析登录令牌时使用，引擎不设登录；${REACHED}`,
  'CVE-2026-21452': `平台以 JSON 提交变量，不提交 MessagePack；${REACHED}`,
};
