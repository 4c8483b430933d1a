export interface Opinion {
  department: string;
  opinion: 'agree' | 'conditional' | 'disagree';
  text?: string | null | undefined;
}

export interface OpinionSummary {
  agree: number;
  conditional: number;
  disagree: number;
  text: string;
}

const SAYS = { agree: '同意', conditional: '有条件同意', disagree: '不同意' } as const;

/** 汇总论证意见 (历下政发〔2019〕1号 第三条（二）): who disagrees stands first, then who sets conditions. */
export function summariseOpinions(opinions: readonly Opinion[], nameOf: (unit: string) => string): OpinionSummary {
  const by = (kind: Opinion['opinion']) => opinions.filter(({ opinion }) => opinion === kind);
  const [agree, conditional, disagree] = [by('agree'), by('conditional'), by('disagree')];
  const count = `${opinions.length}个单位论证：同意${agree.length}个，有条件同意${conditional.length}个，不同意${disagree.length}个。`;
  const lines = [...disagree, ...conditional, ...agree].map(
    ({ department, opinion, text }) => `${nameOf(department)}：${SAYS[opinion]}${text ? `（${text}）` : ''}`,
  );
  return {
    agree: agree.length,
    conditional: conditional.length,
    disagree: disagree.length,
    text: [count, ...lines].join('\n'),
  };
}
