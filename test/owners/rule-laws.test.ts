import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttributeValue, Item } from '../../core/owners/attribute-value.ts';
import { applyChanges, keyAfter, stateOfChange } from '../../core/owners/owner-change.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { planItem } from '../../core/owners/plan-item.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';

const lookup = lookupOf(pairOf(0), pairOf(1, { newUsername: 'user-1' }), pairOf(2, { newUsername: 'renamed' }));
const owners = [
  { path: 'owner' },
  { path: 'owner#at' },
  { path: 'roles{}' },
  { path: 'teams[].members{}', template: 'm/{username}' },
  { path: 'pk', template: 'USER#{sub}' },
  { path: 'pk', template: '{sub}' },
];
const [rules] = toOwnerRules([{ name: 'Todo', owners, dataStore: false, lock: 'v', moveItems: { pointedAtBy: [] } }]);
const paths = rules?.paths ?? [];

const text = fc.oneof(
  fc.constantFrom(...[0, 1, 2].flatMap((n) => [oldSub(n), `user-${n}`, `${oldSub(n)}::user-${n}`])),
  fc.constantFrom(oldSub(0), newSub(0), newSub(1), 'renamed', 'nobody', `${oldSub(0)}::user-1`),
);
const map = fc
  .dictionary(
    fc.oneof(
      text,
      text.map((name) => `m/${name}`),
    ),
    fc.constantFrom<AttributeValue>({ S: 'x' }, { N: '1' }),
    {
      maxKeys: 4,
    },
  )
  .map((M) => ({ M }));
const item = fc
  .record({
    pk: fc
      .oneof(
        text,
        text.map((id) => `USER#${id}`),
      )
      .map((S) => ({ S })),
    owner: fc.option(
      text.map((S) => ({ S })),
      { nil: undefined },
    ),
    at: fc.constant({ S: '2026' }),
    isJoined: fc.boolean(),
    other: text,
    roles: fc.option(map, { nil: undefined }),
    teams: fc
      .array(
        map.map((members) => ({ M: { members } })),
        { maxLength: 2 },
      )
      .map((L) => ({ L })),
  })
  .map(
    ({ pk, owner, at, isJoined, other, roles, teams }): Item => ({
      pk,
      at,
      teams,
      ...(owner === undefined ? {} : { owner }),
      ...(roles === undefined ? {} : { roles }),
      'owner#at': { S: `${isJoined && owner !== undefined ? owner.S : other}#2026` },
    }),
  );

const planned = (each: Item) => {
  const plan = planItem(each, paths, lookup);
  return plan.conflicts.length > 0 ? undefined : plan.changes;
};

describe('templates, map keys and composites together', () => {
  it('change nothing the second time, and every change is told as before or after', () => {
    let changed = 0;
    fc.assert(
      fc.property(item, (before) => {
        const changes = planned(before);
        if (changes === undefined) return;
        const after = applyChanges(before, changes);

        expect(planItem(after, paths, lookup)).toMatchObject({ changes: [], conflicts: [] });
        expect(changes.map((change) => [stateOfChange(before, change), stateOfChange(after, change)])).toEqual(
          changes.map(() => ['before', 'after']),
        );
        expect(keyAfter({ pk: before.pk as AttributeValue }, changes)).toEqual({ pk: after.pk });
        changed += changes.length;
      }),
      { numRuns: 600 },
    );
    expect(changed).toBeGreaterThan(300);
  });

  it('are taken back by the same changes turned round', () => {
    fc.assert(
      fc.property(item, (before) => {
        const changes = planned(before) ?? [];
        const back = changes.map((change) => ({ ...change, from: change.to, to: change.from })).toReversed();

        expect(applyChanges(applyChanges(before, changes), back)).toEqual(before);
      }),
      { numRuns: 400 },
    );
  });

  it('keep what map keys lead to, and composites that are their parts joined', () => {
    fc.assert(
      fc.property(item, (before) => {
        const changes = planned(before);
        if (changes === undefined) return;
        const after = applyChanges(before, changes);
        const leaves = (value: AttributeValue | undefined) => (value && 'M' in value ? Object.values(value.M) : []);
        const isJoined = (each: Item) =>
          JSON.stringify(each['owner#at']) === JSON.stringify({ S: `${(each.owner as { S: string }).S}#2026` });

        expect(leaves(after.roles)).toEqual(leaves(before.roles));
        if (before.owner !== undefined && isJoined(before)) expect(isJoined(after)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
