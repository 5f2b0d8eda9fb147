import { AwsError } from '../../aws-error.ts';
import type { Lockout } from '../users/user.ts';

const FREE_FAILURES = 5;
const LONGEST_LOCK_MS = 15 * 60_000;
const QUIET_MS = 15 * 60_000;

/**
 * Throws while the user is locked out after too many wrong passwords (or MFA codes), whatever is tried now. Failures are
 * forgotten when nobody has tried for a quarter of an hour; a try that is refused for the lockout is one, too.
 */
export const assertNotLockedOut = (lockout: Lockout, nowMs: number): void => {
  if (nowMs - lockout.lastAttemptMs >= QUIET_MS) lockout.failures = 0;
  lockout.lastAttemptMs = nowMs;
  if (nowMs < lockout.lockedUntilMs) throw new AwsError('NotAuthorizedException', 'Password attempts exceeded');
};

/** From the fifth failure on: one second, doubled by each further one, up to a quarter of an hour. */
export const countFailure = (lockout: Lockout, nowMs: number): void => {
  lockout.failures += 1;
  if (lockout.failures < FREE_FAILURES) return;
  lockout.lockedUntilMs = nowMs + Math.min(LONGEST_LOCK_MS, 1_000 * 2 ** (lockout.failures - FREE_FAILURES));
};

export const forgetFailures = (lockout: Lockout): void => {
  lockout.failures = 0;
  lockout.lockedUntilMs = 0;
};
