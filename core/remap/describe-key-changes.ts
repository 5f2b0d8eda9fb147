import type { OwnerRules } from '../owners/owner-rules.ts';
import type { TableFacts } from './table-facts.ts';

/** What people should know before owners change that are part of keys, each as a sentence. */
export const describeKeyChanges = (rules: OwnerRules, facts: TableFacts): string[] => {
  const roots = [...new Set(rules.paths.map((path) => path.root))];
  const keyOwners = roots.filter((root) => facts.keyAttributes.includes(root));
  return [
    ...facts.indexes.flatMap(({ name, keyAttributes }) => {
      const owners = roots.filter((root) => keyAttributes.includes(root));
      if (owners.length === 0) return [];
      return [
        `${quoted(owners)} ${owners.length === 1 ? 'is' : 'are'} part of the key of index "${name}": each change is two writes to ` +
          'that index, and from then on its queries find the item by the new owner only.',
      ];
    }),
    ...(keyOwners.length === 0 ? [] : describeMoves(keyOwners, rules, facts)),
  ];
};

const describeMoves = (owners: readonly string[], { moveLock = '' }: OwnerRules, facts: TableFacts): string[] => {
  const sentences = [
    `Items move, because ${quoted(owners)} ${owners.length === 1 ? 'is' : 'are'} part of the primary key: each is put under its new key ` +
      `and deleted under the old one in one transaction, if "${moveLock}" has not changed since it was read.`,
    'An item that is already there under the new key is a conflict (key-exists), and both stay. Where "' +
      `${moveLock}" is missing, the item stays (no-lock).`,
    'While it runs, items and what points at them change apart. The application has to bear that, or stand still.',
    'A pass may meet an item again that it has moved, and then counts it once more, as untouched.',
  ];
  if (facts.stream !== 'off') {
    sentences.push(
      'Consumers of the stream see REMOVE and INSERT, not MODIFY: as if one item had gone and another come.',
    );
  }
  if (facts.indexes.some(({ kind }) => kind === 'local')) {
    sentences.push(
      'There are local indexes: a new item collection may hold no more than 10 GB (write-refused beyond).',
    );
  }
  return sentences;
};

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
