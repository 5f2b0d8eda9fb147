import type { AttributeDefinition } from './attribute-definition.ts';

export const isEmailAddress = (value: string): boolean => /^[^\s@,;"<>]+@[^\s@,;"<>.]+(\.[^\s@,;"<>.]+)*$/u.test(value);

export const isPhoneNumber = (value: string): boolean => /^\+[1-9][0-9]{1,14}$/.test(value);

/** Whether `value` is a real day, written YYYY-MM-DD. */
export const isCalendarDate = (value: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const parsed = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(value);
};

const rangeProblem = (size: number, { min, max }: AttributeDefinition, noun: string): string | null => {
  if (max !== undefined && size > max) return `${noun} must not be greater than ${max}`;
  if (min !== undefined && size < min) return `${noun} must not be less than ${min}`;
  return null;
};

const typeProblem = (definition: AttributeDefinition, value: string): string | null => {
  if (definition.type === 'Boolean') return value === 'true' || value === 'false' ? null : 'Value is not a Boolean';
  if (definition.type === 'Number') {
    return /^-?\d+$/.test(value) ? rangeProblem(Number(value), definition, 'Value') : 'Value is not a Number';
  }
  if (definition.type === 'DateTime') return Number.isNaN(Date.parse(value)) ? 'Value is not a DateTime' : null;
  return rangeProblem([...value].length, definition, 'String length');
};

/**
 * What is wrong with one attribute's value, or null. An empty value takes an attribute away, so it fits any type.
 */
export const attributeProblem = (definition: AttributeDefinition, value: string): string | null => {
  if (value === '') return null;
  const problem = typeProblem(definition, value);
  if (problem !== null) return problem;
  if (definition.name === 'email' && !isEmailAddress(value)) return 'Invalid email address format.';
  if (definition.name === 'phone_number' && !isPhoneNumber(value)) return 'Invalid phone number format.';
  if (definition.name === 'birthdate' && !isCalendarDate(value)) return 'Invalid birthdate format.';
  return null;
};
