import { Secret, TOTP } from 'otpauth';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import type { SoftwareToken, User } from '../users/user.ts';

const STEP_MS = 30_000;

export const newSoftwareTokenSecret = (state: CognitoState, pool: UserPool, user: User): string => {
  const purpose = `software token|${pool.id}|${user.sub}`;
  const bytes = state.seeded.bytes(`${purpose}|${state.nextNumber(purpose)}`, 32);
  return new Secret({ buffer: Uint8Array.from(bytes).buffer }).base32;
};

/** The time step whose code this is, or null: AWS takes those of 30 seconds before and after, too. */
export const stepOfCode = (secret: string, code: string, nowMs: number): number | null => {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), algorithm: 'SHA1', digits: 6, period: STEP_MS / 1_000 });
  const delta = /^\d{6}$/.test(code) ? totp.validate({ token: code, timestamp: nowMs, window: 1 }) : null;
  return delta === null ? null : Math.floor(nowMs / STEP_MS) + delta;
};

export type CodeVerdict = 'right' | 'wrong' | 'used';

/** A right code is used up by this, with all those before it. */
export const takeSoftwareTokenCode = (token: SoftwareToken | null, code: string, nowMs: number): CodeVerdict => {
  const step = token === null ? null : stepOfCode(token.secret, code, nowMs);
  if (token === null || step === null) return 'wrong';
  if (step <= token.lastUsedStep) return 'used';
  token.lastUsedStep = step;
  return 'right';
};
