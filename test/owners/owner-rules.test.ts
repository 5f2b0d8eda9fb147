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

  it.each([
    [{ path: 'owner#createdAt' }, 'attributes composed of others'],
    [{ path: 'roles{}' }, 'keys of a map'],
    [{ path: 'pk', template: 'USER#{sub}' }, 'templates'],
  ])('refuses $path as not built yet', (owner, words) => {
    expect(problemsOf(owner)).toEqual([expect.stringMatching(new RegExp(`${words}.*not built yet`))]);
  });

  it('names everything wrong at once', () => {
    expect(problemsOf({ path: 'a..b' }, { path: 'owner' }, { path: 'owner' }, { path: 'x{}' })).toHaveLength(3);
  });
});
