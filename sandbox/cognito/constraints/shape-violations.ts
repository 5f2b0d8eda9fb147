import { AwsError, notServed } from '../../aws-error.ts';
import { loadConstraintTable, type Range, type Shape } from './constraint-table.ts';

export const CONSTRAINTS = loadConstraintTable();

/** AWS leaves these values, and all that is in them, out of what it says about them. */
const SENSITIVE_SHAPES = new Set([
  'AuthParametersType',
  'ChallengeResponsesType',
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

export type Violation = {
  /** Where it stands, in AWS's way of writing it: `userAttributes.1.member.name`. */
  readonly path: string;
  /** The value, or nothing where it is a secret. */
  readonly shown: string;
  readonly rule: string;
};

const patterns = new Map<string, RegExp>();
const patternOf = (source: string): RegExp => {
  const known = patterns.get(source) ?? new RegExp(source, 'u');
  patterns.set(source, known);
  return known;
};

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const rangeRule = (size: number, range: Range | undefined, noun: 'length' | 'value'): string | null => {
  if (range?.max !== undefined && size > range.max)
    return `Member must have ${noun} less than or equal to ${range.max}`;
  if (range?.min !== undefined && size < range.min) {
    return `Member must have ${noun} greater than or equal to ${range.min}`;
  }
  return null;
};

const hasWireType = (value: unknown, { type }: Shape): boolean => {
  if (type === 'list') return Array.isArray(value);
  if (type === 'structure' || type === 'map') {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  }
  if (type === 'integer' || type === 'long') return Number.isInteger(value);
  if (type === 'timestamp') return typeof value === 'number';
  return typeof value === (type === 'enum' ? 'string' : type);
};

const structureViolations = (
  shape: Shape & { type: 'structure' },
  value: Readonly<Record<string, unknown>>,
  path: string,
): Violation[] => {
  for (const [member, given] of Object.entries(value)) {
    const isUnknown = !Object.hasOwn(shape.members, member) && given !== null && given !== undefined;
    if (isUnknown) throw notServed(`the member ${member} of ${path === '' ? 'this request' : `'${path}'`}`);
  }
  return Object.entries(shape.members).flatMap(([member, { target, required }]) => {
    const inner = path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`;
    const given = value[member] ?? null;
    if (given !== null) return shapeViolations(target, given, inner);
    return required ? [{ path: inner, shown: ' null', rule: 'Member must not be null' }] : [];
  });
};

/**
 * Every way in which `value` breaks the shape `name`. Throws SerializationException for a value of the wrong JSON type and
 * NotServedBySandbox for a member that the shape does not have.
 */
export const shapeViolations = (name: string, value: unknown, path: string, isInSecret = false): Violation[] => {
  const shape = CONSTRAINTS.shapes[name];
  if (shape === undefined) throw new Error(`No constraints are known for the shape ${name}.`);
  if (!hasWireType(value, shape)) throw new AwsError('SerializationException', `Unexpected value for '${path}'`);
  const isSecret = isInSecret || SENSITIVE_SHAPES.has(name);
  const shown = isSecret ? '' : ` '${String(value)}'`;
  const broken = (rule: string | null): Violation[] => (rule === null ? [] : [{ path, shown, rule }]);

  switch (shape.type) {
    case 'string': {
      const text = value as string;
      const matches = shape.pattern === undefined || patternOf(shape.pattern).test(text);
      const pattern = `Member must satisfy regular expression pattern: ${shape.pattern?.replace(/^\^|\$$/g, '')}`;
      return [...broken(matches ? null : pattern), ...broken(rangeRule([...text].length, shape.length, 'length'))];
    }
    case 'enum': {
      const isKnown = shape.values.includes(value as string);
      return broken(isKnown ? null : `Member must satisfy enum value set: [${shape.values.join(', ')}]`);
    }
    case 'integer':
    case 'long':
      return broken(rangeRule(value as number, shape.range, 'value'));
    case 'list': {
      const items = value as unknown[];
      const inside = items.flatMap((item, index) =>
        shapeViolations(shape.member, item, `${path}.${index + 1}.member`, isSecret),
      );
      return [...broken(rangeRule(items.length, shape.length, 'length')), ...inside];
    }
    case 'map': {
      const entries = Object.entries(value as object);
      const inside = entries.flatMap(([key, item]) => [
        ...shapeViolations(shape.key, key, `${path}.key`, isSecret),
        ...(item === null ? [] : shapeViolations(shape.value, item, `${path}.${key}.member`, isSecret)),
      ]);
      return [...broken(rangeRule(entries.length, shape.length, 'length')), ...inside];
    }
    case 'structure':
      return structureViolations(shape, value as Record<string, unknown>, path);
    default:
      return [];
  }
};
