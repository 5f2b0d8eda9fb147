import type { Range, Shape } from '../../sandbox/cognito/constraints/constraint-table.ts';
import { CONSTRAINTS } from '../../sandbox/cognito/constraints/shape-violations.ts';

/** A request in which one thing is wrong (beside what is missing), and what the refusal must say. */
export type BrokenRequest = { readonly request: object; readonly told: string };

type Broken = { readonly value: unknown; readonly path: string; readonly rule: string };

const SERIALIZATION = 'SerializationException';

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const outOf = ({ min, max }: Range, noun: string): { size: number; rule: string }[] => [
  ...(min === undefined || min === 0
    ? []
    : [{ size: min - 1, rule: `Member must have ${noun} greater than or equal to ${min}` }]),
  ...(max === undefined ? [] : [{ size: max + 1, rule: `Member must have ${noun} less than or equal to ${max}` }]),
];

/** Something that no pattern of the API takes. */
const NEVER_MATCHING = '\u0000';

const brokenString = (shape: Shape & { type: 'string' }, path: string): Broken[] => [
  ...outOf(shape.length ?? {}, 'length').map(({ size, rule }) => ({ value: 'a'.repeat(size), path, rule })),
  ...(shape.pattern === undefined || new RegExp(shape.pattern, 'u').test(NEVER_MATCHING)
    ? []
    : [{ value: NEVER_MATCHING, path, rule: 'Member must satisfy regular expression pattern' }]),
];

const wrongType = (shape: Shape): unknown => (shape.type === 'string' || shape.type === 'enum' ? 7 : 'text');

/** Every single way to break the shape that the table knows of, down to the leaves. */
const brokenValues = (name: string, path: string): Broken[] => {
  const shape = CONSTRAINTS.shapes[name];
  if (shape === undefined) throw new Error(`The table has no shape ${name}.`);
  const mistyped = { value: wrongType(shape), path, rule: SERIALIZATION };
  switch (shape.type) {
    case 'string':
      return [mistyped, ...brokenString(shape, path)];
    case 'enum':
      return [mistyped, { value: 'no such value', path, rule: 'Member must satisfy enum value set' }];
    case 'integer':
    case 'long':
      return [mistyped, ...outOf(shape.range ?? {}, 'value').map(({ size, rule }) => ({ value: size, path, rule }))];
    case 'list': {
      const sizes = outOf(shape.length ?? {}, 'length');
      return [
        mistyped,
        // Holes, as null, break nothing themselves where items are structures; text is broken at most once more.
        ...sizes.map(({ size, rule }) => ({ value: Array(size).fill(sampleOf(shape.member)), path, rule })),
        ...brokenValues(shape.member, `${path}.1.member`).map((broken) => ({ ...broken, value: [broken.value] })),
      ];
    }
    case 'map':
      return [
        mistyped,
        ...brokenValues(shape.value, `${path}.key.member`).map((broken) => ({
          ...broken,
          value: { key: broken.value },
        })),
      ];
    case 'structure':
      return [mistyped, ...brokenMembers(shape, path, () => true)];
    default:
      return [mistyped];
  }
};

/** Anything of the right JSON type. */
const sampleOf = (name: string): unknown => {
  const type = CONSTRAINTS.shapes[name]?.type;
  if (type === 'structure' || type === 'map') return {};
  if (type === 'list') return [];
  return type === 'string' || type === 'enum' ? 'a' : 0;
};

const brokenMembers = (
  shape: Shape & { type: 'structure' },
  path: string,
  isAsked: (member: string) => boolean,
): Broken[] =>
  Object.entries(shape.members).flatMap(([member, { target, required }]) => {
    if (!isAsked(member)) return [];
    const inner = path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`;
    const missing = required ? [{ value: {}, path: inner, rule: 'Member must not be null' }] : [];
    const inside = brokenValues(target, inner).map((broken) => ({ ...broken, value: { [member]: broken.value } }));
    return [...missing, ...inside];
  });

/** For every constraint of the operation's request, as far as the operation takes the member, a request that breaks it. */
export const brokenRequests = (operation: string, members: readonly string[]): BrokenRequest[] => {
  const shape = CONSTRAINTS.shapes[CONSTRAINTS.requests[operation] ?? ''];
  if (shape?.type !== 'structure') throw new Error(`${operation} has no request in the table.`);
  return brokenMembers(shape, '', (member) => members.includes(member)).map(({ value, path, rule }) => ({
    request: value as object,
    told:
      rule === SERIALIZATION
        ? `${rule}: Unexpected value for '${path}'`
        : `at '${path}' failed to satisfy constraint: ${rule}`,
  }));
};
