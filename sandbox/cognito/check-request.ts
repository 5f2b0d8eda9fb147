import { AwsError } from '../aws-error.ts';
import { type ConstraintTable, loadConstraintTable, type Range, type Shape } from './constraint-table.ts';

const table: ConstraintTable = loadConstraintTable();

/** AWS leaves these values out of what it says about them. */
const SENSITIVE_SHAPES = new Set([
  'PasswordType',
  'SecretHashType',
  'ClientSecretType',
  'UsernameType',
  'ClientIdType',
  'TokenModelType',
  'SessionType',
  'ConfirmationCodeType',
  'SoftwareTokenMFAUserCodeType',
  'AttributeValueType',
]);

const patterns = new Map<string, RegExp>();
const patternOf = (source: string): RegExp => {
  const known = patterns.get(source) ?? new RegExp(source, 'u');
  patterns.set(source, known);
  return known;
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

type Violation = { readonly path: string; readonly shown: string; readonly rule: string };

const rangeRule = (size: number, range: Range | undefined, noun: 'length' | 'value'): string | null => {
  if (range?.max !== undefined && size > range.max)
    return `Member must have ${noun} less than or equal to ${range.max}`;
  if (range?.min !== undefined && size < range.min) {
    return `Member must have ${noun} greater than or equal to ${range.min}`;
  }
  return null;
};

const wireTypeOf = (shape: Shape): string => {
  if (shape.type === 'enum') return 'string';
  if (shape.type === 'integer' || shape.type === 'long' || shape.type === 'timestamp') return 'number';
  return shape.type === 'structure' || shape.type === 'map' ? 'object' : shape.type;
};

const hasWireType = (value: unknown, shape: Shape): boolean =>
  shape.type === 'list'
    ? Array.isArray(value)
    : typeof value === wireTypeOf(shape) && value !== null && !Array.isArray(value);

const violationsOf = (name: string, value: unknown, path: string): Violation[] => {
  const shape = table.shapes[name];
  if (shape === undefined) return [];
  if (!hasWireType(value, shape)) throw new AwsError('SerializationException', `Unexpected value for '${path}'`);
  const shown = SENSITIVE_SHAPES.has(name) ? '' : ` '${String(value)}'`;
  const broken = (rule: string | null): Violation[] => (rule === null ? [] : [{ path, shown, rule }]);

  if (shape.type === 'string') {
    const text = value as string;
    const matches = shape.pattern === undefined || patternOf(shape.pattern).test(text);
    const pattern = `Member must satisfy regular expression pattern: ${shape.pattern?.replace(/^\^|\$$/g, '')}`;
    return [...broken(matches ? null : pattern), ...broken(rangeRule([...text].length, shape.length, 'length'))];
  }
  if (shape.type === 'enum') {
    const known = shape.values.includes(value as string);
    return broken(known ? null : `Member must satisfy enum value set: [${shape.values.join(', ')}]`);
  }
  if (shape.type === 'integer' || shape.type === 'long') {
    return broken(rangeRule(value as number, shape.range, 'value'));
  }
  if (shape.type === 'list') {
    const items = value as unknown[];
    const inside = items.flatMap((item, index) => violationsOf(shape.member, item, `${path}.${index + 1}.member`));
    return [...broken(rangeRule(items.length, shape.length, 'length')), ...inside];
  }
  if (shape.type === 'map') {
    return Object.entries(value as object).flatMap(([key, item]) => [
      ...violationsOf(shape.key, key, `${path}.key`),
      ...(item === null ? [] : violationsOf(shape.value, item, `${path}.${key}.member`)),
    ]);
  }
  if (shape.type === 'structure') {
    const members = value as Record<string, unknown>;
    return Object.entries(shape.members).flatMap(([member, { target, required }]) => {
      const inner = path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`;
      const given = members[member] ?? null;
      if (given !== null) return violationsOf(target, given, inner);
      return required ? [{ path: inner, shown: ' null', rule: 'Member must not be null' }] : [];
    });
  }
  return [];
};

/** Refuses, as AWS does before it looks at anything else, a request that breaks the constraints of its shape. */
export const checkRequest = (operation: string, request: object): void => {
  const shape = table.requests[operation];
  if (shape === undefined) throw new Error(`No request constraints are known for ${operation}.`);
  const violations = violationsOf(shape, request, '');
  if (violations.length === 0) return;
  const told = violations.map(
    ({ path, shown, rule }) => `Value${shown} at '${path}' failed to satisfy constraint: ${rule}`,
  );
  const count = `${violations.length} validation error${violations.length === 1 ? '' : 's'} detected`;
  throw new AwsError('InvalidParameterException', `${count}: ${told.join('; ')}`);
};
