import type { SeededPerson } from '../cast/person.ts';
import type { Evidence } from '../evidence.ts';

export type CrossedPerson = {
  readonly person: SeededPerson;
  readonly newSub: string;
  readonly way: 'lazily' | 'by import';
};

/**
 * Who is who in the target, proven by the people themselves: whoever signs in with the address and the old password
 * (lazily), or after a reset by a code that went to the address, is that person.
 */
export const crossedPeople = ({ people, signIns }: Pick<Evidence, 'people' | 'signIns'>): CrossedPerson[] =>
  people.flatMap((person) =>
    signIns
      .filter(({ previousSub }) => previousSub === person.sub)
      .flatMap(({ moment, answer }): CrossedPerson[] => {
        if (!answer.signedIn) return [];
        if (moment === 'first-sign-in') return [{ person, newSub: answer.sub, way: 'lazily' }];
        return moment === 'imported-after-reset' ? [{ person, newSub: answer.sub, way: 'by import' }] : [];
      }),
  );
