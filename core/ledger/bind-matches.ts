import pMap from 'p-map';
import type { RateLimit } from '../flow/rate-limit.ts';
import type { Ledger } from '../identity/ledger.ts';
import type { Match } from './reconciliation.ts';

type BindPorts = Pick<Ledger, 'bind'> & {
  /** In rows. */
  readonly rateLimit: RateLimit;
  nowMs(): number;
  readonly signal: AbortSignal;
  onSettled(): void;
};

export type BindResult = {
  /** Those that a sign-in bound to the same user meanwhile included. */
  readonly bound: number;
  /** Claims that changed since the plan was made, and stay as they are. */
  readonly changed: readonly Match[];
};

const concurrency = 8;

/** Each is one conditional write, so that stopping anywhere and running again does the rest. */
export const bindMatches = async (matches: readonly Match[], ports: BindPorts): Promise<BindResult> => {
  const bind = async ({ claim, user }: Match) => {
    await ports.rateLimit.acquire(ports.signal);
    const outcome = await ports.bind({
      previousSub: claim.previousSub,
      loginHash: claim.loginHash,
      newSub: user.sub,
      newUsername: user.username,
      boundAtMs: ports.nowMs(),
    });
    ports.onSettled();
    return outcome === 'bound';
  };
  const isBound = await pMap(matches, bind, { concurrency, signal: ports.signal });
  return { bound: isBound.filter(Boolean).length, changed: matches.filter((_, at) => !isBound[at]) };
};
