/**
 * Reduces a description of the Cognito API (operations and shapes with their constraints) to the requests of the
 * operations, and writes `constraints.generated.json`. Usage: node sandbox/cognito/generate-constraints.ts <api.json>
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ConstraintTable, Shape } from './constraint-table.ts';
import { SIGN_IN_ADDITIONS } from './sign-in-constraints.ts';

type ApiDescription = {
  readonly operations: Readonly<Record<string, { readonly input: string | null }>>;
  readonly shapes: Readonly<Record<string, Shape>>;
};

/** Requests that the description leaves out, in the words of the API reference. */
const ADDITIONS: ApiDescription = {
  operations: {
    DeleteUserPool: { input: 'DeleteUserPoolRequest' },
    GlobalSignOut: { input: 'GlobalSignOutRequest' },
    ...SIGN_IN_ADDITIONS.operations,
  },
  shapes: {
    DeleteUserPoolRequest: {
      type: 'structure',
      members: { UserPoolId: { target: 'UserPoolIdType', required: true } },
    },
    GlobalSignOutRequest: {
      type: 'structure',
      members: { AccessToken: { target: 'TokenModelType', required: true } },
    },
    ...SIGN_IN_ADDITIONS.shapes,
  },
};

const targetsOf = (shape: Shape): string[] => {
  if (shape.type === 'structure') return Object.values(shape.members).map((member) => member.target);
  if (shape.type === 'list') return [shape.member];
  if (shape.type === 'map') return [shape.key, shape.value];
  return [];
};

export const reduceToRequests = (api: ApiDescription): ConstraintTable => {
  const shapes: Record<string, Shape> = {};
  const keep = (name: string): void => {
    const shape = api.shapes[name] ?? ADDITIONS.shapes[name];
    if (shape === undefined || name in shapes) return;
    shapes[name] = shape;
    for (const target of targetsOf(shape)) keep(target);
  };
  const requests: Record<string, string> = {};
  for (const [operation, { input }] of Object.entries({ ...ADDITIONS.operations, ...api.operations })) {
    if (input === null) continue;
    requests[operation] = input;
    keep(input);
  }
  const sorted = Object.fromEntries(Object.entries(shapes).sort(([left], [right]) => (left < right ? -1 : 1)));
  return { requests, shapes: sorted };
};

/** One line per entry: small enough to read, and a change shows as a change of lines. */
const print = (table: ConstraintTable): string => {
  const lines = (entries: object) =>
    Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  return `{\n  "requests": {\n${lines(table.requests)}\n  },\n  "shapes": {\n${lines(table.shapes)}\n  }\n}\n`;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const source = process.argv[2];
  if (source === undefined) throw new Error('Name the API description: generate-constraints.ts <api.json>');
  const table = reduceToRequests(JSON.parse(readFileSync(source, 'utf8')));
  writeFileSync(new URL('./constraints.generated.json', import.meta.url), print(table));
}
