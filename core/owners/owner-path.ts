import type { OwnerTemplate } from './owner-template.ts';

/**
 * Where owners stand in an item, as people write it:
 *
 *     owner                 an attribute
 *     meta.createdBy        an attribute of a map
 *     editors[]             every element of a list or string set
 *     members[].userId      an attribute of every map in a list
 *     roles{}               every key of a map
 *     owner#createdAt       an attribute that is others joined, by name and by value
 */
export type OwnerPath = {
  /** As it was written; the name of the path in every count and journal record. */
  readonly text: string;
  readonly root: string;
  /** What comes after the root: a name goes into a map, `elements` into every element of a list or set. */
  readonly steps: readonly OwnerPathStep[];
  /** How its values are built, where they are not what Amplify writes. */
  readonly templates?: readonly OwnerTemplate[] | undefined;
  /** The attributes it joins, where it is a composite. */
  readonly parts?: readonly string[] | undefined;
};

export type OwnerPathStep =
  | { readonly kind: 'attribute'; readonly name: string }
  | { readonly kind: 'elements' }
  | { readonly kind: 'keys' };

export type ParsedOwnerPath =
  | { readonly ok: true; readonly path: OwnerPath }
  | { readonly ok: false; readonly problem: string };

/** Parses a path; of a composite, only that it is an attribute whose name has a `#`. */
export const parseOwnerPath = (text: string): ParsedOwnerPath => {
  const steps: OwnerPathStep[] = [];
  for (const segment of text.split('.')) {
    const [, name = '', suffixes = ''] = /^([^[\]{}]*)((?:\[\]|\{\})*)$/.exec(segment) ?? [];
    if (name === '') return { ok: false, problem: describeBadSegment(segment) };
    steps.push({ kind: 'attribute', name });
    for (const suffix of suffixes.match(/\[\]|\{\}/g) ?? []) {
      steps.push({ kind: suffix === '[]' ? 'elements' : 'keys' });
    }
  }
  const keysAt = steps.findIndex((step) => step.kind === 'keys');
  if (keysAt !== -1 && keysAt !== steps.length - 1) {
    return { ok: false, problem: 'nothing can follow "{}", which names the keys of a map' };
  }
  const [root, ...rest] = steps;
  if (root?.kind !== 'attribute') return { ok: false, problem: 'starts with no attribute name' };
  return { ok: true, path: { text, root: root.name, steps: rest } };
};

/** The plain attributes that a composite such as `owner#createdAt` is joined from; one name for any other attribute. */
export const componentsOf = (attribute: string): readonly string[] => attribute.split('#');

const describeBadSegment = (segment: string) => {
  if (segment === '') return 'has an empty part; names are joined by single dots';
  if (/\[\d+\]/.test(segment)) return 'names one list position; write "[]" for every element';
  return `cannot read "${segment}"; a part is a name, or a name with "[]" or "{}"`;
};
