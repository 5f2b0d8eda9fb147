import type { Sorter } from '../spill/create-sorter.ts';
import { followLines } from '../spill/follow-lines.ts';
import { type Decision, decideUser } from './decide-user.ts';
import type { ListedUser, ListedUsers } from './listing/read-listed-users.ts';
import type { Aside, SettledNames } from './settle-names.ts';
import type { ImportRowRules } from './to-import-row.ts';

export type DecidedUser = { readonly listed: ListedUser; readonly decision: Decision };

type Deciding = {
  readonly listed: ListedUsers;
  readonly names: Pick<SettledNames, 'asides'>;
  /** Subs of users who have crossed. */
  readonly crossed: Sorter;
  readonly rules: ImportRowRules;
  /** May take out users who were to be exported. */
  readonly check: (decisions: Decision[]) => Promise<Decision[]>;
};

/** What becomes of every listed user, in the order of their subs, many at a time. */
export async function* decideAll(deciding: Deciding): AsyncGenerator<DecidedUser[], void, undefined> {
  const { listed, names, crossed, rules, check } = deciding;
  const asides = followLines(names.asides.sorted());
  const crossedSubs = followLines(crossed.sorted());
  for await (const users of listed.read()) {
    const subs = users.map(({ user }) => user.sub);
    const crossedOnes = await crossedSubs.findAll(subs);
    const asideOnes = await asides.findAll(subs);
    const decisions = users.map((each, at) => {
      const aside = asideOnes[at];
      return decideUser(each, rules, {
        hasCrossed: crossedOnes[at] !== undefined,
        aside: aside === undefined ? undefined : (JSON.parse(aside) as Aside),
      });
    });
    const checked = await check(decisions);
    yield users.map((each, at) => ({ listed: each, decision: checked[at] as Decision }));
  }
}
