import type { UserRecord } from './user-record.ts';

/** Why a user of this status does not cross at all, whatever their attributes say. */
export type StatusObstacle = 'disabled' | 'external-provider' | 'unconfirmed' | 'status-not-carried';

/**
 * The states whose users may cross by a reset code sent to a verified address: the bulk way, and "forgot password" of
 * the trigger. Every status not named here stays behind, also one that AWS adds later.
 */
const statusesThatCross: ReadonlySet<string> = new Set(['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD']);

export const findStatusObstacle = (
  user: Pick<UserRecord, 'status' | 'enabled'>,
  { includeDisabled }: { readonly includeDisabled: boolean },
): StatusObstacle | undefined => {
  if (user.status === 'EXTERNAL_PROVIDER') return 'external-provider';
  if (user.status === 'UNCONFIRMED') return 'unconfirmed';
  if (!statusesThatCross.has(user.status)) return 'status-not-carried';
  return user.enabled || includeDisabled ? undefined : 'disabled';
};
