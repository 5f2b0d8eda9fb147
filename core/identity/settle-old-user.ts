import type { ImportCode } from '../import/import-codes.ts';
import { type Via, ways } from './identity-map.ts';
import type { OldUserEvidence, PairEvidence } from './old-user-evidence.ts';

/** What all sources together say about an old user, before anybody looks at the target. */
export type OldUser =
  | {
      readonly kind: 'became';
      readonly newSub: string;
      readonly via: Via;
      readonly oldUsername: string | undefined;
      /** Every one that a proof names. */
      readonly newUsernames: readonly string[];
    }
  /** Somebody in the target has their name, and nothing proves that it is them. */
  | {
      readonly kind: 'held';
      readonly code: ImportCode;
      readonly oldUsername: string;
      readonly holder: { readonly sub: string; readonly username: string };
    }
  | { readonly kind: 'stranded'; readonly oldUsername: string }
  /** `isSpokenOf`: something else would have put them down. */
  | { readonly kind: 'forgotten'; readonly isSpokenOf: boolean }
  | { readonly kind: 'refused'; readonly problem: string }
  /** Only a name, and no word on who they are now. */
  | { readonly kind: 'silent' };

/** Comes to the same whatever the order of the evidence, but for what one import run says twice: then its last word counts. */
export const settleOldUser = (oldSub: string, evidence: readonly OldUserEvidence[]): OldUser => {
  const { pairs, failures } = lastWords(evidence);
  const [failure] = failures;
  const stranded = evidence.find((each) => each.kind === 'stranded');
  const isForgotten =
    evidence.some(({ kind }) => kind === 'forgotten') || failures.some(({ code }) => code === 'forgotten');
  if (isForgotten) {
    return {
      kind: 'forgotten',
      isSpokenOf: pairs.length > 0 || failure?.holder !== undefined || stranded !== undefined,
    };
  }
  const oldUsernames = distinct(evidence.map(oldUsernameOf));
  const [strongest, ...others] = pairs.toSorted(byStrength);
  if (strongest === undefined) {
    if (failure?.holder !== undefined) {
      const { code, oldUsername, holder } = failure;
      return { kind: 'held', code, oldUsername, holder };
    }
    return stranded ?? { kind: 'silent' };
  }
  const rival = others.find(({ newSub }) => newSub !== strongest.newSub);
  if (rival !== undefined) {
    const problem = `old user "${oldSub}" becomes "${strongest.newSub}" (${strongest.via}) and "${rival.newSub}" (${rival.via})`;
    return { kind: 'refused', problem };
  }
  if (oldUsernames.length > 1) {
    return { kind: 'refused', problem: `old user "${oldSub}" has two usernames, depending on who says it` };
  }
  return {
    kind: 'became',
    newSub: strongest.newSub,
    via: strongest.via,
    oldUsername: oldUsernames[0],
    newUsernames: distinct(pairs.map(({ newUsername }) => newUsername)),
  };
};

type Failure = Extract<OldUserEvidence, { kind: 'not-imported' }>;

/** Proofs in any order; failures from the latest run on. */
const lastWords = (evidence: readonly OldUserEvidence[]) => {
  const pairs: PairEvidence[] = [];
  const byRun = new Map<number, Extract<OldUserEvidence, { kind: 'imported' | 'not-imported' }>>();
  for (const each of evidence) {
    if (each.kind === 'pair') pairs.push(each);
    else if (each.kind === 'imported' || each.kind === 'not-imported') byRun.set(each.run, each);
  }
  const failures: Failure[] = [];
  for (const word of byRun.values()) {
    if (word.kind === 'imported') pairs.push(word.pair);
    else failures.push(word);
  }
  return { pairs, failures: failures.sort((a, b) => b.run - a.run) };
};

const oldUsernameOf = (evidence: OldUserEvidence): string | undefined => {
  switch (evidence.kind) {
    case 'imported':
      return evidence.pair.oldUsername;
    case 'absorbs':
    case 'forgotten':
      return undefined;
    default:
      return evidence.oldUsername;
  }
};

const byStrength = (a: PairEvidence, b: PairEvidence) =>
  ways.indexOf(a.via) - ways.indexOf(b.via) || (a.newSub < b.newSub ? -1 : a.newSub > b.newSub ? 1 : 0);

const distinct = (texts: readonly (string | undefined)[]): string[] =>
  [...new Set(texts.filter((text) => text !== undefined))].sort();
