import { ProblemsError } from '../errors.ts';

/** A longer list is not read, it has one cause; and a file may have a million problems. */
const maxListed = 50;

export type ProblemList = {
  /** `place` begins the sentence that a message completes. */
  add(place: string, messages: Iterable<string>): void;
  /** Throws what was added, if anything was. */
  throwIfAny(subject: string, hint: string): void;
};

/** Keeps the first problems of a file, in its order, and counts the others. */
export const createProblemList = (): ProblemList => {
  const listed: string[] = [];
  let count = 0;
  return {
    add(place, messages) {
      for (const message of messages) {
        count += 1;
        if (listed.length < maxListed) listed.push(`${place} ${message}`);
      }
    },
    throwIfAny(subject, hint) {
      if (count === 0) return;
      const rest = count - listed.length;
      const problems = rest === 0 ? listed : [...listed, `and ${rest} more`];
      throw new ProblemsError(subject, problems, { code: 'bad-import-csv', hint, count });
    },
  };
};
