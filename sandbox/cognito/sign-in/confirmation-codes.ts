import { AwsError } from '../../aws-error.ts';
import { DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { sendMessage } from '../send-message.ts';
import type { CodeKind, PendingCode, User } from '../users/user.ts';
import type { Wire } from '../wire.ts';
import { obscureAddress } from './obscure-address.ts';

const HOUR_MS = 3_600_000;

const LIFETIME_MS: Readonly<Record<CodeKind, number>> = {
  'sign-up': 24 * HOUR_MS,
  reset: HOUR_MS,
  'verify-email': 24 * HOUR_MS,
  'verify-phone_number': 24 * HOUR_MS,
};

export type CodeAttribute = 'email' | 'phone_number';

export const mediumOf = (attribute: CodeAttribute): 'EMAIL' | 'SMS' => (attribute === 'email' ? 'EMAIL' : 'SMS');

export const codeDeliveryDetails = (attribute: CodeAttribute, address: string): Wire => ({
  CodeDeliveryDetails: {
    AttributeName: attribute,
    DeliveryMedium: mediumOf(attribute),
    Destination: obscureAddress(address),
  },
});

/**
 * Sends a new code, which makes the previous one of its kind void. It goes to the user's address, unless another one is
 * to be verified. Returns `CodeDeliveryDetails`.
 */
export const sendCode = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  kind: CodeKind,
  attribute: CodeAttribute,
  address = user.attributes.get(attribute) ?? '',
): Wire => {
  const number = state.nextNumber(`code|${kind}|${pool.id}|${user.sub}`);
  const code = state.seeded.text(`code|${kind}|${pool.id}|${user.sub}|${number}`, DIGITS, 6);
  sendMessage(state, pool, user, { kind, medium: mediumOf(attribute), destination: address, code });
  user.codes.set(kind, { code, attribute, address, expiresAtMs: state.clock.nowMs() + LIFETIME_MS[kind] });
  return codeDeliveryDetails(attribute, address);
};

export const codeMismatch = (): AwsError =>
  new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');

/**
 * Has `grant` do what a right code is good for, with the attribute and the address that it was sent to. The code is used
 * up then, but not where `grant` throws.
 */
export const redeemCode = (
  state: CognitoState,
  user: User,
  kind: CodeKind,
  code: string,
  grant: (sent: PendingCode) => void,
): void => {
  const pending = user.codes.get(kind);
  if (pending === undefined || state.clock.nowMs() > pending.expiresAtMs) {
    throw new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }
  if (pending.code !== code) throw codeMismatch();
  grant(pending);
  user.codes.delete(kind);
};
