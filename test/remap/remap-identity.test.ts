import { describe, expect, it } from 'vitest';
import { isSameRun } from '../../core/journal/run-identity.ts';
import { type OwnerRules, toOwnerRules } from '../../core/owners/owner-rules.ts';
import { findRivalRuns } from '../../core/remap/find-rival-runs.ts';
import { tablesOfRun, toRemapIdentity } from '../../core/remap/remap-identity.ts';
import { createFakeTable } from '../support/fake-table.ts';

const begun = {
  owners: [{ path: 'owner' }, { path: 'owner#at' }, { path: 'key', template: 'USER#{sub}' }, { path: 'roles{}' }],
  dataStore: false,
  lock: 'v',
  moveItems: { pointedAtBy: [] },
};
const rulesOf = (config: Partial<typeof begun>): OwnerRules => {
  const [rules] = toOwnerRules([{ name: 'Todo', ...begun, ...config }]);
  if (rules === undefined) throw new Error('no rules');
  return rules;
};
const identityOf = (config: Partial<typeof begun>, map = 'one map', name = 'Todo') => {
  const { facts } = createFakeTable([], { facts: { arn: `arn:aws:dynamodb:eu-west-1:111122223333:table/${name}` } });
  return toRemapIdentity({}, [{ rules: rulesOf(config), facts }], map);
};

describe('a remap that was begun under one plan', () => {
  it.each([
    ['an owner more', identityOf({ owners: [...begun.owners, { path: 'editors[]' }] })],
    ['an owner less', identityOf({ owners: begun.owners.slice(0, 3) })],
    [
      'another template',
      identityOf({
        owners: begun.owners.map(({ path }) => (path === 'key' ? { path, template: 'U#{sub}' } : { path })),
      }),
    ],
    ['an owner that had a template and has none', identityOf({ owners: begun.owners.map(({ path }) => ({ path })) })],
    ['DataStore', identityOf({ dataStore: true })],
    ['another lock', identityOf({ lock: 'updatedAt' })],
    ['another map', identityOf({}, 'another map')],
    ['another table', identityOf({}, 'one map', 'Todo2')],
  ])('is not continued under another: with %s it is another run', (_change, identity) => {
    expect(isSameRun(identityOf({}), identity)).toBe(false);
  });

  it.each([
    ['an owner more', identityOf({ owners: [...begun.owners, { path: 'editors[]' }] }), 'it has no "editors[]"'],
    ['an owner less', identityOf({ owners: begun.owners.slice(0, 3) }), 'it has "roles{}" too'],
    [
      'another template',
      identityOf({
        owners: begun.owners.map(({ path }) => (path === 'key' ? { path, template: 'U#{sub}' } : { path })),
      }),
      'it has "key" as "USER#{sub}" too and no "key" as "U#{sub}"',
    ],
    ['DataStore', identityOf({ dataStore: true }), 'it has no DataStore'],
    ['another lock', identityOf({ lock: 'updatedAt' }), 'it has another lock for moves'],
  ])(
    'stands in the way of another while it is not finished, and tells in what it differs: %s',
    (_, identity, words) => {
      const run = { id: 'remap-1', identity: identityOf({}), state: 'running', startedAtMs: 1 } as const;

      expect(findRivalRuns([run], identity).map(({ differences }) => differences.join('; '))).toEqual([
        `in table "Todo" ${words}`,
      ]);
      expect(findRivalRuns([{ ...run, state: 'finished' }], identity)).toEqual([]);
      expect(findRivalRuns([run], identityOf({}))).toEqual([]);
    },
  );

  it('stands in the way of a run over more tables or fewer, and in nobody’s over others', () => {
    const run = { id: 'remap-1', identity: identityOf({}), state: 'running', startedAtMs: 1 } as const;
    const { facts } = createFakeTable([], { facts: { arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Note' } });
    const first = createFakeTable([], { facts: { arn: 'arn:aws:dynamodb:eu-west-1:111122223333:table/Todo' } });
    const both = toRemapIdentity(
      {},
      [
        { rules: rulesOf({}), facts: first.facts },
        { rules: rulesOf({}), facts },
      ],
      'one map',
    );

    expect(findRivalRuns([run], both)).toEqual([{ run, differences: ['it is without table "Note"'] }]);
    expect(findRivalRuns([{ ...run, identity: both }], run.identity)).toMatchObject([
      { differences: ['it has table "Note" too'] },
    ]);
    expect(findRivalRuns([run], identityOf({}, 'one map', 'Note'))).toEqual([]);
  });

  it('is the same run in whatever order its owners are listed', () => {
    expect(isSameRun(identityOf({}), identityOf({ owners: begun.owners.toReversed() }))).toBe(true);
  });

  it('is undone by the rules it was begun with', () => {
    const record = { id: 'remap-1', identity: identityOf({}) } as Parameters<typeof tablesOfRun>[0];
    const [table] = tablesOfRun(record);

    const byPath = ({ paths }: OwnerRules) => paths.toSorted((a, b) => (a.text < b.text ? -1 : 1));
    expect(byPath(table?.rules ?? rulesOf({ owners: [] }))).toEqual(byPath(rulesOf({})));
    expect(table?.rules).toMatchObject({ dataStore: false, moveLock: 'v' });
  });
});
