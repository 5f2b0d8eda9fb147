import { createHmac } from 'node:crypto';

/** https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html, read 2026-11-20: the name exactly as sent. */
export const secretHash = (clientSecret: string, username: string, clientId: string): string =>
  createHmac('sha256', clientSecret).update(`${username}${clientId}`).digest('base64');
