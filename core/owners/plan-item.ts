import type { AttributeValue, DocumentPath, Item } from './attribute-value.ts';
import { judgeOwnerValue, type OwnerConflictCode } from './judge-owner-value.ts';
import type { OwnerForm } from './owner-form.ts';
import type { OwnerLookup } from './owner-lookup.ts';
import type { OwnerPath } from './owner-path.ts';
import { planComposite } from './plan-composite.ts';

/** One place of an item that has to change: a string, a string set as a whole, or the name of one key of a map. */
export type OwnerChange = {
  /** The configured path it was found by. */
  readonly path: string;
  readonly at: DocumentPath;
  readonly from: AttributeValue;
  readonly to: AttributeValue;
  /** The form of each value replaced: one for a string, one or more for a set. */
  readonly forms: readonly OwnerForm[];
  /** `at` is a map, of which the key `from` is to be called `to`. What the key leads to stays as it is. */
  readonly place?: 'key' | undefined;
};

export type OwnerConflict = {
  readonly path: string;
  readonly at: DocumentPath;
  readonly code:
    | OwnerConflictCode
    /** The map has the new key already, or two of its keys would become one. */
    | 'map-key-exists'
    /** A composite attribute is not what its parts joined are. */
    | 'composite-differs';
};

/** Values that stay: already new, of nobody in the map, or not of the type the path promises. */
export type OwnerFinding = { readonly path: string; readonly kind: 'current' | 'unmapped' | 'other-shape' };

export type ItemPlan = {
  readonly changes: readonly OwnerChange[];
  readonly conflicts: readonly OwnerConflict[];
  readonly kept: readonly OwnerFinding[];
};

/**
 * What has to change in an item. Looks at the configured paths only; types are kept, lists keep their order, and a set
 * gets no duplicates: where two of its members become one user, that user stands in it once. An item with a conflict is to
 * be left alone as a whole: its owners may belong together.
 */
export const planItem = (item: Item, paths: readonly OwnerPath[], lookup: OwnerLookup): ItemPlan => {
  const changes: OwnerChange[] = [];
  const conflicts: OwnerConflict[] = [];
  const kept: OwnerFinding[] = [];

  /** What one value becomes, with everything else about it noted. */
  const judge = (path: OwnerPath, at: DocumentPath, value: string) => {
    const verdict = judgeOwnerValue(value, lookup, path.templates);
    if (verdict.kind === 'mapped') return verdict;
    if (verdict.kind === 'conflict') conflicts.push({ path: path.text, at, code: verdict.code });
    else kept.push({ path: path.text, kind: verdict.kind });
    return undefined;
  };

  const visitString = (path: OwnerPath, at: DocumentPath, value: string) => {
    const mapped = judge(path, at, value);
    if (mapped === undefined) return;
    changes.push({ path: path.text, at, from: { S: value }, to: { S: mapped.to }, forms: [mapped.form] });
  };

  const visitSet = (path: OwnerPath, at: DocumentPath, values: readonly string[]) => {
    const forms: OwnerForm[] = [];
    const rewritten = values.map((value) => {
      const mapped = judge(path, at, value);
      if (mapped !== undefined) forms.push(mapped.form);
      return mapped?.to ?? value;
    });
    if (forms.length === 0) return;
    changes.push({ path: path.text, at, from: { SS: values }, to: { SS: [...new Set(rewritten)] }, forms });
  };

  const visitKeys = (path: OwnerPath, at: DocumentPath, map: Readonly<Record<string, AttributeValue>>) => {
    const taken = new Set(Object.keys(map));
    for (const key of Object.keys(map)) {
      const mapped = judge(path, at, key);
      if (mapped === undefined) continue;
      if (taken.has(mapped.to)) {
        conflicts.push({ path: path.text, at, code: 'map-key-exists' });
        continue;
      }
      taken.add(mapped.to);
      const names = { from: { S: key }, to: { S: mapped.to } };
      changes.push({ path: path.text, at, ...names, forms: [mapped.form], place: 'key' });
    }
  };

  const walk = (path: OwnerPath, stepsDone: number, value: AttributeValue | undefined, at: DocumentPath) => {
    if (value === undefined || 'NULL' in value) return;
    const step = path.steps[stepsDone];
    if (step === undefined && 'S' in value) visitString(path, at, value.S);
    else if (step?.kind === 'attribute' && 'M' in value) {
      const inner = Object.hasOwn(value.M, step.name) ? value.M[step.name] : undefined;
      walk(path, stepsDone + 1, inner, [...at, step.name]);
    } else if (step?.kind === 'elements' && 'L' in value) {
      for (const [position, element] of value.L.entries()) walk(path, stepsDone + 1, element, [...at, position]);
    } else if (step?.kind === 'elements' && 'SS' in value && stepsDone === path.steps.length - 1) {
      visitSet(path, at, value.SS);
    } else if (step?.kind === 'keys' && 'M' in value) visitKeys(path, at, value.M);
    else kept.push({ path: path.text, kind: 'other-shape' });
  };

  for (const path of paths) if (path.parts === undefined) walk(path, 0, item[path.root], [path.root]);
  for (const path of paths) {
    if (path.parts === undefined) continue;
    const plan = planComposite(item, path, path.parts, { changes, conflicts, kept }, isOfMapped(paths, lookup));
    changes.push(...(plan.changes ?? []));
    conflicts.push(...(plan.conflicts ?? []));
    kept.push(...(plan.kept ?? []));
  }
  return { changes, conflicts, kept };
};

/** Whether a text would be rewritten, or stand as a conflict, if it stood where this attribute has its owner. */
const isOfMapped = (paths: readonly OwnerPath[], lookup: OwnerLookup) => (attribute: string, text: string) => {
  const path = paths.find(({ root, steps, parts }) => root === attribute && steps.length === 0 && parts === undefined);
  if (path === undefined) return false;
  return ['mapped', 'conflict'].includes(judgeOwnerValue(text, lookup, path.templates).kind);
};
