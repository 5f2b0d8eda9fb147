import type { Ledger, LedgerRow } from '../identity/ledger.ts';

export type ForgetPorts = Pick<Ledger, 'forget'> & {
  /** Hashes of the sign-in names that the login index leads to this user. */
  namesOf(previousSub: string): AsyncIterable<string>;
  /** Removes a name if it leads to this user. */
  removeNameOf(previousSub: string, loginHash: string): Promise<'removed' | 'kept'>;
  nowMs(): number;
};

export type ForgetResult =
  | { readonly outcome: 'forgotten'; readonly namesRemoved: number }
  | { readonly outcome: 'changed' };

/**
 * Erases a source user from the ledger. The tombstone comes first: from then on nothing lets them cross, and a refresh of the
 * login index that runs at this moment takes their names out again by itself. Doing it again ends what was interrupted.
 */
export const forgetUser = async (
  previousSub: string,
  seen: LedgerRow | undefined,
  ports: ForgetPorts,
): Promise<ForgetResult> => {
  if ((await ports.forget(previousSub, seen, ports.nowMs())) === 'changed') return { outcome: 'changed' };
  let namesRemoved = 0;
  for await (const loginHash of ports.namesOf(previousSub)) {
    if ((await ports.removeNameOf(previousSub, loginHash)) === 'removed') namesRemoved += 1;
  }
  return { outcome: 'forgotten', namesRemoved };
};
