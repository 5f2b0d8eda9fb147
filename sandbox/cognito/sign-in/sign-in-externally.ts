import type { CognitoState } from '../cognito-state.ts';
import { clientOf } from '../lookups.ts';
import { assertNewAttributes } from '../schema/check-attributes.ts';
import { runPostAuthentication } from '../triggers/post-authentication.ts';
import { runPostConfirmation } from '../triggers/post-confirmation.ts';
import { runPreAuthentication } from '../triggers/pre-authentication.ts';
import { runPreSignUp } from '../triggers/pre-sign-up.ts';
import { runPreTokenGeneration } from '../triggers/pre-token-generation.ts';
import type { TriggerOrigin } from '../triggers/trigger-call.ts';
import { refuseUnservedTriggers } from '../triggers/unserved-triggers.ts';
import { createUser } from '../users/create-user.ts';
import type { User } from '../users/user.ts';
import type { Wire } from '../wire.ts';
import { assertStillThere } from './assert-still-there.ts';
import type { SigningIn } from './complete-sign-in.ts';
import { userIsDisabled } from './sign-in-refusals.ts';

/** Somebody whom an identity provider vouches for, with attributes as they are mapped. */
export type ExternalIdentity = {
  readonly provider: string;
  readonly userId: string;
  readonly attributes: Readonly<Record<string, string>>;
};

const welcome = async (
  state: CognitoState,
  origin: TriggerOrigin,
  name: string,
  { provider, userId, attributes: mapped }: ExternalIdentity,
): Promise<User> => {
  const { pool } = origin;
  const attributes = new Map(Object.entries(mapped));
  assertNewAttributes(pool.schema, attributes);
  const triggerSource = 'PreSignUp_ExternalProvider';
  const admission = await runPreSignUp(state, origin, { triggerSource, name, attributes });
  const identities = JSON.stringify([{ userId, providerName: provider, primary: true }]);
  const user = createUser(state, pool, {
    name,
    attributes: new Map([...admission.attributes, ['identities', identities]]),
    status: 'EXTERNAL_PROVIDER',
    forceAliases: admission.forceAliases,
  });
  await runPostConfirmation(state, origin, user, 'PostConfirmation_ConfirmSignUp', undefined);
  return user;
};

const recognise = async (state: CognitoState, signingIn: SigningIn): Promise<User> => {
  const { pool, client, user } = signingIn;
  const username = user.username;
  await runPreAuthentication(state, { pool, client, user, username, validationData: undefined });
  if (!user.enabled) throw userIsDisabled();
  await runPostAuthentication(state, signingIn, undefined);
  return user;
};

/**
 * What hosted pages do when a provider sends somebody back: the first time a user is made. Runs the triggers of
 * federated sign-in; returns `AuthenticationResult`.
 */
export const signInExternally = async (
  state: CognitoState,
  clientId: string,
  identity: ExternalIdentity,
): Promise<Wire> => {
  const { pool, client } = clientOf(state, clientId);
  refuseUnservedTriggers(pool, ['InboundFederation']);
  const name = `${identity.provider}_${identity.userId}`;
  const known = [...pool.users.all()].find(({ username }) => username === pool.users.fold(name));
  const user =
    known === undefined
      ? await welcome(state, { pool, client }, name, identity)
      : await recognise(state, { pool, client, user: known });
  const groups = [...user.groups];
  const triggerSource = 'TokenGeneration_HostedAuth';
  const overrides = await runPreTokenGeneration(state, { pool, client, user }, { triggerSource, groups });
  assertStillThere({ pool, client, user });
  return state.tokens.issue(state, state.tokens.start(state, pool, client, user), groups, true, overrides);
};
