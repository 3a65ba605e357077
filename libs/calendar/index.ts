export { type Calendar, calendar, GRAINS, type Grain, isDate } from './calendar.js';
export { localDate, startOfDate } from './local-date.js';
export { DAY, MINUTE } from './units.js';
