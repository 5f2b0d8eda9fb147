import { judgeOwnerValue } from '../owners/judge-owner-value.ts';
import type { OwnerForm } from '../owners/owner-form.ts';
import type { OwnerLookup } from '../owners/owner-lookup.ts';

/** What a text says of the users of the map. `id` is the part that names one; it is for counting only, never for showing. */
export type TextReading =
  /** The whole text is an id that would be rewritten. */
  | { readonly kind: 'whole'; readonly form: OwnerForm; readonly id: string }
  /** Ids with constant text around them: `pattern` has `{sub}` and the like for them, and `*` for what is not constant. */
  | { readonly kind: 'part'; readonly pattern: string; readonly form: OwnerForm; readonly id: string }
  /** Ids inside JSON, which nothing rewrites. */
  | { readonly kind: 'json' }
  /** An id, and already what it has to be: of a new user, or unchanged by the move. */
  | { readonly kind: 'current' }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'none' };

const none: TextReading = { kind: 'none' };
const uuid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
/** What keys and paths are joined with. `::` joins sub and username, and is no joint of its own. */
const joints = /(#|\||\/|(?<!:):(?!:))/;
/** Parts that look like a label rather than somebody's data. */
const label = /^[A-Za-z][A-Za-z_-]{0,31}$/;

export const readText = (text: string, lookup: OwnerLookup): TextReading => {
  if (text === '') return none;
  const verdict = judgeOwnerValue(text, lookup);
  if (verdict.kind === 'mapped') return { kind: 'whole', form: verdict.form, id: text };
  if (verdict.kind !== 'unmapped') return { kind: verdict.kind };
  if (/^\s*[[{"]/.test(text)) {
    const parsed = parseJson(text);
    if (parsed !== undefined) return hasIds(parsed, lookup) ? { kind: 'json' } : none;
  }
  return readJoined(text, lookup) ?? readSubs(text, lookup);
};

/** Parts between joints of which one is an id: `USER#{sub}`, `{sub}#2026-01-01`. Texts with spaces are prose, and no keys. */
const readJoined = (text: string, lookup: OwnerLookup): TextReading | undefined => {
  if (/\s/.test(text)) return undefined;
  const parts = text.split(joints);
  if (parts.length === 1) return undefined;
  const verdicts = parts.map((part, position) =>
    position % 2 === 1 || part === '' ? undefined : judgeOwnerValue(part, lookup),
  );
  if (verdicts.some((verdict) => verdict?.kind === 'conflict')) return { kind: 'conflict' };
  const first = verdicts.findIndex((verdict) => verdict?.kind === 'mapped');
  const found = verdicts[first];
  if (found?.kind !== 'mapped') {
    return verdicts.some((verdict) => verdict?.kind === 'current') ? { kind: 'current' } : undefined;
  }
  const pattern = parts
    .map((part, position) => {
      const verdict = verdicts[position];
      if (verdict?.kind === 'mapped') return placeholders[verdict.form];
      return position % 2 === 1 || part === '' || label.test(part) ? part : '*';
    })
    .join('');
  return { kind: 'part', pattern, form: found.form, id: parts[first] ?? '' };
};

/** Subs anywhere in a text: their shape alone makes them unmistakable. */
const readSubs = (text: string, lookup: OwnerLookup): TextReading => {
  const found = text.match(uuid) ?? [];
  const old = found.filter((id) => lookup.bySub(id) !== undefined);
  const [id] = old;
  if (id === undefined) {
    return found.some((each) => lookup.byNewSub(each) !== undefined) ? { kind: 'current' } : none;
  }
  const mapped = new Set(old);
  const around = text.split(uuid);
  const pattern = around
    .flatMap((part, position) => {
      const next = found[position];
      const shown = part === '' || /^[A-Za-z_-]{1,32}$/.test(part) ? part : '*';
      return next === undefined ? [shown] : [shown, mapped.has(next) ? placeholders.sub : '*'];
    })
    .join('');
  return { kind: 'part', pattern, form: 'sub', id };
};

const placeholders: Readonly<Record<OwnerForm, string>> = {
  sub: '{sub}',
  username: '{username}',
  'sub::username': '{sub}::{username}',
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Deeper than anything that people write; what is made to be deeper must not end the reading. */
const deepestJson = 200;

const hasIds = (value: unknown, lookup: OwnerLookup, depth = 0): boolean => {
  if (depth > deepestJson) return false;
  if (typeof value === 'string') return ['whole', 'part', 'json'].includes(readText(value, lookup).kind);
  if (Array.isArray(value)) return value.some((each) => hasIds(each, lookup, depth + 1));
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([name, each]) => hasIds(name, lookup) || hasIds(each, lookup, depth + 1));
};
