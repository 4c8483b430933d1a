/** One broker of the cluster with its gateway, as the app reaches it. */
export interface Gateway {
  /** host:port */
  grpc: string;
  /** http://host:port, without a slash at the end */
  rest: string;
  monitoring: string;
}

/** Addresses with commas between them. */
export const listed = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim().replace(/\/$/, ''))
    .filter(Boolean);

/** Addresses of one gateway or, with commas between them, of several brokers in one order; null when the lists do not fit together. */
export function readGateways(addresses: { grpc: string; rest: string; monitoring: string }): Gateway[] | null {
  const [grpc, rest, monitoring] = [addresses.grpc, addresses.rest, addresses.monitoring].map(listed);
  if (!grpc?.length || rest?.length !== grpc.length || monitoring?.length !== grpc.length) return null;
  return grpc.map((address, i) => ({ grpc: address, rest: rest[i] as string, monitoring: monitoring[i] as string }));
}
