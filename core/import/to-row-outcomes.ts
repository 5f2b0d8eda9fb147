import { importCodes } from './import-codes.ts';
import type { JobProgress } from './import-journal.ts';
import type { ImportPorts } from './import-ports.ts';
import type { RowJudgement } from './judge-row.ts';
import type { JudgedRow } from './judged-row.ts';
import type { PackageRow } from './package-row.ts';
import { redactValues } from './redact-values.ts';
import type { RowOutcome } from './row-outcome.ts';

/** Judgements as lines of `outcome.jsonl`; rows that were not processed have none. Cognito's words lose the row's values. */
export const toRowOutcomes = async (
  judged: readonly JudgedRow[],
  { jobId, part }: JobProgress,
  { readPart }: Pick<ImportPorts, 'readPart'>,
): Promise<RowOutcome[]> => {
  const quoted = new Map(
    judged.flatMap(({ row, judgement }) =>
      judgement.kind === 'failed' && judgement.words !== undefined ? [[row.row, judgement.words] as const] : [],
    ),
  );
  const messages = new Map<number, string>();
  if (quoted.size > 0) {
    for await (const { row, cells } of readPart(part)) {
      const words = quoted.get(row);
      if (words !== undefined) messages.set(row, redactValues(words, cells));
    }
  }
  return judged.flatMap(({ row, judgement }) => toRowOutcome(row, judgement, jobId, messages.get(row.row)));
};

const toRowOutcome = (
  { sub, username }: PackageRow,
  judgement: RowJudgement,
  jobId: string | undefined,
  words: string | undefined,
): RowOutcome[] => {
  const job = jobId === undefined ? {} : { jobId };
  switch (judgement.kind) {
    case 'not-processed':
      return [];
    case 'imported':
      return [
        {
          sub,
          username,
          outcome: 'imported',
          newSub: judgement.user.sub,
          newUsername: judgement.user.username,
          ...job,
        },
      ];
    case 'already-there':
      return [{ ...alreadyThere({ sub, username }, judgement), ...job }];
    case 'failed':
      return [{ ...failedRow({ sub, username }, judgement.code, judgement.holder, words), ...job }];
  }
};

export const alreadyThere = (
  { sub, username }: Pick<PackageRow, 'sub' | 'username'>,
  {
    via,
    newSub,
    newUsername,
  }: { readonly via: 'trigger' | 'import'; readonly newSub: string; readonly newUsername: string | undefined },
): RowOutcome => ({
  sub,
  username,
  outcome: 'already-there',
  newSub,
  ...(newUsername === undefined ? {} : { newUsername }),
  via,
});

export const failedRow = (
  { sub, username }: Pick<PackageRow, 'sub' | 'username'>,
  code: keyof typeof importCodes,
  holder?: { readonly sub: string; readonly username: string },
  words?: string,
): RowOutcome => ({
  sub,
  username,
  outcome: 'failed',
  code,
  message: words === undefined ? importCodes[code].explains : `${importCodes[code].explains} It says: ${words}`,
  ...(holder === undefined ? {} : { holderSub: holder.sub, holderUsername: holder.username }),
});
