import type { Step } from '../stage.ts';

export const indexLogins: Step = {
  name: 'index',
  title: 'Index who signs in by which address, so that the trigger finds them',
  run: async ({ commandLine }) => {
    await commandLine.poolferry('index --execute', { exits: [0], showFrom: 'Users listed' });
  },
};
