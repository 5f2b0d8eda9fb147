import { AwsError } from '../../aws-error.ts';
import type { UserPoolClient } from '../app-clients/user-pool-client.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { accountOf } from '../srp/private-value.ts';
import { openExchange, readClientPublic } from '../srp/server-exchange.ts';
import { runPreAuthentication } from '../triggers/pre-authentication.ts';
import { type SrpSecrets, srpSecretsOf } from '../users/passwords.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { assertSecretHash } from './secret-hash.ts';
import { hidesUsers, unknownUser } from './sign-in-refusals.ts';
import type { SignInSession } from './sign-in-sessions.ts';

/** Nobody's password, but always the same salt for the same name (RFC 5054, 2.5.1.3). */
const madeUp = (state: CognitoState, purpose: string): SrpSecrets => ({
  salt: state.seeded.bytes(`${purpose}|salt`, 16).toString('hex'),
  privateValue: state.seeded.bytes(`${purpose}|value`, 32),
});

/**
 * USER_SRP_AUTH: asks for a proof of the password, which nobody sends. An unknown name is told at once under LEGACY; no
 * UserMigration trigger runs, as there is no password to give it.
 */
export const startSrp = async (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  parameters: Readonly<Record<string, string>>,
  clientMetadata: Readonly<Record<string, string>> | undefined,
): Promise<Wire> => {
  const name = requiredParameter(parameters, 'USERNAME');
  const clientPublic = readClientPublic(requiredParameter(parameters, 'SRP_A'));
  if (clientPublic === null) throw new AwsError('InvalidParameterException', 'Invalid SRP_A');
  assertSecretHash(client, name, parameters.SECRET_HASH);
  const user = pool.users.find(name);
  const attempt = { pool, client, user: user ?? null, username: name, validationData: clientMetadata };
  await runPreAuthentication(state, attempt);
  if (user === undefined && !hidesUsers(client)) throw unknownUser(client);

  // A user whose password SRP does not work for is asked like all others: the answer to it is refused.
  const purpose = `nobody|${pool.id}|${pool.users.fold(name)}`;
  const username = user?.username ?? state.seeded.uuid(purpose);
  const { salt, privateValue } = (user && srpSecretsOf(user)) ?? madeUp(state, purpose);
  const number = state.nextNumber(`srp|${pool.id}`);
  const srp = openExchange({
    account: accountOf(pool.id, username),
    clientPublic,
    serverPrivate: state.seeded.bytes(`srp|${pool.id}|${number}`, 32),
    privateValue,
  });
  const session: SignInSession = {
    userPoolId: pool.id,
    clientId: client.id,
    ...(user === undefined ? {} : { user }),
    challenge: 'PASSWORD_VERIFIER',
    lifetimeMs: state.controls.srpAnswerMs,
    srp,
  };
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: salt,
      SECRET_BLOCK: state.sessions.open(session),
      SRP_B: srp.serverPublic.toString(16),
      USERNAME: username,
      USER_ID_FOR_SRP: username,
    },
  };
};
