import { z } from 'zod';
import type { Journal } from '../journal/run-store.ts';
import type { BoundUser } from './bound-users.ts';

/**
 * How far a run has come with a user. `followed`: the items were rewritten once. `settled`: once more after nobody could
 * write the old ids any longer, so that the user is not looked at again.
 */
const markSchema = z.strictObject({
  kind: z.enum(['followed', 'settled']),
  previousSub: z.string(),
  newSub: z.string(),
  boundAtMs: z.number(),
});
type Mark = z.output<typeof markSchema>;

export type UserMarks = {
  /** Of this binding: somebody who was forgotten and is bound anew begins anew. */
  of(user: BoundUser): Mark['kind'] | undefined;
  /** Durable when it resolves. */
  mark(kind: Mark['kind'], users: readonly BoundUser[]): Promise<void>;
  counts(): { readonly followed: number; readonly settled: number };
};

export const openUserMarks = async (journal: Journal): Promise<UserMarks> => {
  const marks = new Map<string, Mark>();
  for await (const raw of journal.read()) {
    const mark = markSchema.parse(raw);
    marks.set(mark.previousSub, mark);
  }
  return {
    of({ previousSub, newSub, boundAtMs }) {
      const mark = marks.get(previousSub);
      return mark?.newSub === newSub && mark.boundAtMs === boundAtMs ? mark.kind : undefined;
    },
    async mark(kind, users) {
      const records = users.map(({ previousSub, newSub, boundAtMs }) => ({ kind, previousSub, newSub, boundAtMs }));
      await journal.append(records);
      for (const record of records) marks.set(record.previousSub, record);
    },
    counts() {
      const settled = [...marks.values()].filter(({ kind }) => kind === 'settled').length;
      return { followed: marks.size, settled };
    },
  };
};
