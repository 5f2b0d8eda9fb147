import {
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { SourceAnswer, SourceFailure } from '../../core/migrate-user/source-answer.ts';
import { readClaims } from './read-claims.ts';
import { secretHash } from './secret-hash.ts';
import { failureOf, findRoleFailure, type SourcePool } from './source-pool.ts';

export type SourceClient = SourcePool & {
  readonly clientId: string;
  /** Reads the client's secret, anew where `again`; for clients that have one. */
  readonly clientSecret?: (again: boolean) => Promise<string>;
};

type Credentials = { readonly username: string; readonly password: string };

/**
 * Tries a password at the source. Every failure is an answer. A rejected secret hash is tried once more with the secret
 * read anew, because secrets rotate; nothing else is tried twice.
 */
export const signInToSource = async (
  source: SourceClient,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<SourceAnswer> => {
  const roleFailure = await findRoleFailure(source, signal);
  if (roleFailure !== undefined) return roleFailure;
  const answer = await attempt(source, credentials, false, signal);
  const isStaleSecret = answer.kind === 'error' && answer.name === 'SecretHashRejected';
  return isStaleSecret && source.clientSecret ? attempt(source, credentials, true, signal) : answer;
};

const attempt = async (
  source: SourceClient,
  { username, password }: Credentials,
  readSecretAgain: boolean,
  signal: AbortSignal,
): Promise<SourceAnswer> => {
  const { client, userPoolId, clientId } = source;
  const secret = await readSecret(source, readSecretAgain);
  if (typeof secret === 'object') return secret;
  try {
    const output = await client.send(
      new AdminInitiateAuthCommand({
        UserPoolId: userPoolId,
        ClientId: clientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: {
          USERNAME: username,
          PASSWORD: password,
          ...(secret === undefined ? {} : { SECRET_HASH: secretHash(secret, username, clientId) }),
        },
      }),
      { abortSignal: signal },
    );
    return toAnswer(output);
  } catch (error) {
    return failureOf('AdminInitiateAuth', error);
  }
};

const readSecret = async (
  { clientSecret }: SourceClient,
  again: boolean,
): Promise<string | SourceFailure | undefined> => {
  try {
    return await clientSecret?.(again);
  } catch (error) {
    return failureOf('GetSecretValue', error);
  }
};

/** A challenge is never overruled by tokens beside it. The ID token came from AWS over TLS, so it is read, not verified. */
const toAnswer = ({
  ChallengeName,
  ChallengeParameters,
  AuthenticationResult,
}: AdminInitiateAuthCommandOutput): SourceAnswer => {
  if (ChallengeName !== undefined) {
    const username = ChallengeParameters?.USER_ID_FOR_SRP;
    return { kind: 'challenge', name: ChallengeName, ...(username === undefined ? {} : { username }) };
  }
  const { sub, 'cognito:username': username, 'cognito:groups': groups } = readClaims(AuthenticationResult?.IdToken);
  if (typeof sub !== 'string' || typeof username !== 'string') {
    return { kind: 'error', call: 'AdminInitiateAuth', name: 'AnswerWithoutProof' };
  }
  const names = Array.isArray(groups) ? groups.filter((each) => typeof each === 'string') : [];
  return { kind: 'tokens', sub, username, groups: names };
};
