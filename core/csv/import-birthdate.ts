import { isBirthdate } from '../users/birthdate.ts';

/**
 * The API keeps `birthdate` as YYYY-MM-DD, an import file has it as MM/DD/YYYY. Undefined for anything that is not a day
 * of the calendar: guessing which half of 05/06/1990 is the month would give people another birthday.
 */
export const toImportBirthdate = (birthdate: string): string | undefined =>
  isBirthdate(birthdate) ? `${birthdate.slice(5, 7)}/${birthdate.slice(8, 10)}/${birthdate.slice(0, 4)}` : undefined;
