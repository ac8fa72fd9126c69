/** Alarms that belong to a broken connection in mid-burst, as the scenarios allow them. */
export const NOT_KNOWN = /^Whether .* was placed is not known/u;
