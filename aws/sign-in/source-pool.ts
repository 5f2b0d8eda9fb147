import type { SourceCall, SourceFailure } from '../../core/migrate-user/source-answer.ts';
import type { CognitoClient } from '../users/cognito-client.ts';
import { nameSourceError } from './name-source-error.ts';

export type SourcePool = {
  /** With `maxAttempts: 1`: every attempt at a password counts against the user's lockout. */
  readonly client: CognitoClient;
  readonly userPoolId: string;
  /** Makes the client's credentials ready, where they are those of a role. */
  readonly assumeRole?: (signal: AbortSignal) => Promise<void>;
};

export const failureOf = (call: SourceCall, error: unknown): SourceFailure => ({
  kind: 'error',
  call,
  name: nameSourceError(error),
});

/** Undefined once the pool may be called. */
export const findRoleFailure = async (
  { assumeRole }: SourcePool,
  signal: AbortSignal,
): Promise<SourceFailure | undefined> => {
  try {
    await assumeRole?.(signal);
    return undefined;
  } catch (error) {
    return failureOf('AssumeRole', error);
  }
};
