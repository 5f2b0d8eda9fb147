import {
  AdminInitiateAuthCommand,
  type AdminInitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { SourceAnswer } from '../../core/migrate-user/source-answer.ts';
import type { CognitoClient } from '../users/cognito-client.ts';
import { nameSourceError } from './name-source-error.ts';
import { secretHash } from './secret-hash.ts';

export type SourceClient = {
  /** With `maxAttempts: 1`: every attempt counts against the user's lockout. */
  readonly client: CognitoClient;
  readonly userPoolId: string;
  readonly clientId: string;
  /** Reads the client's secret, anew where `again`; for clients that have one. */
  readonly clientSecret?: (again: boolean) => Promise<string>;
};

/**
 * Tries a password at the source. Every failure is an answer. A rejected secret hash is tried once more with the secret
 * read anew, because secrets rotate; nothing else is tried twice.
 */
export const signInToSource = async (
  source: SourceClient,
  credentials: { readonly username: string; readonly password: string },
  signal: AbortSignal,
): Promise<SourceAnswer> => {
  const answer = await attempt(source, credentials, false, signal);
  const isStaleSecret = answer.kind === 'error' && answer.name === 'SecretHashRejected';
  return isStaleSecret && source.clientSecret ? attempt(source, credentials, true, signal) : answer;
};

const attempt = async (
  { client, userPoolId, clientId, clientSecret }: SourceClient,
  { username, password }: { readonly username: string; readonly password: string },
  readSecretAgain: boolean,
  signal: AbortSignal,
): Promise<SourceAnswer> => {
  try {
    const secret = await clientSecret?.(readSecretAgain);
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
    return { kind: 'error', name: nameSourceError(error) };
  }
};

/** A challenge is never overruled by tokens beside it. The ID token came from AWS over TLS, so it is read, not verified. */
const toAnswer = ({ ChallengeName, ChallengeParameters, AuthenticationResult }: AdminInitiateAuthCommandOutput) => {
  if (ChallengeName !== undefined) {
    const username = ChallengeParameters?.USER_ID_FOR_SRP;
    return { kind: 'challenge', name: ChallengeName, ...(username === undefined ? {} : { username }) } as const;
  }
  const claims = readClaims(AuthenticationResult?.IdToken);
  const { sub, 'cognito:username': username } = claims;
  return typeof sub === 'string' && typeof username === 'string'
    ? ({ kind: 'tokens', sub, username } as const)
    : ({ kind: 'error', name: 'AnswerWithoutProof' } as const);
};

const readClaims = (token: string | undefined): Record<string, unknown> => {
  const payload = token?.split('.')[1];
  if (payload === undefined) return {};
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};
