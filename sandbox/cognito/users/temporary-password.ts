import { DIGITS, LETTERS_AND_DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { UserPool } from '../pools/user-pool.ts';

/** One that fits any policy: long, with every kind of character. */
export const temporaryPassword = (state: CognitoState, pool: UserPool): string => {
  const purpose = `temporary password|${state.nextNumber('temporary password')}`;
  const length = Math.max(pool.settings.passwordPolicy.MinimumLength, 12);
  return `aA!${state.seeded.text(`${purpose}|digit`, DIGITS, 1)}${state.seeded.text(purpose, LETTERS_AND_DIGITS, length - 4)}`;
};
