import type { Config } from '../../core/config/schema.ts';
import { ProblemsError } from '../../core/errors.ts';
import { nameHashKeySecretId } from '../../core/identity/name-hash-key-secret-id.ts';

type Needed = {
  /** "Users cannot be bound". */
  readonly otherwise: string;
  readonly code: string;
  /** What else is wrong with the configuration. */
  readonly problems?: readonly string[];
};

/** What every function needs that knows people by the ledger. Throws a `ProblemsError` that lists all that is missing or wrong. */
export const requireLedger = (
  { ledger, users: { previousSub } }: Config,
  { otherwise, code, problems = [] }: Needed,
) => {
  if (problems.length === 0 && ledger !== undefined && previousSub !== undefined) {
    const { tableName } = ledger;
    return { previousSub, tableName, nameHashKeySecretId: nameHashKeySecretId(ledger) };
  }
  const missing = { 'ledger.tableName': ledger, 'users.previousSub': previousSub };
  throw new ProblemsError(
    `${otherwise} with this configuration`,
    [
      ...problems,
      ...Object.entries(missing).flatMap(([key, value]) => (value === undefined ? [`${key}: is required`] : [])),
    ],
    { code },
  );
};
