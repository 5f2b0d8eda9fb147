import type { Claim, ClaimOutcome } from '../identity/ledger.ts';
import { keepsPolicy } from '../users/password-policy.ts';
import { canonicalLogin } from '../users/target-login.ts';
import { type Decision, decide, type Evidence } from './decide.ts';
import { errorName } from './error-name.ts';
import { findMatch, type LookupMatch, type LookupPorts } from './find-match.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';
import type { MigrationResponse } from './migration-response.ts';
import { type MigrationRequest, readMigrationRequest } from './read-migration-request.ts';
import type { DenyReason, OutageReason } from './reasons.ts';
import type { ProfileAnswer, SourceAnswer } from './source-answer.ts';
import { type Downgrade, weigh } from './weigh.ts';

export type MigrateUserPorts = LookupPorts & {
  /** Whether an operator has paused the trigger. */
  isPaused(): Promise<boolean>;
  /** Whether this container may ask about the name once more. */
  admit(triggerSource: MigrationRequest['triggerSource'], name: string): boolean;
  /** Keyed hash of a canonical sign-in name. */
  hashLogin(canonicalLogin: string): Promise<string>;
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
  /** The call to the source that failed, and AWS's name for it. */
  readonly sourceError?: string;
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
    const login = canonicalLogin(request.typedLogin, settings.target);
    const [hash, isPaused] = await Promise.all([ports.hashLogin(login), ports.isPaused()]);
    typedLoginHash = hash;
    if (isPaused) return { ...about(), outcome: { kind: 'outage', reason: 'paused' } };
    // A refusal, like the lockout of the source that it comes before: a guesser learns nothing of the guess. The source may
    // take for one name what the target tells apart by case.
    if (!ports.admit(triggerSource, canonicalLogin(request.typedLogin, { caseSensitive: false })))
      return { ...about(), outcome: { kind: 'deny', reason: 'attempts-limited' } };
    const match = await findMatch(request.typedLogin, typedLoginHash, settings, ports);
    reasonIfThrown = 'defect';
    const evidence = await askSource(request, match, settings, ports);
    const decision = decide(evidence, settings);
    reasonIfThrown = 'ledger-failed';
    return { ...about(), ...sourceErrorOf(evidence), ...(await claim(decision, ports)) };
  } catch (error) {
    const name = errorName(error);
    const reason = name === 'AbortError' ? 'out-of-time' : reasonIfThrown;
    return { ...about(), outcome: { kind: 'outage', reason }, errorName: name };
  }
};

const sourceErrorOf = ({ match, answer, profile }: Evidence): Pick<MigrationReport, 'sourceError'> => {
  if (match.kind === 'failed') return match.sourceError === undefined ? {} : { sourceError: match.sourceError };
  const failure = [profile, answer].find((each) => each?.kind === 'error');
  return failure?.kind === 'error' ? { sourceError: `${failure.call} ${failure.name}` } : {};
};

const askSource = async (
  request: MigrationRequest,
  match: LookupMatch,
  settings: MigrateUserSettings,
  ports: MigrateUserPorts,
): Promise<Evidence> => {
  if (match.kind === 'failed') return { request, match };
  const username = match.kind === 'known' ? match.username : request.typedLogin;
  if (request.triggerSource === 'UserMigration_ForgotPassword') {
    return { request, match, profile: await ports.getUser(username) };
  }
  const answer = await ports.signIn(username, request.password);
  const weighed = weigh(request.triggerSource, answer, settings);
  if ('deny' in weighed || 'outage' in weighed || match.kind === 'nobody') return { request, match, answer };
  const signedIn = answer.kind === 'error' ? undefined : answer.username;
  const { passwordPolicy } = settings;
  const isPasswordWeak = passwordPolicy !== undefined && !keepsPolicy(request.password, passwordPolicy);
  return { request, match, answer, profile: await ports.getUser(signedIn ?? username), isPasswordWeak };
};

const claim = async (
  decision: Decision,
  ports: MigrateUserPorts,
): Promise<Pick<MigrationReport, 'outcome' | 'previousSub' | 'downgrade' | 'dropped'>> => {
  if (decision.kind !== 'create') return { outcome: decision };
  const { response, previousSub, previousUsername, login, contact, downgrade, groups, dropped } = decision;
  const claimed = await ports.claim({
    previousSub,
    previousUsername,
    loginHash: await ports.hashLogin(login),
    ...(contact === undefined ? {} : { contactHash: await ports.hashLogin(contact) }),
    ...(groups === undefined ? {} : { groups }),
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
