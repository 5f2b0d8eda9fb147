/**
 * The API keeps `birthdate` as YYYY-MM-DD, an import file has it as MM/DD/YYYY. Undefined for anything that is not a day
 * of the calendar: guessing which half of 05/06/1990 is the month would give people another birthday.
 */
export const toImportBirthdate = (birthdate: string): string | undefined => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthdate);
  const [year, month, day] = match?.slice(1) ?? [];
  if (year === undefined || month === undefined || day === undefined || year === '0000') return undefined;
  const isOnCalendar =
    Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= daysIn(year, month);
  return isOnCalendar ? `${month}/${day}/${year}` : undefined;
};

const daysIn = (year: string, month: string): number =>
  new Date(Date.UTC(Number(year) + 4000, Number(month), 0)).getUTCDate();
