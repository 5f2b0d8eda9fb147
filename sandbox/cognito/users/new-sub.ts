import { LETTERS_AND_DIGITS } from '../../seeded-values.ts';
import type { CognitoState } from '../cognito-state.ts';
import type { SubForm } from '../pools/pool-controls.ts';

const MIXTURE: readonly SubForm[] = ['uuid', 'upper-case', 'long', 'beyond-hex', 'beyond-ascii'];

/** A sub that depends on the seed and the purpose alone, in the form that `controls.subForm` asks for. */
export const newSub = ({ seeded, controls }: CognitoState, purpose: string): string => {
  const { subForm } = controls;
  const form = subForm === 'mixed' ? MIXTURE[seeded.integer(`form|${purpose}`, MIXTURE.length)] : subForm;
  const uuid = seeded.uuid(purpose);
  // No version 7 by its variant, and no time in front: only some digits are the same in all subs of a Region.
  if (form === 'version-7') return uuid.replace(/^(.).(.).(.).(.).-(..)..-..(..)/, '$14$28$34$48-$501-70$6');
  if (form === 'upper-case') return uuid.toUpperCase();
  if (form === 'long') return `${uuid}-${seeded.uuid(`more|${purpose}`)}`;
  if (form === 'beyond-hex') return `~${seeded.text(purpose, LETTERS_AND_DIGITS, 30)}`;
  if (form === 'beyond-ascii') return `é${uuid.slice(1)}`;
  return uuid;
};
