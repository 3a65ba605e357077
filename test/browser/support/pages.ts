/** Every page of the dashboard, by its path. */
export const PATHS = [
  '/',
  '/cohorts',
  '/lifecycle',
  '/acquisition',
  '/channels',
  '/experience',
  '/impact',
  '/customers',
  '/system',
];
