import { AwsError, notServed } from '../../aws-error.ts';
import type { Wire } from '../wire.ts';
import { type AttributeDefinition, STANDARD_ATTRIBUTES } from './attribute-definition.ts';

export type PoolSchema = ReadonlyMap<string, AttributeDefinition>;

export type WireSchemaAttribute = {
  readonly Name?: string;
  readonly AttributeDataType?: AttributeDefinition['type'];
  readonly DeveloperOnlyAttribute?: boolean;
  readonly Mutable?: boolean;
  readonly Required?: boolean;
  readonly NumberAttributeConstraints?: { readonly MinValue?: string; readonly MaxValue?: string };
  readonly StringAttributeConstraints?: { readonly MinLength?: string; readonly MaxLength?: string };
};

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

const toBound = (name: 'min' | 'max', text: string | undefined): { min?: number; max?: number } => {
  if (text === undefined) return {};
  if (!/^-?\d+$/.test(text)) refuse('Invalid constraints of an attribute: they must be whole numbers.');
  return { [name]: Number(text) };
};

const bounds = (type: AttributeDefinition['type'], wire: WireSchemaAttribute): { min?: number; max?: number } => {
  const { StringAttributeConstraints: ofText, NumberAttributeConstraints: ofNumber } = wire;
  if ((ofText !== undefined && type !== 'String') || (ofNumber !== undefined && type !== 'Number')) {
    refuse(`Invalid constraints of an attribute of type ${type}.`);
  }
  return {
    ...toBound('min', ofText?.MinLength ?? ofNumber?.MinValue),
    ...toBound('max', ofText?.MaxLength ?? ofNumber?.MaxValue),
  };
};

const toCustom = (wire: WireSchemaAttribute): AttributeDefinition => {
  if (wire.Required) {
    throw new AwsError('InvalidParameterException', 'Required custom attributes are not supported currently.');
  }
  if (wire.DeveloperOnlyAttribute) throw notServed('developer-only attributes');
  const type = wire.AttributeDataType ?? 'String';
  return {
    name: `custom:${wire.Name}`,
    type,
    required: false,
    mutable: wire.Mutable ?? true,
    ...(type === 'String' ? { max: 2048 } : {}),
    ...bounds(type, wire),
  };
};

const MAX_CUSTOM_ATTRIBUTES = 50;

const assertCustomCount = (schema: PoolSchema): void => {
  const count = schema
    .keys()
    .filter((name) => name.startsWith('custom:'))
    .toArray().length;
  if (count > MAX_CUSTOM_ATTRIBUTES) {
    throw new AwsError(
      'InvalidParameterException',
      `A user pool can have at most ${MAX_CUSTOM_ATTRIBUTES} custom attributes.`,
    );
  }
};

const alterStandard = (standard: AttributeDefinition, wire: WireSchemaAttribute): AttributeDefinition => {
  if (wire.AttributeDataType !== undefined && wire.AttributeDataType !== standard.type) {
    throw new AwsError(
      'InvalidParameterException',
      `Invalid AttributeDataType for the standard attribute ${standard.name}.`,
    );
  }
  return {
    ...standard,
    required: wire.Required ?? false,
    mutable: wire.Mutable ?? true,
    ...bounds(standard.type, wire),
  };
};

const assertOnce = (names: readonly string[]): void => {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) refuse(`${twice}: Existing attribute already has name ${twice}.`);
};

/** The standard attributes, altered and extended as CreateUserPool's `Schema` asks. */
export const toPoolSchema = (wire: readonly WireSchemaAttribute[]): PoolSchema => {
  assertOnce(wire.map(({ Name = '' }) => Name));
  const schema = new Map(STANDARD_ATTRIBUTES.map((definition) => [definition.name, definition]));
  for (const attribute of wire) {
    const standard = schema.get(attribute.Name ?? '');
    if (standard?.name === 'sub') continue;
    const definition = standard === undefined ? toCustom(attribute) : alterStandard(standard, attribute);
    schema.set(definition.name, definition);
  }
  assertCustomCount(schema);
  return schema;
};

/** `schema` with more custom attributes: they can be added later, but neither changed nor removed. */
export const withCustomAttributes = (schema: PoolSchema, wire: readonly WireSchemaAttribute[]): PoolSchema => {
  const extended = new Map(schema);
  for (const attribute of wire) {
    const definition = toCustom(attribute);
    if (extended.has(definition.name)) {
      throw new AwsError(
        'InvalidParameterException',
        `${definition.name}: Existing attribute already has name ${definition.name}.`,
      );
    }
    extended.set(definition.name, definition);
  }
  assertCustomCount(extended);
  return extended;
};

const toWireBounds = ({ type, min, max }: AttributeDefinition): Wire => {
  if (type === 'String') {
    return {
      StringAttributeConstraints: {
        ...(min === undefined ? {} : { MinLength: String(min) }),
        ...(max === undefined ? {} : { MaxLength: String(max) }),
      },
    };
  }
  if (type !== 'Number') return {};
  return {
    NumberAttributeConstraints: {
      ...(min === undefined ? {} : { MinValue: String(min) }),
      ...(max === undefined ? {} : { MaxValue: String(max) }),
    },
  };
};

/** `SchemaAttributes` as DescribeUserPool gives them. */
export const toWireSchema = (schema: PoolSchema): Wire[] =>
  Array.from(schema.values(), (definition) => ({
    Name: definition.name,
    AttributeDataType: definition.type,
    DeveloperOnlyAttribute: false,
    Mutable: definition.mutable,
    Required: definition.required,
    ...toWireBounds(definition),
  }));
