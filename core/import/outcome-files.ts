import { codesWorthAnotherImport } from './import-codes.ts';
import type { ImportPorts, OutcomeFiles } from './import-ports.ts';
import type { ImportSettings } from './import-settings.ts';
import { formatRowOutcome, type RowOutcome } from './row-outcome.ts';

/** Both files in the order of the package, whatever was interrupted. */
export const outcomeFiles = (
  outcomes: ReadonlyMap<string, RowOutcome>,
  { rows, headerLine }: ImportSettings,
  { readPart }: Pick<ImportPorts, 'readPart'>,
): OutcomeFiles => {
  const again = [...rows.values()].filter(({ sub, isDisabled }) => {
    const code = outcomes.get(sub)?.code;
    // A CSV file cannot say that somebody is disabled: whoever imported it would let them in.
    return code !== undefined && codesWorthAnotherImport.has(code) && isDisabled !== true;
  });
  const wanted = Map.groupBy(again, (row) => row.part);
  return {
    outcome: (function* () {
      for (const sub of rows.keys()) {
        const outcome = outcomes.get(sub);
        if (outcome !== undefined) yield formatRowOutcome(outcome);
      }
    })(),
    failed: (async function* () {
      yield headerLine;
      for (const [part, partRows] of [...wanted].sort(([a], [b]) => a - b)) {
        const numbers = new Set(partRows.map((each) => each.row));
        for await (const { row, line } of readPart(part)) if (numbers.has(row)) yield line;
      }
    })(),
  };
};
