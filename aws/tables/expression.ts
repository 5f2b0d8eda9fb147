import type { AttributeValue as WireValue } from '@aws-sdk/client-dynamodb';
import type { AttributeValue, DocumentPath } from '../../core/owners/attribute-value.ts';

/** Collects the names and values of one request under placeholders, so that no name needs escaping. */
export const createExpression = () => {
  const names = new Map<string, string>();
  const values: Record<string, WireValue> = {};
  const nameOf = (attribute: string) => {
    const known = names.get(attribute);
    if (known !== undefined) return known;
    const placeholder = `#n${names.size}`;
    names.set(attribute, placeholder);
    return placeholder;
  };
  return {
    path: ([root, ...rest]: DocumentPath) =>
      rest.reduce<string>(
        (text, step) => (typeof step === 'number' ? `${text}[${step}]` : `${text}.${nameOf(step)}`),
        nameOf(root),
      ),
    value: (value: AttributeValue) => {
      const placeholder = `:v${Object.keys(values).length}`;
      values[placeholder] = toWire(value);
      return placeholder;
    },
    names: () => Object.fromEntries([...names].map(([attribute, placeholder]) => [placeholder, attribute])),
    values: () => values,
  };
};

/** The SDK's type of the same value; it differs only in being mutable. */
export const toWire = (value: AttributeValue): WireValue => value as WireValue;
