import { keyText } from '../../core/owners/item-key.ts';
import { createFakeTable } from './fake-table.ts';
import { applyWrite, type ModelTable, type Scenario, toItem } from './remap-model.ts';

export const createFakeModelTable = (scene: Scenario): ModelTable => {
  const table = createFakeTable(scene.items.map((shape, n) => toItem(n, shape, scene.dataStore)));
  return {
    ...table,
    write(write) {
      const key = keyText({ id: { S: `item-${write.item}` } });
      const next = applyWrite(table.items.get(key), write);
      if (next === undefined) table.items.delete(key);
      else table.items.set(key, next);
    },
    read: () => [...table.items.values()],
  };
};
