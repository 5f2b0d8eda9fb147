import { findImportOutcome } from '../import-outcome.ts';
import { readJsonLines } from '../read-json-lines.ts';
import type { Step } from '../stage.ts';

type OutcomeLine = { readonly sub: string; readonly outcome: string; readonly code?: string };

export const importPackage: Step = {
  name: 'import',
  title: 'Import the package by a job of Cognito, and account for every row',
  run: async ({ commandLine, directory, notebook }) => {
    await commandLine.poolferry('import package --execute', { exits: [0, 3], showFrom: 'Rows' });
    const lines = await readJsonLines<OutcomeLine>(await findImportOutcome(directory));
    for (const { sub, outcome, code = '' } of lines) {
      if (outcome === 'failed') notebook.rejects.push({ sub, code, from: 'import' });
    }
  },
};
