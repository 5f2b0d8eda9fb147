import type { LedgerRow } from '../identity/ledger.ts';
import type { Newcomer } from './read-newcomer.ts';
import type { PassReason, RefusalReason } from './verdicts.ts';

/** Whose a name is in the source, and how far that user has come. */
export type NameFacts =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'several-users' }
  | {
      readonly kind: 'one-user';
      readonly previousSub: string;
      readonly verified: boolean;
      readonly claim?: LedgerRow;
    };

export type NameVerdict =
  | { readonly outcome: 'passed'; readonly reason: PassReason }
  | { readonly outcome: 'refused'; readonly reason: RefusalReason };

type Circumstances = {
  readonly newcomer: Pick<Newcomer, 'way' | 'previousSub'>;
  /** Of all the newcomer's names. */
  readonly hashes: readonly string[];
  readonly nowMs: number;
};

/** A migration asks within the sign-in that made the claim, and Cognito waits five seconds for a function. */
const freshForMs = 30_000;
/** Clocks of two functions differ a little. */
const clockToleranceMs = 5_000;

/** The one place that decides about a name. */
export const judgeName = (facts: NameFacts, { newcomer, hashes, nowMs }: Circumstances): NameVerdict => {
  if (facts.kind === 'nobody') return pass('not-in-source');
  // One of them may prove it yet, and which is for the operator to settle.
  if (facts.kind === 'several-users') return refuse('shared-name');
  // Whoever typed that address in the source never showed that it is theirs; its real owner must not be locked out for it.
  if (!facts.verified) return pass('unverified-in-source');
  const { claim, previousSub } = facts;
  if (claim?.state === 'bound') return pass('crossed');
  if (claim?.state === 'forgotten') return pass('forgotten');
  const isClaimed = claim !== undefined && isFresh(claim.triggerClaimedAtMs, nowMs) && hashes.includes(claim.loginHash);
  if (newcomer.way === 'administrator') return isClaimed ? pass('fresh-claim') : refuse('no-fresh-claim');
  if (!isClaimed) return refuse('not-crossed');
  // Anybody can sign up in the moment in which a migration is under way; only the migration knows whom it brings.
  return newcomer.previousSub === previousSub ? pass('fresh-claim') : refuse('claimed-by-migration');
};

const isFresh = (claimedAtMs: number | undefined, nowMs: number): boolean =>
  claimedAtMs !== undefined && nowMs - claimedAtMs <= freshForMs && claimedAtMs - nowMs <= clockToleranceMs;

const pass = (reason: PassReason): NameVerdict => ({ outcome: 'passed', reason });
const refuse = (reason: RefusalReason): NameVerdict => ({ outcome: 'refused', reason });
