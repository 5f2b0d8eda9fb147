import type { Evidence } from './evidence.ts';
import type { Verdict } from './invariants/all-invariants.ts';
import { crossedPeople } from './invariants/crossed-people.ts';
import { countOutcomes } from './outcomes-by-kind.ts';
import { countRewritten } from './rewritten-owners.ts';
import { wrap } from './screen.ts';

const width = 80;
const mostBreaches = 5;

/** What a newcomer reads at the end. The same seed and number of users give the same lines: no times, paths or ids. */
export const writeSummary = (evidence: Evidence, verdicts: readonly Verdict[]): string[] => [
  '='.repeat(width),
  `${evidence.people.length} users wanted to move from a pool that signs in by username to one that`,
  'signs in by e-mail. Nobody gets their old sub back, so their data had to follow.',
  ...section('Who crossed', whoCrossed(evidence)),
  ...section('Who did not, and why', whoDidNot(evidence)),
  ...section('What came of every trouble', whatCameOfWhom(evidence)),
  ...section('What was rewritten', whatWasRewritten(evidence)),
  ...section('Whether it holds, by rules that share no code with poolferry', verdicts.flatMap(toLines)),
  ...section('Where to look, in the folder named above', files),
  ...section('What to do with a real pool', nextSteps),
  '='.repeat(width),
];

const section = (title: string, lines: readonly string[]): string[] => ['', title, ...lines.map((line) => `  ${line}`)];

const whoCrossed = (evidence: Evidence): string[] => {
  const crossed = crossedPeople(evidence);
  const count = (way: string) => String(crossed.filter((person) => person.way === way).length).padStart(5);
  const grouped = crossed.filter(({ person }) => person.groups.length > 0).length;
  return [
    `${count('lazily')}  by signing in: the trigger checked the old password, and it lives on`,
    `${count('by import')}  by an import job: they reset their password by a code, once`,
    ...(grouped === 0 ? [] : [`${String(grouped).padStart(5)}  of them were in groups, which do not cross yet`]),
    `${String(evidence.refusals.length).padStart(5)}  attempts to sign in were refused, whatever the reason, as they should`,
  ];
};

/** In the demo's own words, by the codes that its cast can meet. */
const reasons: Readonly<Record<string, string>> = {
  'bad-date': 'a birthdate that is none',
  disabled: 'disabled in the source',
  'duplicate-sign-in-name': 'several people, one address',
  'external-provider': 'federated: no password to carry',
  'no-sign-in-name': 'no e-mail address',
  'status-not-carried': 'still has a temporary password',
  'temporary-password': 'still has a temporary password',
  'unsafe-value': 'a value that the CSV cannot carry',
  'unverified-sign-in-name': 'the address was never verified',
  unconfirmed: 'never confirmed the sign-up',
};

const whoDidNot = ({ people, rejects }: Evidence): string[] => {
  if (rejects.length === 0) return ['nobody'];
  const byCode = Map.groupBy(rejects, ({ code }) => code);
  const nameOf = (sub: string | undefined) => people.find((person) => person.sub === sub)?.username ?? 'somebody';
  return [...byCode]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([code, group]) => {
      const [example] = group.map(({ sub }) => nameOf(sub)).sort();
      const why = reasons[code] === undefined ? '' : `${reasons[code]}, `;
      const lead = `${String(group.length).padStart(5)}  ${code.padEnd(24)} `;
      return hang(lead, `${why}e.g. ${example}`);
    });
};

const whatCameOfWhom = (evidence: Evidence): string[] => {
  const row = (...[lead, ...cells]: readonly string[]) =>
    `${lead?.padEnd(44)}${cells.map((cell) => cell.padStart(11)).join('')}`;
  return [
    row('', 'lazily', 'by import', 'stayed'),
    ...countOutcomes(evidence).map(({ kind, count }) => row(kind, ...Object.values(count).map(String))),
  ];
};

const whatWasRewritten = ({ tablesBefore, tablesAfter }: Evidence): string[] =>
  countRewritten(tablesBefore, tablesAfter).map(({ model, items, changedItems, byField }) => {
    const fields = Object.entries(byField).map(([field, count]) => `${field} ${count}`);
    return `${String(changedItems).padStart(5)}  of ${items} items of ${model}: ${fields.join(', ') || 'nothing'}`;
  });

const toLines = ({ invariant, breaches }: Verdict): string[] => [
  ...hang(`${(breaches.length === 0 ? 'ok' : 'BREACH').padEnd(6)} ${invariant.id}  `, invariant.rule),
  ...breaches.slice(0, mostBreaches).flatMap((breach) => hang('           - ', breach)),
  ...(breaches.length > mostBreaches ? [`           - and ${breaches.length - mostBreaches} more`] : []),
];

/** The first line begins with `lead`, the others below its end. */
const hang = (lead: string, text: string): string[] =>
  wrap(text, width - 2 - lead.length).map((line, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${line}`);

const files = [
  'package/rejects.csv          who stayed behind, why, and the way out',
  'package/manifest.json        what the package is, with counts that add up',
  'identity-map.jsonl           who was who: old sub -> new sub',
  'poolferry.config.json        the configuration all commands read',
  '.poolferry/                  the journals of the runs that wrote',
  'cdk.out/                     the stack as it would be deployed',
  'logs/                        everything every command said',
];

const nextSteps = [
  '1. Write poolferry.config.json; README.md shows one.',
  '2. poolferry pools --out poolferry.pools.json, then npx cdk deploy.',
  '3. poolferry index. Commands that write show a plan and stop; read it,',
  '   then repeat with --execute. The source pool is never written to.',
  '4. Attach the trigger, let people sign in for some weeks, then export, import,',
  '   map and remap as above. Try it first: npm run sandbox.',
];
