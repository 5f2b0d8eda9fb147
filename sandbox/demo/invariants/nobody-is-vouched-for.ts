import { crossedPeople } from './crossed-people.ts';
import type { Invariant } from './invariant.ts';

const flags = [
  ['email_verified', 'email'],
  ['phone_number_verified', 'phone_number'],
] as const;

export const nobodyIsVouchedFor: Invariant = {
  id: 'I6',
  rule: 'no verified flag is true in the target that was not true in the source',
  check: (evidence) => {
    const sources = new Map(evidence.sourceBefore.users.map((user) => [user.sub, user]));
    const people = new Map(crossedPeople(evidence).map(({ person, newSub }) => [newSub, person]));
    return evidence.targetAfter.users.flatMap((user) => {
      const person = people.get(user.sub);
      const source = person === undefined ? undefined : sources.get(person.sub);
      const who = person?.username ?? user.attributes.email ?? user.username;
      return flags
        .filter(([flag, address]) => {
          if (user.attributes[flag] !== 'true') return false;
          const isSameAddress = user.attributes[address]?.toLowerCase() === source?.attributes[address]?.toLowerCase();
          return source?.attributes[flag] !== 'true' || !isSameAddress;
        })
        .map(([flag]) => `"${who}" has ${flag} in the target, which the source never said`);
    });
  },
};
