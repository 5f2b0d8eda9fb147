import type { ImportWording } from './import-controls.ts';
import type { RowOutcome } from './row-outcome.ts';

type Line = RowOutcome & { readonly number: number };

const documented = ({ kind, number, message }: Line): string => `[${kind}] Line Number ${number} - ${message}`;

/** AWS has changed its words before. What is the same in all but the last is the kind and the number. */
const WORDINGS: Readonly<Record<ImportWording, (line: Line) => string>> = {
  documented,
  'seen in 2024': (line) =>
    documented({ ...line, message: line.message.replace('attributes to true. (', 'attributes to verified. (') }),
  'other words': (line) => documented({ ...line, message: `Outcome of the record: ${line.kind.toLowerCase()}.` }),
  'other form': ({ kind, number }) => `record=${number} outcome=${kind.toLowerCase()}`,
};

export const logLineOf = (wording: ImportWording, line: Line): string => WORDINGS[wording](line);
