/** Names by how they are written. The Latin ones become usernames and addresses; the others are only ever displayed. */
export const givenNames: readonly string[] = [
  ...['Anna', 'Ben', 'Carla', 'David', 'Elena', 'Farid', 'Grace', 'Hugo', 'Ines', 'Jonas', 'Karin', 'Liam'],
  ...['Maya', 'Noah', 'Olga', 'Paolo', 'Quinn', 'Rosa', 'Samir', 'Tara', 'Ulrich', 'Vera', 'Wendy', 'Yusuf'],
  ...['Zoe', 'Amara', 'Bruno', 'Chloe', 'Diego', 'Esther', 'Felix', 'Gita', 'Henrik', 'Isabel', 'Joao', 'Kemal'],
];

export const familyNames: readonly string[] = [
  ...['Adams', 'Berg', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ito', 'Jansen', 'Kaya'],
  ...['Larsen', 'Moreau', 'Novak', 'Okafor', 'Peters', 'Quispe', 'Rossi', 'Silva', 'Tanaka', 'Usman', 'Vogel'],
  ...['Wagner', 'Xu', 'Yilmaz', 'Zhang', 'Ahmed', 'Brandt', 'Castro', 'Dias', 'Eze', 'Ferrari', 'Gruber'],
];

export const nonLatinNames: readonly string[] = [
  '田中 花子',
  'Владимир Соколов',
  'Ελένη Παππά',
  'محمد الحداد',
  'אסתר לוי',
  '김민준',
  'अमित शर्मा',
  'Nguyễn Thị Hương',
];

/** Names that break naive CSV writers, by what is in them. */
export const awkwardNames = {
  comma: ['Smith, John', 'Lee, Bruce, Jr.', 'García, María', 'Doe, Jane'],
  quote: ['Ana "Nita" Ruiz', 'Sean "Rocky" O\'Neil', '"Mo" Salem'],
} as const;

export const awkwardAddresses = {
  comma: ['12 High Street, Leeds', 'Apt 4, 9 Rue de la Paix, Paris', 'Unit 7, Dock Road, Cork'],
  newline: ['12 High Street\nLeeds LS1 4DY', 'c/o Meyer\nHauptstr. 5\n10115 Berlin', 'PO Box 77\nNairobi'],
} as const;
