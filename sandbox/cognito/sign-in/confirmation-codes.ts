import { AwsError } from '../../aws-error.ts';
import { DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import { sendMessage } from '../state/send-message.ts';
import type { CodeKind, User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import type { Wire } from '../wire.ts';
import { obscureAddress } from './obscure-address.ts';

const LIFETIME_MS: Readonly<Record<CodeKind, number>> = { 'sign-up': 24 * 3_600_000, reset: 3_600_000 };

export type CodeAttribute = 'email' | 'phone_number';

export const codeDeliveryDetails = (attribute: CodeAttribute, address: string): Wire => ({
  CodeDeliveryDetails: {
    AttributeName: attribute,
    DeliveryMedium: attribute === 'email' ? 'EMAIL' : 'SMS',
    Destination: obscureAddress(address),
  },
});

/** Sends a new code, which makes the previous one of its kind void. Returns `CodeDeliveryDetails`. */
export const sendCode = (
  state: CognitoState,
  pool: UserPool,
  user: User,
  kind: CodeKind,
  attribute: CodeAttribute,
): Wire => {
  const number = state.nextNumber(`code|${kind}|${pool.id}|${user.sub}`);
  const code = state.seeded.text(`code|${kind}|${pool.id}|${user.sub}|${number}`, DIGITS, 6);
  const destination = user.attributes.get(attribute) ?? '';
  user.codes.set(kind, { code, attribute, expiresAtMs: state.clock.nowMs() + LIFETIME_MS[kind] });
  sendMessage(state, pool, user, { kind, medium: attribute === 'email' ? 'EMAIL' : 'SMS', destination, code });
  return codeDeliveryDetails(attribute, destination);
};

export const codeMismatch = (): AwsError =>
  new AwsError('CodeMismatchException', 'Invalid verification code provided, please try again.');

/** Uses up the pending code. Returns the attribute that it was sent to. */
export const redeemCode = (state: CognitoState, user: User, kind: CodeKind, code: string): string => {
  const pending = user.codes.get(kind);
  if (pending === undefined || state.clock.nowMs() > pending.expiresAtMs) {
    throw new AwsError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
  }
  if (pending.code !== code) throw codeMismatch();
  user.codes.delete(kind);
  return pending.attribute;
};
