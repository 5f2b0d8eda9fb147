import type { AttributeValue, DocumentPath, Item } from './attribute-value.ts';
import { judgeOwnerValue, type OwnerConflictCode, type OwnerForm } from './judge-owner-value.ts';
import type { OwnerLookup } from './owner-lookup.ts';
import type { OwnerPath } from './owner-path.ts';

/** One place of an item that has to change: a string, or a string set as a whole. */
export type OwnerChange = {
  /** The configured path it was found by. */
  readonly path: string;
  readonly at: DocumentPath;
  readonly from: AttributeValue;
  readonly to: AttributeValue;
  /** The form of each value replaced: one for a string, one or more for a set. */
  readonly forms: readonly OwnerForm[];
};

export type OwnerConflict = { readonly path: string; readonly at: DocumentPath; readonly code: OwnerConflictCode };

/** Values that stay: already new, of nobody in the map, or not of the type the path promises. */
export type OwnerFinding = { readonly path: string; readonly kind: 'current' | 'unmapped' | 'other-shape' };

export type ItemPlan = {
  readonly changes: readonly OwnerChange[];
  readonly conflicts: readonly OwnerConflict[];
  readonly kept: readonly OwnerFinding[];
};

/**
 * What has to change in an item. Looks at the configured paths only; types are kept, lists keep their order, and a set
 * gets no duplicates. An item with a conflict is to be left alone as a whole: its owners may belong together.
 */
export const planItem = (item: Item, paths: readonly OwnerPath[], lookup: OwnerLookup): ItemPlan => {
  const changes: OwnerChange[] = [];
  const conflicts: OwnerConflict[] = [];
  const kept: OwnerFinding[] = [];

  const visitString = (path: OwnerPath, at: DocumentPath, value: string) => {
    const verdict = judgeOwnerValue(value, lookup);
    if (verdict.kind === 'mapped') {
      changes.push({ path: path.text, at, from: { S: value }, to: { S: verdict.to }, forms: [verdict.form] });
    } else if (verdict.kind === 'conflict') conflicts.push({ path: path.text, at, code: verdict.code });
    else kept.push({ path: path.text, kind: verdict.kind });
  };

  const visitSet = (path: OwnerPath, at: DocumentPath, values: readonly string[]) => {
    const forms: OwnerForm[] = [];
    const rewritten = values.map((value) => {
      const verdict = judgeOwnerValue(value, lookup);
      if (verdict.kind === 'conflict') conflicts.push({ path: path.text, at, code: verdict.code });
      else if (verdict.kind !== 'mapped') kept.push({ path: path.text, kind: verdict.kind });
      else forms.push(verdict.form);
      return verdict.kind === 'mapped' ? verdict.to : value;
    });
    if (forms.length === 0) return;
    changes.push({ path: path.text, at, from: { SS: values }, to: { SS: [...new Set(rewritten)] }, forms });
  };

  const walk = (path: OwnerPath, stepsDone: number, value: AttributeValue | undefined, at: DocumentPath) => {
    if (value === undefined || 'NULL' in value) return;
    const step = path.steps[stepsDone];
    if (step === undefined && 'S' in value) visitString(path, at, value.S);
    else if (step?.kind === 'attribute' && 'M' in value) {
      walk(path, stepsDone + 1, value.M[step.name], [...at, step.name]);
    } else if (step?.kind === 'elements' && 'L' in value) {
      for (const [position, element] of value.L.entries()) walk(path, stepsDone + 1, element, [...at, position]);
    } else if (step?.kind === 'elements' && 'SS' in value && stepsDone === path.steps.length - 1) {
      visitSet(path, at, value.SS);
    } else kept.push({ path: path.text, kind: 'other-shape' });
  };

  for (const path of paths) walk(path, 0, item[path.root], [path.root]);
  return { changes, conflicts, kept };
};
