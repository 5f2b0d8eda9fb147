import { createHmac } from 'node:crypto';

/**
 * The form in which a sign-in name is kept and logged: without the key nobody can test whether a name is among them.
 * Takes the canonical name (`canonicalLogin`): two spellings of one name must give one hash. Base64url, 43 characters.
 */
export const hashLogin = (key: string, canonicalLogin: string): string =>
  createHmac('sha256', key).update('poolferry/login/v1\0').update(canonicalLogin, 'utf8').digest('base64url');
