import type { Step } from '../stage.ts';

export const verifyOwners: Step = {
  name: 'verify',
  title: 'Look again, independently of what the repair believes it did',
  run: async ({ commandLine, world }) => {
    await commandLine.poolferry('remap verify --map identity-map.jsonl', {
      exits: [0],
      showFrom: world.tableNames.Receipt,
    });
  },
};
