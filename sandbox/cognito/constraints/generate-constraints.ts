/**
 * Reduces a description of the Cognito API (operations and shapes with their constraints) to requests, responses and
 * errors, and writes `constraints.generated.json`. Usage: node sandbox/cognito/constraints/generate-constraints.ts <api.json>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ADDITIONS } from './api-additions.ts';
import type { ConstraintTable, Shape } from './constraint-table.ts';

export type ApiDescription = {
  readonly operations: Readonly<
    Record<
      string,
      { readonly input: string | null; readonly output: string | null; readonly errors: readonly string[] }
    >
  >;
  readonly shapes: Readonly<Record<string, Shape>>;
};

const targetsOf = (shape: Shape): string[] => {
  if (shape.type === 'structure') return Object.values(shape.members).map((member) => member.target);
  if (shape.type === 'list') return [shape.member];
  if (shape.type === 'map') return [shape.key, shape.value];
  return [];
};

const withAddedMembers = (name: string, shape: Shape): Shape =>
  shape.type === 'structure' ? { ...shape, members: { ...ADDITIONS.members[name], ...shape.members } } : shape;

/** Java's inline flag for "a dot matches line ends" is no JavaScript; where it stands, it stands alone. */
const inJavaScript = (shape: Shape): Shape =>
  shape.type === 'string' && shape.pattern !== undefined
    ? { ...shape, pattern: shape.pattern.replace('(?s)', '') }
    : shape;

const byName = <T>(entries: Readonly<Record<string, T>>): Record<string, T> =>
  Object.fromEntries(Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1)));

export const reduceToConstraints = (api: ApiDescription): ConstraintTable => {
  const shapes: Record<string, Shape> = {};
  const keep = (name: string | null): void => {
    const described = name === null ? undefined : (api.shapes[name] ?? ADDITIONS.shapes[name]);
    if (name === null || described === undefined || name in shapes) return;
    const shape = inJavaScript(withAddedMembers(name, described));
    shapes[name] = shape;
    for (const target of targetsOf(shape)) keep(target);
  };
  const requests: Record<string, string> = {};
  const responses: Record<string, string | null> = {};
  const errors: Record<string, readonly string[]> = {};
  for (const [operation, described] of Object.entries({ ...ADDITIONS.operations, ...api.operations })) {
    if (described.input === null) continue;
    requests[operation] = described.input;
    responses[operation] = described.output;
    errors[operation] = [...new Set(described.errors)].sort();
    keep(described.input);
    keep(described.output);
  }
  return {
    requests: byName(requests),
    responses: byName(responses),
    errors: byName(errors),
    shapes: byName(shapes),
  };
};

/** One line per entry: small enough to read, and a change shows as a change of lines. */
const print = (table: ConstraintTable): string => {
  const lines = (entries: object) =>
    Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  const sections = Object.entries(table).map(
    ([name, entries]) => `  ${JSON.stringify(name)}: {\n${lines(entries)}\n  }`,
  );
  return `{\n${sections.join(',\n')}\n}\n`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = process.argv[2];
  if (source === undefined) throw new Error('Name the API description: generate-constraints.ts <api.json>');
  const table = reduceToConstraints(JSON.parse(readFileSync(source, 'utf8')));
  writeFileSync(new URL('./constraints.generated.json', import.meta.url), print(table));
}
