import { encodeReport } from '../csv/encode-report.ts';
import { type ImportCode, importCodes } from '../import/import-codes.ts';

/** Somebody who crossed, or may have, and is not in the map; with the user of the target whom it is about, if there is one. */
export type UnmappedUser = {
  readonly oldSub: string;
  readonly oldUsername?: string | undefined;
  readonly code: UnmappedCode;
  readonly targetSub?: string | undefined;
  readonly targetUsername?: string | undefined;
  /** As the target has the user now; absent when it has no such user any more. */
  readonly targetStatus?: string | undefined;
  readonly targetCreatedAt?: string | undefined;
};

const codesOfTheMap = {
  gone: {
    explains: 'This user crossed, and the account is no longer in the target.',
    wayOut:
      'Nothing, if it was deleted on purpose: rewriting to it would give their things to nobody. Else find out who deleted it.',
  },
  renamed: {
    explains: 'The target has this user under another username than the proof says.',
    wayOut:
      'Correct the username in --pairs, or leave it out there. If the ledger says it, find out who wrote that row.',
  },
  'merged-into-nobody': {
    explains: 'This account becomes part of another one, of which nothing says whose it is now.',
    wayOut:
      'Settle the other account first (package.outcome/outcome.jsonl says where it stands), then build the map again.',
  },
} as const;

export type UnmappedCode = ImportCode | keyof typeof codesOfTheMap;

/** What a code means, and what to do. */
export const unmappedCodes: Readonly<Record<UnmappedCode, { readonly explains: string; readonly wayOut: string }>> = {
  ...importCodes,
  ...codesOfTheMap,
};

/** One line, keys in a fixed order. */
export const formatUnmappedUser = (user: UnmappedUser): string =>
  JSON.stringify({
    oldSub: user.oldSub,
    oldUsername: user.oldUsername,
    code: user.code,
    targetSub: user.targetSub,
    targetUsername: user.targetUsername,
    targetStatus: user.targetStatus,
    targetCreatedAt: user.targetCreatedAt,
  });

/** Whether a line is one of `formatUnmappedUser`. */
export const isUnmappedLine = (line: string): boolean => {
  try {
    const { oldSub, code } = JSON.parse(line) as Record<string, unknown>;
    return typeof oldSub === 'string' && typeof code === 'string' && Object.hasOwn(unmappedCodes, code);
  } catch {
    return false;
  }
};

/** The header of the table for people, without its line end. */
export const unmappedHeader = [
  'oldSub',
  'oldUsername',
  'code',
  'why',
  'targetSub',
  'targetUsername',
  'targetStatus',
  'targetCreatedAt',
  'whatToDo',
].join(',');

/** One row for people, without its line end. */
export const toUnmappedRow = (user: UnmappedUser): string => {
  const { explains, wayOut } = unmappedCodes[user.code];
  const {
    oldSub,
    oldUsername = '',
    code,
    targetSub = '',
    targetUsername = '',
    targetStatus,
    targetCreatedAt = '',
  } = user;
  const status = targetStatus ?? (targetSub === '' ? '' : 'not in the target');
  return encodeReport([
    [oldSub, oldUsername, code, explains, targetSub, targetUsername, status, targetCreatedAt, wayOut],
  ]).trimEnd();
};
