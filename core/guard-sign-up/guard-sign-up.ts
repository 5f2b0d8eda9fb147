import type { LedgerRow } from '../identity/ledger.ts';
import { errorName } from '../migrate-user/error-name.ts';
import type { PoolProfile } from '../users/pool-profile.ts';
import { judgeName, type NameFacts, type NameVerdict } from './judge-name.ts';
import { type Newcomer, readNewcomer } from './read-newcomer.ts';

export type GuardSignUpSettings = {
  readonly target: Pick<PoolProfile, 'userPoolId' | 'signIn' | 'caseSensitive'>;
  /** Attribute of the target that keeps the source sub. */
  readonly previousSub: string;
};

export type IndexedName =
  | { readonly ambiguous: true }
  | { readonly ambiguous: false; readonly previousSub: string; readonly verified: boolean };

export type GuardSignUpPorts = {
  hashLogin(canonicalLogin: string): Promise<string>;
  findByLogin(loginHash: string): Promise<IndexedName | undefined>;
  /** Strongly consistent: a claim that a migration made milliseconds ago must be seen. */
  find(previousSub: string): Promise<LedgerRow | undefined>;
  nowMs(): number;
};

/** What became of one call, and what may be told about it: no name, no value. */
export type GuardReport = {
  readonly way?: Newcomer['way'];
  /** Source users whose names they are. */
  readonly previousSubs?: readonly string[];
  readonly errorName?: string;
} & NameVerdict;

/**
 * Decides whether somebody may become a user of the target. Names of source users who have not crossed are theirs; nobody
 * else is kept out. What cannot be found out refuses. Never throws.
 */
export const guardSignUp = async (
  event: unknown,
  settings: GuardSignUpSettings,
  ports: GuardSignUpPorts,
): Promise<GuardReport> => {
  const newcomer = readNewcomer(event, settings);
  if (newcomer === undefined) return { outcome: 'refused', reason: 'unknown-event' };
  const { way } = newcomer;
  if (way === 'external-provider') return { way, outcome: 'passed', reason: 'external-provider' };
  if (newcomer.isOverridden) return { way, outcome: 'passed', reason: 'override' };
  try {
    return { way, ...(await look(newcomer, ports)) };
  } catch (error) {
    return { way, outcome: 'refused', reason: 'ledger-failed', errorName: errorName(error) };
  }
};

const look = async (newcomer: Newcomer, ports: GuardSignUpPorts): Promise<GuardReport> => {
  const hashes = await Promise.all(newcomer.names.map((name) => ports.hashLogin(name)));
  const facts = await Promise.all(hashes.map((hash) => readFacts(hash, ports)));
  const nowMs = ports.nowMs();
  const verdict = settle(
    facts.map((fact) => judgeName(fact, { newcomer, hashes, nowMs })),
    newcomer,
  );
  const previousSubs = [...new Set(facts.flatMap((fact) => (fact.kind === 'one-user' ? [fact.previousSub] : [])))];
  return { ...verdict, ...(previousSubs.length === 0 ? {} : { previousSubs }) };
};

/** One name that is somebody else's is enough to refuse, unless a migration has proved who comes by another. */
const settle = (verdicts: readonly NameVerdict[], { way }: Pick<Newcomer, 'way'>): NameVerdict => {
  const find = (isIt: (verdict: NameVerdict) => boolean) => verdicts.find(isIt);
  return (
    find(({ reason }) => way === 'administrator' && reason === 'fresh-claim') ??
    find(({ outcome }) => outcome === 'refused') ??
    find(({ reason }) => reason !== 'not-in-source') ?? { outcome: 'passed', reason: 'not-in-source' }
  );
};

const readFacts = async (loginHash: string, ports: GuardSignUpPorts): Promise<NameFacts> => {
  const row = await ports.findByLogin(loginHash);
  if (row === undefined) return { kind: 'nobody' };
  if (row.ambiguous) return { kind: 'several-users' };
  const { previousSub, verified } = row;
  const claim = verified ? await ports.find(previousSub) : undefined;
  return { kind: 'one-user', previousSub, verified, ...(claim === undefined ? {} : { claim }) };
};
