import { type AttributeValue, type DocumentPath, type Item, valueAt } from '../owners/attribute-value.ts';
import { applyChanges, renamedKey } from '../owners/owner-change.ts';
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
  const steps = changes.reduce((sum, { at, place }) => sum + (place === 'key' ? 2 * at.length + 2 : at.length), 0);
  const write: ConditionalWrite = steps <= maxPathSteps ? byPlace(key, item, changes) : byRoot(key, item, changes);
  if (dataStore === undefined) return write;

  const version = item._version;
  const moved = nextVersion(version);
  // An item DataStore never versioned stays so; it must still be so when the write arrives.
  if (version === undefined || moved === undefined) return { ...write, absent: [...write.absent, ['_version']] };
  return {
    ...write,
    replace: [...write.replace, { at: ['_version'], from: version, to: moved }],
    set: [...write.set, { at: ['_lastChangedAt'], to: { N: String(dataStore.nowMs) } }],
  };
};

/** The version of DataStore that follows; undefined of an item that has none. */
export const nextVersion = (version: AttributeValue | undefined): AttributeValue | undefined =>
  version !== undefined && 'N' in version && /^\d+$/.test(version.N)
    ? { N: String(BigInt(version.N) + 1n) }
    : undefined;

const byPlace = (key: Item, item: Item, changes: readonly OwnerChange[]): ConditionalWrite => {
  const replace: ConditionalWrite['replace'][number][] = [];
  const remove: { at: DocumentPath; from: AttributeValue }[] = [];
  const set: ConditionalWrite['set'][number][] = [];
  const absent: DocumentPath[] = [];
  for (const change of changes) {
    const { at, from, to } = change;
    const renamed = renamedKey(change);
    if (renamed === undefined) replace.push({ at, from, to });
    else {
      const value = valueAt(item, [...at, renamed[0]]);
      if (value === undefined) throw new TypeError('the map no longer has the key that is to be renamed');
      remove.push({ at: [...at, renamed[0]], from: value });
      set.push({ at: [...at, renamed[1]], to: value });
      absent.push([...at, renamed[1]]);
    }
  }
  return { key, replace, remove, set, absent };
};

/** Too many places to name one by one: each root attribute is replaced as a whole, if it still is as a whole what it was. */
const byRoot = (key: Item, item: Item, changes: readonly OwnerChange[]): ConditionalWrite => {
  const changed = applyChanges(item, changes);
  const replace = [...new Set(changes.map(({ at }) => at[0]))].flatMap((root) => {
    const from = item[root];
    const to = changed[root];
    return from === undefined || to === undefined ? [] : [{ at: [root] as DocumentPath, from, to }];
  });
  return { key, replace, set: [], absent: [] };
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
