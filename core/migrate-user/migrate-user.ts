import type { Claim, ClaimOutcome } from '../identity/ledger.ts';
import { canonicalLogin } from '../users/target-login.ts';
import { type Decision, decide, type Evidence, type LookupMatch } from './decide.ts';
import { errorName } from './error-name.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';
import type { MigrationResponse } from './migration-response.ts';
import { type MigrationRequest, readMigrationRequest } from './read-migration-request.ts';
import type { DenyReason, OutageReason } from './reasons.ts';
import type { ProfileAnswer, SourceAnswer } from './source-answer.ts';
import { type Downgrade, weigh } from './weigh.ts';

/** A row of the login index. */
export type IndexedLogin =
  | { readonly ambiguous: true }
  | {
      readonly ambiguous: false;
      readonly previousSub: string;
      readonly previousUsername: string;
      readonly verified: boolean;
    };

export type MigrateUserPorts = {
  /** Keyed hash of a canonical sign-in name. */
  hashLogin(canonicalLogin: string): Promise<string>;
  findByLogin(loginHash: string): Promise<IndexedLogin | undefined>;
  /** Answers every failure of the source as an `error`. */
  signIn(username: string, password: string): Promise<SourceAnswer>;
  getUser(username: string): Promise<ProfileAnswer>;
  claim(claim: Claim): Promise<ClaimOutcome>;
  nowMs(): number;
};

export type Outcome =
  | { readonly kind: 'create'; readonly response: MigrationResponse }
  | { readonly kind: 'deny'; readonly reason: DenyReason }
  | { readonly kind: 'outage'; readonly reason: OutageReason };

/** What became of one call, and what may be told about it: no name, no value. */
export type MigrationReport = {
  readonly outcome: Outcome;
  readonly triggerSource?: MigrationRequest['triggerSource'];
  /** Keyed hash of what was typed, once the key could be read. */
  readonly typedLoginHash?: string;
  readonly previousSub?: string;
  readonly downgrade?: Downgrade;
  /** Names of optional attributes that stayed behind. */
  readonly dropped?: readonly string[];
  /** An app client that is not in the configuration. */
  readonly unknownClientId?: string;
  /** Name or code of the error behind an outage. */
  readonly errorName?: string;
};

/**
 * Answers one call of the UserMigration trigger. Whoever has not proved a password costs the source one request, whatever
 * the reason, so that time tells no names; the profile is read and the ledger written only after the proof. A forgotten
 * password is no proof: there the profile is the one request. Never throws for what a port does; a port that fails is an
 * outage.
 */
export const migrateUser = async (
  event: unknown,
  settings: MigrateUserSettings,
  ports: MigrateUserPorts,
): Promise<MigrationReport> => {
  const reading = readMigrationRequest(event, settings);
  if (!reading.ok) {
    const { reason, clientId } = reading;
    return { outcome: { kind: 'deny', reason }, ...(clientId === undefined ? {} : { unknownClientId: clientId }) };
  }
  const { request } = reading;
  const { triggerSource } = request;
  if (triggerSource === 'UserMigration_ForgotPassword' && settings.forgotPassword === 'off') {
    return { outcome: { kind: 'deny', reason: 'forgot-password-off' }, triggerSource };
  }
  let typedLoginHash: string | undefined;
  const about = () => ({ triggerSource, ...(typedLoginHash === undefined ? {} : { typedLoginHash }) });
  let reasonIfThrown: OutageReason = 'lookup-failed';
  try {
    typedLoginHash = await ports.hashLogin(canonicalLogin(request.typedLogin, settings.target));
    const match = await findMatch(typedLoginHash, settings, ports);
    reasonIfThrown = 'defect';
    const evidence = await askSource(request, match, settings, ports);
    const decision = decide(evidence, settings);
    reasonIfThrown = 'ledger-failed';
    return { ...about(), ...(await claim(decision, ports)) };
  } catch (error) {
    const name = errorName(error);
    const reason = name === 'AbortError' ? 'out-of-time' : reasonIfThrown;
    return { ...about(), outcome: { kind: 'outage', reason }, errorName: name };
  }
};

const findMatch = async (
  loginHash: string,
  { lookup }: MigrateUserSettings,
  ports: MigrateUserPorts,
): Promise<LookupMatch> => {
  if (lookup === 'as-typed') return { kind: 'as-typed' };
  const row = await ports.findByLogin(loginHash);
  if (row === undefined) return { kind: 'nobody', reason: 'not-in-index' };
  if (row.ambiguous) return { kind: 'nobody', reason: 'ambiguous-login' };
  if (!row.verified) return { kind: 'nobody', reason: 'unverified-login' };
  return { kind: 'indexed', previousSub: row.previousSub, username: row.previousUsername };
};

const askSource = async (
  request: MigrationRequest,
  match: LookupMatch,
  settings: MigrateUserSettings,
  ports: MigrateUserPorts,
): Promise<Evidence> => {
  const username = match.kind === 'indexed' ? match.username : request.typedLogin;
  if (request.triggerSource === 'UserMigration_ForgotPassword') {
    return { request, match, profile: await ports.getUser(username) };
  }
  const answer = await ports.signIn(username, request.password);
  const weighed = weigh(request.triggerSource, answer, settings);
  if ('deny' in weighed || 'outage' in weighed || match.kind === 'nobody') return { request, match, answer };
  const signedIn = answer.kind === 'error' ? undefined : answer.username;
  return { request, match, answer, profile: await ports.getUser(signedIn ?? username) };
};

const claim = async (
  decision: Decision,
  ports: MigrateUserPorts,
): Promise<Pick<MigrationReport, 'outcome' | 'previousSub' | 'downgrade' | 'dropped'>> => {
  if (decision.kind !== 'create') return { outcome: decision };
  const { response, previousSub, previousUsername, login, contact, downgrade, dropped } = decision;
  const claimed = await ports.claim({
    previousSub,
    previousUsername,
    loginHash: await ports.hashLogin(login),
    ...(contact === undefined ? {} : { contactHash: await ports.hashLogin(contact) }),
    claimedBy: 'trigger',
    claimedAtMs: ports.nowMs(),
  });
  const about = { previousSub, dropped, ...(downgrade === undefined ? {} : { downgrade }) };
  switch (claimed) {
    case 'claimed':
      return { outcome: { kind: 'create', response }, ...about };
    case 'other-login':
      return { outcome: { kind: 'deny', reason: 'claimed-by-another-login' }, previousSub };
    case 'bound':
      return { outcome: { kind: 'deny', reason: 'already-crossed' }, previousSub };
  }
};
