import type { Step } from '../stage.ts';

export const remapOwners: Step = {
  name: 'remap',
  title: 'The repair: owners in three tables follow their people',
  run: async ({ commandLine, world }) => {
    const showFrom = world.tableNames.Receipt;
    await commandLine.poolferry('remap --map identity-map.jsonl --without-pitr', { exits: [0], showFrom });
    await commandLine.poolferry('remap --map identity-map.jsonl --without-pitr --execute', { exits: [0], showFrom });
  },
};
