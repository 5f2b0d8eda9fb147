import { DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import { sendMessage } from '../state/send-message.ts';
import type { User } from '../state/user.ts';
import type { UserPool } from '../state/user-pool.ts';
import { obscureAddress } from './obscure-address.ts';

export type Challenge = { readonly name: string; readonly parameters: Readonly<Record<string, string>> };

const bySms = (state: CognitoState, pool: UserPool, user: User): Challenge => {
  const destination = user.attributes.get('phone_number') ?? '';
  const code = state.seeded.text(`mfa|${pool.id}|${user.sub}|${state.nextNumber(`mfa|${user.sub}`)}`, DIGITS, 6);
  sendMessage(state, pool, user, { kind: 'mfa', medium: 'SMS', destination, code });
  return {
    name: 'SMS_MFA',
    parameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: 'SMS',
      CODE_DELIVERY_DESTINATION: obscureAddress(destination),
      USER_ID_FOR_SRP: user.username,
    },
  };
};

/** The second factor that stands between a right password and tokens, or null. */
export const mfaChallenge = (state: CognitoState, pool: UserPool, user: User): Challenge | null => {
  const { methods, preferred } = user.mfa;
  if (pool.settings.mfaConfiguration === 'OFF') return null;
  if (methods.length === 0) {
    if (pool.settings.mfaConfiguration === 'OPTIONAL') return null;
    return {
      name: 'MFA_SETUP',
      parameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA"]', USER_ID_FOR_SRP: user.username },
    };
  }
  const method = preferred ?? (methods.length === 1 ? methods[0] : undefined);
  if (method === 'SMS_MFA') return bySms(state, pool, user);
  if (method === 'SOFTWARE_TOKEN_MFA') return { name: method, parameters: { USER_ID_FOR_SRP: user.username } };
  const choice = { MFAS_CAN_CHOOSE: JSON.stringify(methods), USER_ID_FOR_SRP: user.username };
  return { name: 'SELECT_MFA_TYPE', parameters: choice };
};
