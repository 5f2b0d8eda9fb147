import type { TableConfig } from '../config/schema.ts';
import { ProblemsError } from '../errors.ts';
import { componentsOf } from '../owners/owner-path.ts';
import { toOwnerRules } from '../owners/owner-rules.ts';
import { checkTable } from '../remap/check-table.ts';
import type { TableFacts } from '../remap/table-facts.ts';
import { enoughIds, type IdKinds, type PathTally, wholeTexts } from './path-tally.ts';
import { byPlaceText, isWritable, placeText, rootOf } from './place.ts';
import type { TableFindings } from './table-findings.ts';

export type OwnerProposal = TableConfig['owners'][number];

/** Something that was seen and is not in the proposal, or that somebody should know of what is. */
export type Remark = { readonly path: string; readonly text: string };

export type TableProposal = {
  /** For the configuration's `tables`; absent where there is nothing to propose. */
  readonly table: TableConfig | undefined;
  readonly remarks: readonly Remark[];
};

/** With fewer ids than this at a place, it may be chance. */
const fewTexts = 3;

/**
 * What the configuration could say of a table. Proposes only what is certain and what the rewrite can do; everything
 * else is a remark. The proposal is for review: a sample cannot show that something is not there.
 */
export const proposeOwners = (findings: TableFindings, facts: TableFacts): TableProposal => {
  const remarks: Remark[] = [];
  const owners: OwnerProposal[] = [];
  const base = { name: facts.name, dataStore: findings.versioned > 0 };
  const tallies = [...findings.byPlace.values()].sort(byPlaceText);
  const undoubted = tallies.flatMap(candidatesOf).flatMap(({ owner, doubt }) => (doubt === undefined ? [owner] : []));
  for (const tally of tallies) {
    const path = placeText(tally.place);
    const remark = (text: string) => remarks.push({ path, text });
    for (const { owner, doubt } of candidatesOf(tally)) {
      const shown = owner.template === undefined ? '' : ` as "${owner.template}"`;
      const why =
        doubt ?? whyNotPossible({ ...base, owners: withCompanions([...owners, owner], undoubted) }, facts, tally);
      if (why === undefined) owners.push(owner);
      else remark(`ids${shown} are not in the proposal: ${why}`);
    }
    for (const text of remarksOn(tally, facts)) remark(text);
  }
  return { table: owners.length === 0 ? undefined : { ...base, owners }, remarks };
};

type Candidate = { readonly owner: OwnerProposal; readonly doubt: string | undefined };

const candidatesOf = (tally: PathTally): Candidate[] => {
  const path = placeText(tally.place);
  // A composite has more than the id in it; which of its parts are ids, its own name says.
  const patterns = [...tally.patterns].sort(([a], [b]) => (a < b ? -1 : 1));
  const isComposite = componentsOf(rootOf(tally.place)).length > 1;
  const candidates: Candidate[] = [];
  const whole = wholeTexts(tally);
  if (whole > 0) candidates.push({ owner: { path }, doubt: doubtOf(tally.wholeIds, whole, tally.texts) });
  if (isComposite && patterns.length > 0 && whole === 0) {
    const doubts = patterns.map(([, { ids, texts }]) => doubtOf(ids, texts, tally.texts));
    candidates.push({ owner: { path }, doubt: doubts.includes(undefined) ? undefined : doubts[0] });
  }
  for (const [pattern, { texts, ids }] of isComposite ? [] : patterns) {
    if (pattern.includes('*')) continue;
    const { shown, isOfFew } = patternToShow(pattern, ids);
    const doubt = isOfFew
      ? 'one or two users have them, so what stands around the id may be theirs, too'
      : doubtOf(ids, texts, tally.texts);
    candidates.push({ owner: { path, template: shown }, doubt });
  }
  return candidates;
};

/** What only few users have around their id may be their data; it is not shown. */
const patternToShow = (pattern: string, { distinct }: IdKinds) => {
  const isOfFew = distinct.size < enoughIds;
  return { shown: isOfFew ? pattern.replace(/[A-Za-z_-]+(?![^{]*\})/g, '*') : pattern, isOfFew };
};

/** Why these may be no ids at all. */
const doubtOf = ({ distinct, unmistakable }: IdKinds, texts: number, allTexts: number): string | undefined => {
  if (unmistakable > 0) return undefined;
  if (distinct.size < enoughIds) {
    return `only ${distinct.size === 1 ? 'one username' : `${distinct.size} usernames`}, which may be words like any other`;
  }
  return texts * 2 < allTexts ? 'most texts there are no usernames, so those that are may be words' : undefined;
};

/** With the owners that only go together with these: a composite and its parts, whichever comes first. */
const withCompanions = (owners: readonly OwnerProposal[], others: readonly OwnerProposal[]): OwnerProposal[] => {
  const parts = (path: string) => (path.includes('#') ? componentsOf(path) : []);
  const isCompanion = ({ path }: OwnerProposal) =>
    owners.some((owner) => parts(path).includes(owner.path) || parts(owner.path).includes(path)) &&
    owners.every((owner) => owner.path !== path);
  const companions = others.filter(isCompanion);
  return companions.length === 0 ? [...owners] : withCompanions([...owners, ...companions], others);
};

/** What keeps a rule of this kind from being carried out, in the words of whoever refuses it. */
const whyNotPossible = (table: TableConfig, facts: TableFacts, { place }: PathTally): string | undefined => {
  if (!isWritable(place)) return 'the path has a name that the configuration cannot write';
  try {
    const [rules] = toOwnerRules([table]);
    const problems = rules === undefined ? [] : checkTable(rules, facts);
    return problems.length === 0 ? undefined : withoutPlace(problems);
  } catch (error) {
    if (error instanceof ProblemsError) return withoutPlace(error.problems);
    throw error;
  }
};

/** Problems begin with the table and the path, which stand beside a remark already. */
const withoutPlace = (problems: readonly string[]) =>
  problems.map((problem) => problem.replace(/^table "[^"]*"(?:, owner "[^"]*")?: /, '')).join('; ');

const remarksOn = (tally: PathTally, facts: TableFacts): string[] => {
  const remarks: string[] = [];
  const root = rootOf(tally.place);
  const parts = [...tally.patterns].filter(([pattern]) => pattern.includes('*'));
  const whole = wholeTexts(tally);
  const inParts = [...tally.patterns.values()].reduce((sum, { texts }) => sum + texts, 0);
  if (whole + inParts > 0) {
    if (facts.keyAttributes.some((name) => name === root || componentsOf(name).includes(root))) {
      remarks.push('is part of the primary key: changing it means moving the item');
    }
    for (const index of facts.indexes) {
      if (index.keyAttributes.some((name) => name === root || componentsOf(name).includes(root))) {
        remarks.push(`is a key of index "${index.name}": every change is written there twice`);
      }
    }
    if (whole + inParts < fewTexts)
      remarks.push(`only ${whole + inParts} found: look at the items before you trust it`);
  }
  if (parts.length > 0 && componentsOf(root).length === 1) {
    const texts = parts.reduce((sum, [, part]) => sum + part.texts, 0);
    remarks.push(`${texts} texts have an id inside among other things, and are not rewritten`);
  }
  if (tally.json > 0) remarks.push(`${tally.json} texts are JSON with ids inside, and are not rewritten`);
  if (tally.conflicts > 0) remarks.push(`${tally.conflicts} ids contradict themselves, and would be left as conflicts`);
  if (tally.current > 0 && whole + inParts === 0) {
    remarks.push(`${tally.current} ids need no change (new users, or unchanged by the move), and no old one was found`);
  }
  return remarks;
};
