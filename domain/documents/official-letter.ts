import { Paper } from './paper.ts';
import { officialDate } from './text.ts';

export interface OfficialLetterFacts {
  caseId: string;
  createdAt: string;
  title: string;
  number: string;
  to: string;
  paragraphs: string[];
  /** Points with a name of their own: 复函期限, 救济途径 ... */
  items?: [name: string, text: string][];
  issuer: string;
  /** YYYY-MM-DD. */
  issuedOn: string;
}

/** 函: from one unit to another, or to whom a decision concerns. */
export async function officialLetter(facts: OfficialLetterFacts): Promise<Buffer> {
  const paper = new Paper({ title: facts.title, createdAt: facts.createdAt, mark: facts.caseId });
  paper.title(facts.title);
  paper.ends(`编号：${facts.number}`, officialDate(facts.issuedOn) ?? facts.issuedOn);
  paper.paragraph(`${facts.to}：`, { indent: 0 });
  for (const text of facts.paragraphs.flatMap((part) => part.split('\n')).filter((line) => line.trim()))
    paper.paragraph(text);
  for (const [name, text] of facts.items ?? []) paper.item(name, text);
  paper.signature(facts.issuer, facts.issuedOn);
  return paper.finish();
}
