import type { AttributeValue, Item } from './attribute-value.ts';
import type { OwnerPath } from './owner-path.ts';
import type { ItemPlan, OwnerChange } from './plan-item.ts';

/** What joins the parts of a composite, in its name and in its value. */
const joint = '#';

/**
 * What a composite attribute such as `owner#createdAt` has to become, given what was found of its parts: nothing where the
 * item has none, its parts joined anew where it is its parts joined. A composite that is anything else is a conflict, unless
 * nothing is known of its owners, neither of those beside it nor of those in it.
 */
export const planComposite = (
  item: Item,
  path: OwnerPath,
  parts: readonly string[],
  found: ItemPlan,
  isOfMapped: (attribute: string, text: string) => boolean = () => false,
): Partial<Pick<ItemPlan, 'changes' | 'conflicts' | 'kept'>> => {
  const value = item[path.root];
  if (value === undefined || 'NULL' in value) return {};
  if (!('S' in value)) return { kept: [{ path: path.text, kind: 'other-shape' }] };

  const changes = found.changes.filter(({ at }) => at.length === 1 && parts.includes(at[0]));
  const changed = new Map(changes.map(({ at, to }) => [at[0], to]));
  if (value.S === join(parts.map((name) => item[name]))) {
    const to = join(parts.map((name) => changed.get(name) ?? item[name]));
    if (to !== undefined && to !== value.S) return { changes: [toChange(path, value.S, to, changes)] };
    return { kept: [{ path: path.text, kind: isCurrent(parts, found) ? 'current' : 'unmapped' }] };
  }
  const isOfStrangers =
    changes.length === 0 &&
    found.kept.some(isUnmappedOf(parts)) &&
    !isCurrent(parts, found) &&
    !holdsMapped(value.S, parts, isOfMapped);
  return isOfStrangers
    ? { kept: [{ path: path.text, kind: 'unmapped' }] }
    : { conflicts: [{ path: path.text, at: [path.root], code: 'composite-differs' }] };
};

/** Looks where the owners would stand, or anywhere if it has not as many parts as its name says. */
const holdsMapped = (
  value: string,
  parts: readonly string[],
  isOfMapped: (attribute: string, text: string) => boolean,
): boolean => {
  const texts = value.split(joint);
  return texts.length === parts.length
    ? parts.some((attribute, position) => isOfMapped(attribute, texts[position] as string))
    : parts.some((attribute) => texts.some((text) => isOfMapped(attribute, text)));
};

const toChange = (path: OwnerPath, from: string, to: string, changes: readonly OwnerChange[]): OwnerChange => ({
  path: path.text,
  at: [path.root],
  from: { S: from },
  to: { S: to },
  forms: (changes[0] as OwnerChange).forms,
});

const join = (values: readonly (AttributeValue | undefined)[]): string | undefined => {
  const texts = values.map((value) => {
    if (value === undefined) return undefined;
    return 'S' in value ? value.S : 'N' in value ? value.N : undefined;
  });
  return texts.includes(undefined) ? undefined : texts.join(joint);
};

const isCurrent = (parts: readonly string[], { kept }: ItemPlan) =>
  kept.some(({ path, kind }) => kind === 'current' && parts.includes(path));

const isUnmappedOf =
  (parts: readonly string[]) =>
  ({ path, kind }: ItemPlan['kept'][number]) =>
    kind === 'unmapped' && parts.includes(path);
