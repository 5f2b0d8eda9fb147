import { AwsError } from '../../aws-error.ts';

export const unrecognizable = (): AwsError =>
  new AwsError('InvalidLambdaResponseException', 'Unrecognizable lambda output');

export type JsonObject = Readonly<Record<string, unknown>>;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What must come back as it went out. */
const HEADERS = ['version', 'triggerSource', 'region', 'userPoolId', 'userName'] as const;

export type SentEvent = { readonly [Header in (typeof HEADERS)[number]]: string };

/** The `response` of the event that came back. Throws unless it is the whole event that was sent. */
export const responseOf = (sent: SentEvent, payload: unknown): JsonObject => {
  if (!isJsonObject(payload)) throw unrecognizable();
  const { callerContext, request, response } = payload;
  if (!isJsonObject(callerContext) || !isJsonObject(request) || !isJsonObject(response)) throw unrecognizable();
  if (HEADERS.some((header) => payload[header] !== sent[header])) throw unrecognizable();
  return response;
};

/** A member that may be left out or null. Throws if it is there with another type. */
const optional =
  <Value>(isValue: (value: unknown) => value is Value) =>
  (object: JsonObject, name: string): Value | undefined => {
    const value = object[name] ?? undefined;
    if (value === undefined || isValue(value)) return value;
    throw unrecognizable();
  };

export const optionalObject = optional(isJsonObject);
export const optionalBoolean = optional((value): value is boolean => typeof value === 'boolean');
export const optionalText = optional((value): value is string => typeof value === 'string');
export const optionalTexts = optional(
  (value): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string'),
);
