import type { MigrateUserSettings } from './migrate-user-settings.ts';
import type { DenyReason } from './reasons.ts';

export type MigrationRequest =
  | { readonly triggerSource: 'UserMigration_Authentication'; readonly typedLogin: string; readonly password: string }
  | { readonly triggerSource: 'UserMigration_ForgotPassword'; readonly typedLogin: string };

type Reading =
  | { readonly ok: true; readonly request: MigrationRequest }
  | { readonly ok: false; readonly reason: DenyReason; readonly clientId?: string };

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html, read 2026-11-20. */
const possibleUsername = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;
/** https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html, read 2026-11-20. */
const longestPassword = 256;

/**
 * Takes from the event what is needed and refuses what this function does not serve, before anything is asked of anyone.
 * Fields that AWS adds are ignored. Names are never normalised: that could make one user of another.
 */
export const readMigrationRequest = (
  event: unknown,
  settings: Pick<MigrateUserSettings, 'target' | 'clientIds'>,
): Reading => {
  const { triggerSource, userPoolId, userName, callerContext, request } = toObject(event);
  if (triggerSource !== 'UserMigration_Authentication' && triggerSource !== 'UserMigration_ForgotPassword') {
    return { ok: false, reason: 'unknown-trigger-source' };
  }
  if (userPoolId !== settings.target.userPoolId) return { ok: false, reason: 'unknown-pool' };

  const { clientId } = toObject(callerContext);
  if (typeof clientId !== 'string' || !settings.clientIds.includes(clientId)) {
    const isClientId = typeof clientId === 'string' && /^[\w+]{1,128}$/.test(clientId);
    return { ok: false, reason: 'unknown-client', ...(isClientId ? { clientId } : {}) };
  }
  if (typeof userName !== 'string' || !possibleUsername.test(userName)) return { ok: false, reason: 'bad-input' };
  if (triggerSource === 'UserMigration_ForgotPassword') {
    return { ok: true, request: { triggerSource, typedLogin: userName } };
  }
  const { password } = toObject(request);
  if (!isPossiblePassword(password)) return { ok: false, reason: 'bad-input' };
  return { ok: true, request: { triggerSource, typedLogin: userName, password } };
};

const isPossiblePassword = (password: unknown): password is string =>
  typeof password === 'string' &&
  password.length > 0 &&
  [...password].length <= longestPassword &&
  !/\p{Cc}/u.test(password) &&
  password.isWellFormed();

const toObject = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
