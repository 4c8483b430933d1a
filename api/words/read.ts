import { cleanWords } from './clean.ts';
import { wordsOfDocx } from './docx.ts';
import { wordsOfPdf } from './pdf.ts';

/** A process of its own (aside.ts), for one file: `node read.js docx|pdf <path>` writes its words. */
const [kind, file = ''] = process.argv.slice(2);
const words = await (kind === 'docx' ? wordsOfDocx(file) : wordsOfPdf(file));
process.stdout.write(cleanWords(words), () => process.exit(0));
