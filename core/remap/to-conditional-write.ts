import { type AttributeValue, type DocumentPath, type Item, withValueAt } from '../owners/attribute-value.ts';
import type { OwnerChange } from '../owners/plan-item.ts';
import type { ConditionalWrite } from './table-ports.ts';

/**
 * Path steps that one update may spell out. Its two expressions may have 4 KB each, and 300 operators:
 * ServiceQuotas, "Expression parameters", read 2026-11-20.
 */
const maxPathSteps = 120;

/** Builds the one write that makes all changes of an item, or none. `item` is what the changes were planned from. */
export const toConditionalWrite = (
  key: Item,
  item: Item,
  changes: readonly OwnerChange[],
  dataStore: { readonly nowMs: number } | undefined,
): ConditionalWrite => {
  const steps = changes.reduce((sum, change) => sum + change.at.length, 0);
  const replace = steps <= maxPathSteps ? changes.map(({ at, from, to }) => ({ at, from, to })) : byRoot(item, changes);
  if (dataStore === undefined) return { key, replace, set: [], absent: [] };

  const version = item._version;
  // An item DataStore never versioned stays so; it must still be so when the write arrives.
  if (version === undefined || !('N' in version) || !/^\d+$/.test(version.N)) {
    return { key, replace, set: [], absent: [['_version']] };
  }
  const moved: AttributeValue = { N: String(BigInt(version.N) + 1n) };
  return {
    key,
    replace: [...replace, { at: ['_version'], from: version, to: moved }],
    set: [{ at: ['_lastChangedAt'], to: { N: String(dataStore.nowMs) } }],
    absent: [],
  };
};

/** Too many places to name one by one: each root attribute is replaced as a whole, if it still is as a whole what it was. */
const byRoot = (item: Item, changes: readonly OwnerChange[]): ConditionalWrite['replace'] => {
  const roots = new Map<string, AttributeValue>();
  for (const { at, to } of changes) {
    const [root, ...rest] = at;
    const value = roots.get(root) ?? item[root];
    if (value !== undefined) roots.set(root, withValueAt(value, rest, to));
  }
  return [...roots].map(([root, to]) => {
    const at: DocumentPath = [root];
    return { at, from: item[root] as AttributeValue, to };
  });
};

/** Whether a batch statement can make this write: one string of a root attribute, and nothing beside. */
export const isSingleAssignment = (write: ConditionalWrite): boolean => {
  const [only, ...more] = write.replace;
  return (
    only !== undefined &&
    more.length === 0 &&
    write.set.length === 0 &&
    write.absent.length === 0 &&
    only.at.length === 1 &&
    'S' in only.from &&
    // How statements spell such a name is not documented.
    ![only.at[0], ...Object.keys(write.key)].some((name) => name.includes('"'))
  );
};
