import { expect, it } from 'vitest';
import { openTableJournal } from '../../core/follow/table-journal.ts';
import { createMemoryRunStorage, createMemoryRunStore } from '../../core/journal/create-memory-run-store.ts';
import type { Item } from '../../core/owners/attribute-value.ts';
import { toOwnerRules } from '../../core/owners/owner-rules.ts';
import { planItem } from '../../core/owners/plan-item.ts';
import { lookupOf, newSub, oldSub, pairOf } from '../support/identity-pairs.ts';
import { createSimulatedClock } from '../support/simulated-clock.ts';

const withRoleOf = (id: string): Item => ({ id: { S: 'one' }, roles: { M: { [id]: { S: 'admin' } } } });

it.each([
  ['counts a renamed key of a map that a killed process wrote', newSub(1), 1],
  ['does not count one that it only meant to write', oldSub(1), 0],
])('%s', async (_title, idInItem, changed) => {
  const [rules] = toOwnerRules([{ name: 'Todo', owners: [{ path: 'roles{}' }], dataStore: false }]);
  const store = createMemoryRunStore({
    storage: createMemoryRunStorage(),
    clock: createSimulatedClock(),
    host: 'here',
    processId: 1,
    isProcessAlive: () => false,
  });
  const run = await store.open({ command: 'remap follow', inputHashes: {}, options: {} }, 'begin-again');
  const readItem = async () => withRoleOf(idInItem);
  const killed = await openTableJournal(run.journal('table-1'), readItem);
  const plan = planItem(withRoleOf(oldSub(1)), rules?.paths ?? [], lookupOf(pairOf(1)));
  await killed.intend(1, [{ key: { id: { S: 'one' } }, plan }]);

  const next = await openTableJournal(run.journal('table-1'), readItem);

  expect(next.changed()).toBe(changed);
});
