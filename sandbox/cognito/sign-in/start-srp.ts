import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { accountOf } from '../srp/private-value.ts';
import { openExchange, readClientPublic } from '../srp/server-exchange.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { UserPoolClient } from '../state/user-pool-client.ts';
import { refuseUnservedTriggers } from '../triggers/unserved-triggers.ts';
import type { Wire } from '../wire.ts';
import { requiredParameter } from './auth-flows.ts';
import { assertSecretHash } from './secret-hash.ts';
import { hidesUsers, unknownUser } from './sign-in-refusals.ts';

type Known = { readonly username: string; readonly salt: string; readonly privateValue: Buffer };

/** Nobody's password, but always the same salt and id for the same name (RFC 5054, 2.5.1.3). */
const madeUp = (state: CognitoState, pool: UserPool, name: string, username?: string): Known => {
  const purpose = `nobody|${pool.id}|${pool.users.fold(name)}`;
  return {
    username: username ?? state.seeded.uuid(purpose),
    salt: state.seeded.bytes(`${purpose}|salt`, 16).toString('hex'),
    privateValue: state.seeded.bytes(`${purpose}|value`, 32),
  };
};

/** Users without a password that SRP works for are asked like all others: only the answer to it is refused. */
const secretsOf = (state: CognitoState, pool: UserPool, name: string, user: User | undefined): Known =>
  user?.password?.kind === 'native'
    ? { username: user.username, salt: user.password.salt, privateValue: user.password.srpPrivateValue }
    : madeUp(state, pool, name, user?.username);

/**
 * USER_SRP_AUTH: asks for a proof of the password, which nobody sends. An unknown name is told at once under LEGACY; no
 * UserMigration trigger runs, as there is no password to give it.
 */
export const startSrp = (
  state: CognitoState,
  pool: UserPool,
  client: UserPoolClient,
  parameters: Readonly<Record<string, string>>,
): Wire => {
  const name = requiredParameter(parameters, 'USERNAME');
  const clientPublic = readClientPublic(requiredParameter(parameters, 'SRP_A'));
  if (clientPublic === null) throw new AwsError('InvalidParameterException', 'Invalid SRP_A');
  assertSecretHash(client, name, parameters.SECRET_HASH);
  refuseUnservedTriggers(pool, ['PreAuthentication']);
  const user = pool.users.find(name);
  if (user === undefined && !hidesUsers(client)) throw unknownUser(client);

  const { username, salt, privateValue } = secretsOf(state, pool, name, user);
  const number = state.nextNumber(`srp|${pool.id}`);
  const srp = openExchange({
    account: accountOf(pool.id, username),
    clientPublic,
    serverPrivate: state.seeded.bytes(`srp|${pool.id}|${number}`, 32),
    privateValue,
  });
  const session = { userPoolId: pool.id, clientId: client.id, username, challenge: 'PASSWORD_VERIFIER', srp };
  return {
    ChallengeName: 'PASSWORD_VERIFIER',
    ChallengeParameters: {
      SALT: salt,
      SECRET_BLOCK: state.sessions.open(session, state.controls.srpAnswerMs),
      SRP_B: srp.serverPublic.toString(16),
      USERNAME: username,
      USER_ID_FOR_SRP: username,
    },
  };
};
