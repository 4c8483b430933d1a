import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Fragment } from 'react';
import { failed } from '../client/queries.ts';
import '../case/case.css';
import { Loading, ProblemState } from '../parts/page-state.tsx';
import { longTime } from '../parts/time.ts';
import { FactsSheet } from './facts-sheet.tsx';
import { overview, type OwnPart } from './queries.ts';

const SAID = { given: '已提出', waived: '已放弃', lapsed: '逾期未提出，视为放弃' } as const;
const ANSWERED = { accept: '已接受', appeal: '已申诉', lapsed: '逾期未申诉，视为接受' } as const;

/** What the person concerned sees of a case: what is held against him, what he said, what came of it. */
export function PartFacts({ part }: { part: OwnPart }) {
  const rows: [string, string][] = [
    ['情形', part.situationName],
    ['反映的事实', part.facts],
    [
      '陈述申辩',
      part.statement
        ? [SAID[part.statement.given], part.statement.text].filter(Boolean).join('：')
        : `请于 ${longTime(part.statementUntil ?? '')} 前提出，逾期视为放弃`,
    ],
    ...(part.conclusion
      ? ([
          [
            '结论',
            `${[part.conclusion.resultName, part.conclusion.measureName].filter(Boolean).join('：')}。${part.conclusion.text}`,
          ],
          ...(part.appealUntil
            ? [
                [
                  '申诉',
                  part.appeal
                    ? [ANSWERED[part.appeal.choice], part.appeal.text].filter(Boolean).join('：')
                    : `可于 ${longTime(part.appealUntil)} 前申诉，逾期视为接受`,
                ],
              ]
            : []),
        ] as [string, string][])
      : []),
    ...(part.review
      ? ([
          [
            '复核决定',
            `${[part.review.resultName, part.review.measureName].filter(Boolean).join('：')}。${part.review.text}`,
          ],
        ] as [string, string][])
      : []),
  ];
  return (
    <>
      <dl className="facts">
        {rows.map(([label, value]) => (
          <Fragment key={label}>
            <dt>{label}</dt>
            <dd className="prose">{value}</dd>
          </Fragment>
        ))}
      </dl>
      <ul className="case-files">
        {part.files.map((file) => (
          <li key={file.id}>
            <a href={`/api/files/${file.id}`} download={file.name}>
              <DownloadOutlined aria-hidden /> {file.name}
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Beside his task, in the place of the case that he does not see. */
export function OwnPartSide({ caseId }: { caseId: string }) {
  const found = useQuery(overview());
  if (failed(found)) return <ProblemState error={found.error} retry={() => void found.refetch()} />;
  if (found.isPending) return <Loading />;
  const part = found.data.mine.find(({ id }) => id === caseId);
  return (
    <aside className="panel task-side" aria-label="与我有关的内容">
      {part ? <PartFacts part={part} /> : <p className="muted">事项资料只供承办岗位查看。</p>}
      {part && <FactsSheet caseId={caseId} />}
    </aside>
  );
}
