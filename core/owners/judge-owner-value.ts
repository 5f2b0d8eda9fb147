import type { OwnerForm } from './owner-form.ts';
import type { OwnerLookup, UserPair } from './owner-lookup.ts';
import { amplifyTemplates, type OwnerTemplate, renderTemplate, visitReadings } from './owner-template.ts';

export type OwnerConflictCode =
  /** `sub::username` whose halves are not one user's. */
  | 'halves-differ'
  /** The value is an id of one user and an id of another. */
  | 'two-users'
  /** Sub and username were equal and no longer are: which of the two the value was is not to be seen. */
  | 'sub-or-username'
  /** What would be written is itself an old id, so that the next pass would rewrite it once more. */
  | 'new-id-is-also-old';

export type OwnerVerdict =
  | { readonly kind: 'mapped'; readonly form: OwnerForm; readonly to: string }
  /** Already what it has to be. */
  | { readonly kind: 'current' }
  /** Nobody in the map. */
  | { readonly kind: 'unmapped' }
  | { readonly kind: 'conflict'; readonly code: OwnerConflictCode };

const current: OwnerVerdict = { kind: 'current' };
const unmapped: OwnerVerdict = { kind: 'unmapped' };
const conflict = (code: OwnerConflictCode): OwnerVerdict => ({ kind: 'conflict', code });

const uuidShape = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * What an owner value has to become. Unless templates say otherwise, an owner is what Amplify takes for one: exactly a
 * user's `sub`, `username` or `sub::username`. Anything that is not exactly that for a mapped user is left alone.
 * Judging what was written always answers `current`.
 */
export const judgeOwnerValue = (
  value: string,
  lookup: OwnerLookup,
  templates: readonly OwnerTemplate[] = amplifyTemplates,
): OwnerVerdict => {
  const verdict = judgeOnce(value, lookup, templates);
  if (verdict.kind !== 'mapped') return verdict;
  return judgeOnce(verdict.to, lookup, templates).kind === 'current' ? verdict : conflict('new-id-is-also-old');
};

const judgeOnce = (value: string, lookup: OwnerLookup, templates: readonly OwnerTemplate[]): OwnerVerdict => {
  let owner: UserPair | undefined;
  let form: OwnerForm | undefined;
  let to: string | undefined;
  let isOfTwo = false;
  let isOfTwoForms = false;
  for (const template of templates) {
    visitReadings(template, value, (sub, username) => {
      const pair = findOld(lookup, sub, username);
      if (pair === undefined) return;
      const rendered = renderTemplate(template, { sub: pair.newSub, username: pair.newUsername });
      isOfTwo ||= owner !== undefined && owner.oldSub !== pair.oldSub;
      isOfTwoForms ||= to !== undefined && to !== rendered;
      owner ??= pair;
      form ??= template.form;
      to ??= rendered;
    });
  }
  let isNew = false;
  for (const template of templates) {
    visitReadings(template, value, (sub, username) => {
      const pair = findNew(lookup, sub, username);
      isNew ||= pair !== undefined;
      isOfTwo ||= owner !== undefined && pair !== undefined && pair.newSub !== owner.newSub;
    });
  }
  if (form === undefined || to === undefined) {
    if (isNew) return current;
    return hasHalfOfSomebody(value, lookup, templates) ? conflict('halves-differ') : unmapped;
  }
  if (isOfTwo) return conflict('two-users');
  if (isOfTwoForms) return conflict('sub-or-username');
  return to === value ? current : { kind: 'mapped', form, to };
};

const findOld = (lookup: OwnerLookup, sub: string | undefined, username: string | undefined): UserPair | undefined => {
  if (sub === undefined) return username === undefined ? undefined : lookup.byUsername(username);
  const pair = lookup.bySub(sub);
  return username === undefined || pair?.oldUsername === username ? pair : undefined;
};

const findNew = (lookup: OwnerLookup, sub: string | undefined, username: string | undefined): UserPair | undefined => {
  if (sub === undefined) return username === undefined ? undefined : lookup.byNewUsername(username);
  const pair = lookup.byNewSub(sub);
  return username === undefined || pair?.newUsername === username ? pair : undefined;
};

/** Whether it reads as two ids that are not one user's, of which one is a mapped user's all the same. */
const hasHalfOfSomebody = (value: string, lookup: OwnerLookup, templates: readonly OwnerTemplate[]): boolean => {
  let has = false;
  for (const template of templates) {
    if (template.placeholders.length < 2) continue;
    visitReadings(template, value, (sub = '', username = '') => {
      has ||= lookup.byNewSub(sub) !== undefined || lookup.bySub(sub) !== undefined;
      const isNameKnown = lookup.byUsername(username) !== undefined || lookup.byNewUsername(username) !== undefined;
      has ||= isNameKnown && uuidShape.test(sub);
    });
  }
  return has;
};
