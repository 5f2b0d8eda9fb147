import type { UserType } from '@aws-sdk/client-cognito-identity-provider';
import { PoolferryError } from '../../core/errors.ts';
import type { UserRecord } from '../../core/users/user-record.ts';
import { UnreadableAnswerError } from '../clients/unreadable-answer.ts';
import type { CognitoClient } from './cognito-client.ts';
import { listPlainUsersCommand, type PlainUser } from './list-plain-users.ts';

type Page = {
  readonly userPoolId: string;
  readonly filter?: string;
  /** At most 60, which is also the default. */
  readonly limit?: number;
  readonly paginationToken?: string;
};

/**
 * One page. It may be short or empty although more follow: only a missing token ends a listing. An answer without a list of
 * users, which Cognito gives for an empty page too, is none: it would pass for the end (`UnreadableAnswerError`, transient).
 */
export const listUsersPage = async (
  client: CognitoClient,
  { userPoolId, filter, limit = 60, paginationToken }: Page,
  signal?: AbortSignal,
): Promise<{ users: UserRecord[]; paginationToken?: string }> => {
  const { Users, PaginationToken, $metadata } = await client.send(
    listPlainUsersCommand({
      UserPoolId: userPoolId,
      Limit: limit,
      ...(filter === undefined ? {} : { Filter: filter }),
      ...(paginationToken === undefined ? {} : { PaginationToken: paginationToken }),
    }),
    signal ? { abortSignal: signal } : {},
  );
  if (!Array.isArray(Users)) throw new UnreadableAnswerError($metadata);
  return {
    users: (Users as readonly PlainUser[]).map(toUserRecord),
    ...(PaginationToken ? { paginationToken: PaginationToken } : {}),
  };
};

/**
 * A parameter was refused. Tokens live an hour, and an old one is answered like that, in wordings that vary; so is a filter
 * that is not served.
 */
export const isRefusedParameter = (error: unknown): boolean =>
  error instanceof Error && error.name === 'InvalidParameterException';

/** Lists and single users come in one form, but for the name of their attributes and the form of their times. */
export const toUserRecord = (user: UserType | PlainUser): UserRecord => {
  const attributes = new Map<string, string>();
  let sub: string | undefined;
  for (const { Name, Value } of user.Attributes ?? []) {
    if (Name === 'sub') sub = Value;
    // An answer says `null` as well as nothing at all.
    else if (Name != null && Value != null) attributes.set(Name, Value);
  }
  if (!sub || !user.Username) {
    throw new PoolferryError('Cognito returned a user without a sub or a username.', { code: 'unexpected-answer' });
  }
  return {
    sub,
    username: user.Username,
    attributes,
    status: user.UserStatus ?? 'UNKNOWN',
    // Whoever is not said to be enabled counts as disabled.
    enabled: user.Enabled === true,
    createdAtMs: toMs(user.UserCreateDate),
    lastModifiedAtMs: toMs(user.UserLastModifiedDate),
  };
};

const toMs = (time: Date | number | null | undefined): number => {
  const ms = time instanceof Date ? time.getTime() : Math.round((time ?? 0) * 1000);
  if (Number.isNaN(ms)) {
    throw new PoolferryError('Cognito returned a user with a time that is no number.', { code: 'unexpected-answer' });
  }
  return ms;
};
