/** Shapes Cognito asks for. https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-settings-attributes.html, read 2026-11-20. */
export const isEmailShaped = (value: string): boolean => /^[^\s@]+@[^\s@]+$/.test(value);

export const isPhoneNumberShaped = (value: string): boolean => /^\+[1-9]\d{1,14}$/.test(value);
