import type { OwnerForm } from './owner-form.ts';

/** How an owner value is built from a user's ids: `USER#{sub}`, `{username}`, `{sub}::{username}`. */
export type OwnerTemplate = {
  /** As it was written. */
  readonly text: string;
  readonly form: OwnerForm;
  /** One or two, in the order they stand. */
  readonly placeholders: readonly OwnerId[];
  /** The texts before, between and after the placeholders. */
  readonly texts: readonly string[];
};

export type OwnerId = 'sub' | 'username';

export type ParsedOwnerTemplate =
  | { readonly ok: true; readonly template: OwnerTemplate }
  | { readonly ok: false; readonly problem: string };

export const parseOwnerTemplate = (text: string): ParsedOwnerTemplate => {
  const texts = text.split(/\{[^{}]*\}/);
  const named = (text.match(/\{[^{}]*\}/g) ?? []).map((each) => each.slice(1, -1));
  const problem = findProblem(texts, named);
  if (problem !== undefined) return { ok: false, problem };
  const placeholders = named as OwnerId[];
  const form = placeholders.length === 2 ? 'sub::username' : (placeholders[0] as OwnerId);
  return { ok: true, template: { text, form, placeholders, texts } };
};

const findProblem = (texts: readonly string[], named: readonly string[]): string | undefined => {
  if (texts.some((each) => /[{}]/.test(each))) return 'has a brace that belongs to no placeholder';
  const unknown = named.find((name) => name !== 'sub' && name !== 'username');
  if (unknown !== undefined) return `names "{${unknown}}"; there are {sub} and {username}`;
  if (named.length === 0) return 'names neither {sub} nor {username}';
  const [first, second, ...more] = named;
  // Two users in one value would be two owners; one user twice is no form that anything is known to write.
  if (more.length > 0 || first === second) return `names {${first}} more than once; a value has one user, each id once`;
  if (second !== undefined && texts[1] === '') {
    return `has nothing between {${first}} and {${second}}, so that nobody can tell where one ends`;
  }
  return undefined;
};

export const renderTemplate = (
  { placeholders, texts }: OwnerTemplate,
  ids: Readonly<Record<OwnerId, string>>,
): string => {
  const [first, second] = placeholders as readonly [OwnerId, OwnerId?];
  const value = `${texts[0]}${ids[first]}${texts[1]}`;
  return second === undefined ? value : `${value}${ids[second]}${texts[2]}`;
};

/** Called with the ids a value would have; the one that the template does not name is undefined. */
export type ReadingVisitor = (sub: string | undefined, username: string | undefined) => void;

/**
 * Visits every way to read a value by the template: one where it names one id, and one per place where the text between
 * the two could stand. Which of the readings is a user's, the lookup tells. Called for every value of a table.
 */
export const visitReadings = (template: OwnerTemplate, value: string, visit: ReadingVisitor): void => {
  const { placeholders, texts } = template;
  const prefix = texts[0] as string;
  const suffix = texts[texts.length - 1] as string;
  if (value.length <= prefix.length + suffix.length || !value.startsWith(prefix) || !value.endsWith(suffix)) return;
  const inner = value.slice(prefix.length, value.length - suffix.length);
  const isSubFirst = placeholders[0] === 'sub';
  if (placeholders.length === 1) {
    if (isSubFirst) visit(inner, undefined);
    else visit(undefined, inner);
    return;
  }
  const between = texts[1] as string;
  for (let at = inner.indexOf(between); at !== -1; at = inner.indexOf(between, at + 1)) {
    const left = inner.slice(0, at);
    const right = inner.slice(at + between.length);
    if (isSubFirst) visit(left, right);
    else visit(right, left);
  }
};

/** Amplify compares an owner with each of these: its access rules for the identity claim `sub::username`. */
export const amplifyTemplates: readonly OwnerTemplate[] = [
  { text: '{sub}', form: 'sub', placeholders: ['sub'], texts: ['', ''] },
  { text: '{username}', form: 'username', placeholders: ['username'], texts: ['', ''] },
  { text: '{sub}::{username}', form: 'sub::username', placeholders: ['sub', 'username'], texts: ['', '::', ''] },
];
