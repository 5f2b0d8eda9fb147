import { AwsError } from '../../aws-error.ts';
import { DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';
import { sendMessage } from '../send-message.ts';
import { obscureAddress } from '../sign-in/obscure-address.ts';
import type { Challenge } from '../sign-in/open-challenge.ts';
import type { MfaMethod, User } from '../users/user.ts';
import { CONTACT_OF, eligibleFactors, recoveryFactor } from './eligible-factors.ts';
import { availableFactors } from './mfa-factors.ts';

const noFactor = (): AwsError => new AwsError('MFAMethodNotFoundException', 'No MFA method is found for the user.');

const byMessage = (state: CognitoState, pool: UserPool, user: User, name: keyof typeof CONTACT_OF): Challenge => {
  const medium = name === 'SMS_MFA' ? 'SMS' : 'EMAIL';
  const destination = user.attributes.get(CONTACT_OF[name]);
  if (destination === undefined) throw noFactor();
  const code = state.seeded.text(`mfa|${pool.id}|${user.sub}|${state.nextNumber(`mfa|${user.sub}`)}`, DIGITS, 6);
  sendMessage(state, pool, user, { kind: 'mfa', medium, destination, code });
  return {
    name,
    parameters: {
      CODE_DELIVERY_DELIVERY_MEDIUM: medium,
      CODE_DELIVERY_DESTINATION: obscureAddress(destination),
      USER_ID_FOR_SRP: user.username,
    },
    kept: { sent: { code, destination } },
  };
};

export const challengeBy = (state: CognitoState, pool: UserPool, user: User, method: MfaMethod): Challenge =>
  method === 'SOFTWARE_TOKEN_MFA'
    ? { name: method, parameters: { USER_ID_FOR_SRP: user.username } }
    : byMessage(state, pool, user, method);

const choice = (user: User, choices: readonly MfaMethod[]): Challenge => ({
  name: 'SELECT_MFA_TYPE',
  parameters: { MFAS_CAN_CHOOSE: JSON.stringify(choices), USER_ID_FOR_SRP: user.username },
  kept: { choices },
});

const askFor = (state: CognitoState, pool: UserPool, user: User, factors: readonly MfaMethod[]): Challenge => {
  const [only] = factors;
  return only !== undefined && factors.length === 1 ? challengeBy(state, pool, user, only) : choice(user, factors);
};

/** For a user with nothing to be asked for: what can be set up on the way. */
const setUp = (pool: UserPool, user: User): Challenge => {
  const contacts = Object.values(CONTACT_OF).filter((name) => user.attributes.has(name));
  const recovery = recoveryFactor(pool);
  const [only] = contacts;
  if (contacts.length === 1 && recovery !== null && only === CONTACT_OF[recovery]) throw noFactor();
  const choices = availableFactors(pool).filter((factor) =>
    contacts.length === 0 ? factor !== recovery : factor === 'SOFTWARE_TOKEN_MFA',
  );
  if (choices.length === 0) throw noFactor();
  return {
    name: 'MFA_SETUP',
    parameters: { MFAS_CAN_SETUP: JSON.stringify(choices), USER_ID_FOR_SRP: user.username },
    kept: { choices },
  };
};

/**
 * The second factor that stands between a right password and tokens, or null. What a user turned on is asked for
 * wherever the pool has MFA at all; where it is required, the guide's decision about those without a preference follows
 * (user-pool-settings-mfa, "Details of MFA logic at user runtime").
 */
export const mfaChallenge = (state: CognitoState, pool: UserPool, user: User): Challenge | null => {
  const { mfaConfiguration } = pool.settings;
  const { methods, preferred } = user.mfa;
  if (mfaConfiguration === 'OFF') return null;
  if (preferred !== undefined) return challengeBy(state, pool, user, preferred);
  if (mfaConfiguration === 'OPTIONAL') return methods.length === 0 ? null : askFor(state, pool, user, methods);
  const eligible = [...new Set([...methods, ...eligibleFactors(pool, user)])];
  return eligible.length === 0 ? setUp(pool, user) : askFor(state, pool, user, eligible);
};
