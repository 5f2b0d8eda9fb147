import { loginIdentifiers } from '../users/login-identifiers.ts';
import { canonicalLogin, targetLogin, usernameMode } from '../users/target-login.ts';
import type { UserRecord } from '../users/user-record.ts';
import { findUsernameProblem } from '../users/username-problem.ts';
import { type Refusal, weighError } from './decision-table.ts';
import type { LookupMatch } from './find-match.ts';
import { mappedGroups } from './mapped-groups.ts';
import type { MigrateUserSettings } from './migrate-user-settings.ts';
import type { MigrationResponse } from './migration-response.ts';
import type { MigrationRequest } from './read-migration-request.ts';
import type { DenyReason, OutageReason } from './reasons.ts';
import type { ProfileAnswer, SourceAnswer } from './source-answer.ts';
import { targetAttributes } from './target-attributes.ts';
import { type Downgrade, type Standing, weigh } from './weigh.ts';

/** Everything that was found out. `answer` is there for sign-ins only; `profile` where the answer made it worth asking. */
export type Evidence = {
  readonly request: Pick<MigrationRequest, 'triggerSource' | 'typedLogin'>;
  readonly match: LookupMatch;
  readonly answer?: SourceAnswer;
  readonly profile?: ProfileAnswer;
  /** The password typed is below the policy. */
  readonly isPasswordWeak?: boolean;
};

export type Decision =
  | {
      readonly kind: 'create';
      readonly response: MigrationResponse;
      readonly previousSub: string;
      readonly previousUsername: string;
      /** The canonical sign-in name in the target, for which the user must be claimed before the response goes out. */
      readonly login: string;
      /** A verified address the user brings along, where the sign-in name alone says little about who has it. */
      readonly contact?: string;
      readonly downgrade?: Downgrade;
      /** Groups of the target that the user is to be in. Only a token tells them, else there are none; absent where none are mapped. */
      readonly groups?: readonly string[];
      readonly dropped: readonly string[];
    }
  | { readonly kind: 'deny'; readonly reason: DenyReason }
  | { readonly kind: 'outage'; readonly reason: OutageReason };

const deny = (reason: DenyReason): Decision => ({ kind: 'deny', reason });

const refuse = (refusal: Refusal): Decision =>
  'deny' in refusal ? deny(refusal.deny) : { kind: 'outage', reason: refusal.outage };

/**
 * The one place that decides whether a user may be created. Outages come first, so that a name nobody has and a name somebody
 * has look alike while the source is down; then everything that is not an enumerated proof denies.
 */
export const decide = (evidence: Evidence, settings: MigrateUserSettings): Decision => {
  const { request, match, answer, profile } = evidence;
  if (match.kind === 'failed') return refuse(match.refusal);
  const weighed = weigh(request.triggerSource, answer, settings, evidence.isPasswordWeak);
  if ('outage' in weighed) return { kind: 'outage', reason: weighed.outage };
  const failure = profile?.kind === 'error' ? weighError(profile) : undefined;
  if (failure && 'outage' in failure) return { kind: 'outage', reason: failure.outage };

  if (match.kind === 'nobody') return deny(match.reason);
  if ('deny' in weighed) return deny(weighed.deny);
  if (failure) return deny(failure.deny);
  if (profile?.kind !== 'found') return deny('no-such-user');

  const provenSub = answer?.kind === 'tokens' ? answer.sub : undefined;
  const obstacle = findObstacle(profile.user, { request, match, provenSub, standing: weighed }, settings);
  if (obstacle !== undefined) return deny(obstacle);
  const decision = create(profile, request.typedLogin, weighed, settings);
  const hasMappedGroups = Object.keys(settings.groups).length > 0;
  const told = answer?.kind === 'tokens' ? answer.groups : [];
  return decision.kind === 'create' && hasMappedGroups
    ? { ...decision, groups: mappedGroups(told, settings.groups) }
    : decision;
};

type Circumstances = {
  readonly request: Evidence['request'];
  readonly match: LookupMatch;
  readonly provenSub: string | undefined;
  readonly standing: Standing;
};

/** Why the user that the source showed is not one who may cross under the typed name. */
const findObstacle = (
  user: UserRecord,
  { request, match, provenSub, standing }: Circumstances,
  { users, target }: MigrateUserSettings,
): DenyReason | undefined => {
  if (provenSub !== undefined && user.sub !== provenSub) return 'another-user';
  if (match.kind === 'known' && user.sub !== match.previousSub) return 'another-user';
  if (!user.enabled) return 'disabled';
  if (!standing.statuses.includes(user.status)) return 'status';

  const typed = canonicalLogin(request.typedLogin, target);
  const identifier = loginIdentifiers(user, { target, users }).find(({ canonical }) => canonical === typed);
  if (identifier === undefined) return 'another-login';
  return identifier.verified ? undefined : 'unverified-login';
};

const create = (
  { user, secondFactors }: Extract<ProfileAnswer, { kind: 'found' }>,
  typedLogin: string,
  standing: Standing,
  settings: MigrateUserSettings,
): Decision => {
  const { users, target } = settings;
  const login = targetLogin(user, usernameMode(users.username, target));
  if (login === undefined) return deny('another-login');
  if (login.attribute !== undefined && user.attributes.get(`${login.attribute}_verified`) !== 'true') {
    return deny('unverified-login');
  }
  if (findUsernameProblem(login.login, target) !== undefined) return deny('bad-username');

  const carried = targetAttributes(user, typedLogin, settings);
  if (!carried.ok) return deny(carried.reason);
  const { attributes, dropped } = carried;

  const ending = standing.end({ attributes, secondFactors });
  if ('deny' in ending) return deny(ending.deny);

  const canonical = canonicalLogin(login.login, target);
  const typedAnAlias = target.signIn.kind === 'username' && canonical !== canonicalLogin(typedLogin, target);
  return {
    kind: 'create',
    response: {
      userAttributes: {
        ...Object.fromEntries(attributes),
        // Only where the person typed an alias: Cognito then needs to be told the username.
        ...(typedAnAlias ? { username: login.login } : {}),
      },
      ...(ending.status === 'CONFIRMED' ? { finalUserStatus: 'CONFIRMED' } : {}),
      messageAction: 'SUPPRESS',
      forceAliasCreation: false,
      ...(ending.status === 'CONFIRMED' && ending.smsFactor ? { enableSMSMFA: true } : {}),
    },
    previousSub: user.sub,
    previousUsername: user.username,
    login: canonical,
    ...(login.attribute === undefined ? verifiedContact(attributes, target) : {}),
    ...(ending.downgrade === undefined ? {} : { downgrade: ending.downgrade }),
    dropped,
  };
};

const verifiedContact = (attributes: ReadonlyMap<string, string>, target: MigrateUserSettings['target']) => {
  const address = (['email', 'phone_number'] as const).find((name) => attributes.get(`${name}_verified`) === 'true');
  const contact = address && attributes.get(address);
  return contact === undefined ? {} : { contact: canonicalLogin(contact, target) };
};
