import { describe, expect, it } from 'vitest';
import { ProblemsError } from '../../core/errors.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';

const read = (...owners: { path: string; template?: string }[]) =>
  toOwnerRules([{ name: 'Todo', owners, dataStore: false }]);
const problemsOf = (...owners: { path: string; template?: string }[]): readonly string[] => {
  try {
    read(...owners);
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems;
    throw error;
  }
  return [];
};

describe('toOwnerRules', () => {
  it.each([
    ['owner', 'owner', []],
    ['editors[]', 'editors', ['[]']],
    ['meta.createdBy', 'meta', ['createdBy']],
    ['a.b[].c-d[]', 'a', ['b', '[]', 'c-d', '[]']],
  ])('reads the path %s', (path, root, steps) => {
    const [rules] = read({ path });

    expect(rules?.paths).toEqual([
      {
        text: path,
        root,
        steps: steps.map((step) => (step === '[]' ? { kind: 'elements' } : { kind: 'attribute', name: step })),
      },
    ]);
  });

  it.each(['a..b', '.a', '[]', 'a[3]', 'a[', 'a]b', 'a[]b', '{}'])('refuses "%s", which is no path', (path) => {
    expect(problemsOf({ path })).toHaveLength(1);
  });

  it('reads the keys of a map, with and without templates', () => {
    const [rules] = read({ path: 'meta.roles{}', template: 'USER#{sub}' }, { path: 'roles{}' });

    expect(rules?.paths).toMatchObject([
      { root: 'meta', steps: [{ name: 'roles' }, { kind: 'keys' }], templates: [{ text: 'USER#{sub}' }] },
      { root: 'roles', steps: [{ kind: 'keys' }] },
    ]);
  });

  it('takes several templates of one path for several forms of it', () => {
    const [rules] = read({ path: 'pk' }, { path: 'pk', template: 'USER#{sub}' });

    expect(rules?.paths.map(({ text, templates }) => [text, templates?.map((each) => each.text)])).toEqual([
      ['pk', ['{sub}', '{username}', '{sub}::{username}', 'USER#{sub}']],
    ]);
  });

  it('reads a composite after the owners it is joined from, wherever it is listed', () => {
    const [rules] = read({ path: 'owner#createdAt' }, { path: 'owner' });

    expect(rules?.paths).toEqual([
      { text: 'owner', root: 'owner', steps: [] },
      { text: 'owner#createdAt', root: 'owner#createdAt', steps: [], parts: ['owner', 'createdAt'] },
    ]);
  });

  it('takes a name with "#" for a name like any other when it has a template', () => {
    const [rules] = read({ path: 'owner#id', template: '{sub}' });

    expect(rules?.paths).toMatchObject([{ root: 'owner#id', templates: [{ text: '{sub}' }] }]);
    expect(rules?.paths[0]).not.toHaveProperty('parts');
  });

  it.each([
    ['a template of nobody', [{ path: 'pk', template: 'USER#' }], 'names neither'],
    ['a composite without its owner', [{ path: 'owner#createdAt' }], 'list the owner among them too'],
    ['a composite of elements', [{ path: 'owner' }, { path: 'owner#x[]' }], 'add a template'],
    ['a composite inside a map', [{ path: 'owner' }, { path: 'meta.owner#x' }], 'add a template'],
    ['a composite of nothing', [{ path: 'owner' }, { path: 'owner#' }], 'add a template'],
    ['one form twice', [{ path: 'pk' }, { path: 'pk', template: '{sub}' }], 'is listed twice'],
    ['one composite twice', [{ path: 'a' }, { path: 'a#b' }, { path: 'a#b' }], 'is listed twice'],
    ['something after keys', [{ path: 'roles{}.by' }], 'nothing can follow "{}"'],
    ['a place inside a map whose keys change', [{ path: 'roles{}' }, { path: 'roles.al.by' }], 'may rename'],
  ])('refuses %s', (_, owners, words) => {
    expect(new Set(problemsOf(...owners))).toEqual(new Set([expect.stringContaining(words)]));
  });

  it('names everything wrong at once', () => {
    expect(problemsOf({ path: 'a..b' }, { path: 'owner' }, { path: 'owner' }, { path: 'x{}y' })).toHaveLength(3);
  });
});

describe('items that move', () => {
  const user = { name: 'User', owners: [{ path: 'id' }], dataStore: false };
  const todo = { name: 'Todo', owners: [{ path: 'userId' }], dataStore: false };
  const pointedAtBy = [{ table: 'Todo', path: 'userId' }];
  const problems = (...tables: Parameters<typeof toOwnerRules>[0]) => {
    try {
      toOwnerRules(tables);
    } catch (error) {
      if (error instanceof ProblemsError) return error.problems;
      throw error;
    }
    return [];
  };

  it('need a lock, which in tables of DataStore is its version', () => {
    expect(problems({ ...user, moveItems: { pointedAtBy: [] } })).toEqual([expect.stringContaining('needs "lock"')]);
    const [stated] = toOwnerRules([{ ...user, moveItems: { pointedAtBy: [] }, lock: 'updatedAt' }]);
    const [synced] = toOwnerRules([{ ...user, moveItems: { pointedAtBy: [] }, dataStore: true }]);
    expect([stated?.moveLock, synced?.moveLock]).toEqual(['updatedAt', '_version']);
  });

  it('do not move because a lock is named: that has to be asked for', () => {
    expect(toOwnerRules([{ ...user, lock: 'updatedAt' }])[0]?.moveLock).toBeUndefined();
  });

  it('are refused unless what points at them is rewritten in the same run', () => {
    const moving = { ...user, moveItems: { pointedAtBy }, lock: 'updatedAt' };

    expect(problems(moving)).toEqual([expect.stringContaining('has to be in the same run')]);
    expect(problems(moving, { ...todo, owners: [{ path: 'owner' }] })).toEqual([
      expect.stringContaining('list it among the owners of that table'),
    ]);
    expect(problems(moving, todo)).toEqual([]);
  });
});
