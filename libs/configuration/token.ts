/** The token under which Nest gives out the Configuration. */
export const CONFIGURATION = Symbol('CONFIGURATION');
