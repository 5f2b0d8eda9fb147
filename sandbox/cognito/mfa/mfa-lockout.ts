import { AwsError } from '../../aws-error.ts';
import type { CognitoState } from '../cognito-state.ts';
import { assertNotLockedOut, countFailure, forgetFailures } from '../sign-in/lockout.ts';
import type { User } from '../users/user.ts';
import type { CodeVerdict } from './software-token.ts';

/** Has a code for a second factor judged, under a lockout of its own. Throws unless it is the right one. */
export const assertMfaCode = (state: CognitoState, user: User, judge: (nowMs: number) => CodeVerdict): void => {
  const nowMs = state.clock.nowMs();
  assertNotLockedOut(user.mfaLockout, nowMs);
  const verdict = judge(nowMs);
  if (verdict === 'right') {
    forgetFailures(user.mfaLockout);
    return;
  }
  countFailure(user.mfaLockout, nowMs);
  throw verdict === 'used'
    ? new AwsError('ExpiredCodeException', 'Your software token has already been used once.')
    : new AwsError('CodeMismatchException', 'Invalid code received for user');
};
