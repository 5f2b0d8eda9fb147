import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LedgerRow } from '../../core/identity/ledger.ts';
import { createFakeTable } from '../support/fake-table.ts';
import {
  boundRow,
  byOwner,
  byOwnerAndTime,
  createFollowWorld,
  item,
  minuteMs,
  ownersIn,
} from '../support/follow-world.ts';
import { newSub, oldSub } from '../support/identity-pairs.ts';

const tokenLifeMinutes = 10;
/** What the margin for clocks and indexes comes to, in rounds of a minute. */
const marginMinutes = 5;
const fullIntervalMinutes = 4;
const time = { createdAt: { S: '2026' } };

const users = [0, 1, 2, 3];
const owner = fc.record({ user: fc.constantFrom(...users), form: fc.constantFrom('sub', 'username', 'both') });
type Owner = { readonly user: number; readonly form: string };

const written = ({ user, form }: Owner) =>
  form === 'sub' ? oldSub(user) : form === 'username' ? `user-${user}` : `${oldSub(user)}::user-${user}`;
const expected = ({ user, form }: Owner) => (form === 'both' ? `${newSub(user)}::${newSub(user)}` : newSub(user));

/** Who crosses in which round, or never; and items, of which the application writes some while rounds go on. */
const story = fc.record({
  boundIn: fc.tuple(...users.map(() => fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }))),
  items: fc.array(
    fc.record({
      owner,
      afterCrossing: fc.integer({ min: -5, max: tokenLifeMinutes - 1 }),
      hasTime: fc.boolean(),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  indexes: fc.constantFrom([], [byOwner], [byOwnerAndTime]),
  diesAfter: fc.integer({ min: 1, max: 30 }),
});

describe('following people who cross one by one', () => {
  it('ends with everybody’s items theirs, whenever they crossed and until an old token could write', async () => {
    await fc.assert(
      fc.asyncProperty(story, async ({ boundIn, items, indexes, diesAfter }) => {
        const table = createFakeTable([], { facts: { indexes } });
        const rows: LedgerRow[] = [];
        let round = 0;
        const world = createFollowWorld([table], rows, {
          settings: { tokenLifeMs: tokenLifeMinutes * minuteMs, fullIntervalMs: fullIntervalMinutes * minuteMs },
          beforeRound() {
            round += 1;
            for (const user of users) {
              // Half a minute before, because a row may appear late.
              if (boundIn[user] === round) rows.push(boundRow(user, world.clock.nowMs() - minuteMs / 2));
            }
            for (const [n, each] of items.entries()) {
              const crossedIn = boundIn[each.owner.user];
              const at = crossedIn === undefined ? 1 : Math.max(1, crossedIn + each.afterCrossing);
              if (at === round) table.put(item(`item-${n}`, written(each.owner), each.hasTime ? time : {}));
            }
          },
        });
        await world.live(diesAfter);
        const { totals } = await world.live(12 + tokenLifeMinutes + marginMinutes + fullIntervalMinutes + 3);

        const hers = items.map((each, n): [string, string] => [
          `item-${n}`,
          boundIn[each.owner.user] === undefined ? written(each.owner) : expected(each.owner),
        ]);
        expect(ownersIn(table)).toEqual(Object.fromEntries(hers));
        expect(totals?.settled).toBe(boundIn.filter((at) => at !== undefined).length);
        expect(totals?.changedByTable.Todo).toBe(table.writes.length);
        expect(table.writes.length).toBe(items.filter(({ owner: { user } }) => boundIn[user] !== undefined).length);
      }),
      { numRuns: 50 },
    );
  });
});
