import type { Random } from '../random.ts';
import { familyNames, givenNames } from './names.ts';

export type Name = {
  readonly display: string;
  readonly family: string;
  readonly username: string;
  readonly address: string;
};

/** Makes names of which no two share a username or an address, whatever the case: what is shared is shared on purpose. */
export const createNames = (random: Random): { next(): Name } => {
  const used = new Set<string>();
  return {
    next: () => {
      const given = random.pick(givenNames);
      const family = random.pick(familyNames);
      const plain = `${given}.${family}`.toLowerCase();
      const handle = used.has(plain) ? `${plain}${used.size}` : plain;
      used.add(handle);
      return {
        display: `${given} ${family}`,
        family,
        username: random.pick([handle, handle, handle.replace('.', '_'), handle.replace('.', '-')]),
        address: `${handle}@${random.pick(['example.com', 'example.org', 'example.net'])}`,
      };
    },
  };
};
