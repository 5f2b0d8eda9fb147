import { isBirthdate } from '../users/birthdate.ts';

/**
 * The API keeps `birthdate` as YYYY-MM-DD, an import file has it as MM/DD/YYYY. Undefined for anything that is not a day
 * of the calendar: guessing which half of 05/06/1990 is the month would give people another birthday.
 */
export const toImportBirthdate = (birthdate: string): string | undefined =>
  isBirthdate(birthdate) ? `${birthdate.slice(5, 7)}/${birthdate.slice(8, 10)}/${birthdate.slice(0, 4)}` : undefined;

/** The other way; undefined for what is not MM/DD/YYYY, whatever day it may have meant. */
export const fromImportBirthdate = (cell: string): string | undefined => {
  const [, month, day, year] = /^(\d{2})\/(\d{2})\/(\d{4})$/.exec(cell) ?? [];
  const birthdate = `${year}-${month}-${day}`;
  return isBirthdate(birthdate) ? birthdate : undefined;
};
